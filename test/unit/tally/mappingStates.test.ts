import { expect, it } from 'vitest'
import { type EventValue, TallyMappingInput } from '../../../src/contract'
import { createMappingStates } from '../../../src/main/tally/mappingStates'

function stage(wish: object) {
  let now = Date.parse('2026-01-01T12:00:00Z')
  let value: EventValue | null = null
  let stale = false
  const states = createMappingStates({ now: () => now, wordOf: () => ({ value, stale }), labelOf: () => 'the source' })
  const mapping = {
    ...TallyMappingInput.parse({ source: 'is07:a', targets: [{ kind: 'receiver', id: 'r' }], ...wish }),
    id: 'm',
  }
  states.set([mapping])
  return {
    states,
    mapping,
    say(next: { readonly value?: EventValue; readonly stale?: boolean }): void {
      now += 1000
      value = next.value ?? value
      stale = next.stale ?? stale
      states.hear('is07:a')
    },
    lit: () => [...states.lit()].map(({ tally }) => tally),
  }
}

it('says nothing before its source does, stale or not', () => {
  const { states, say, lit } = stage({})
  say({ stale: true })
  expect(states.state('m')).toEqual({ active: null, stale: false, since: null, staleSince: null })
  expect(lit()).toEqual([])
})

it('of on air counts as on air when it is stale, even if it was off, and no longer when it is back', () => {
  const { say, lit } = stage({ label: 'TX tally' })
  say({ value: false })
  expect(lit()).toEqual([])
  say({ stale: true })
  expect(lit()).toEqual([{ state: 'on-air', since: '2026-01-01T12:00:02.000Z', stale: true, by: 'TX tally' }])
  say({ stale: false })
  expect(lit()).toEqual([])
})

it.each(['preset', 'recording'])('of %s keeps what it said when it is stale', (means) => {
  const { say, lit } = stage({ means })
  say({ value: false, stale: true })
  expect(lit()).toEqual([])
  say({ value: true, stale: false })
  say({ stale: true })
  expect(lit()).toEqual([{ state: means, since: '2026-01-01T12:00:03.000Z', stale: true, by: 'the source' }])
})

it('is on air since it began to be, whatever else the source says', () => {
  const { states, say } = stage({ when: { operator: 'greater_than', value: 10 } })
  say({ value: 11 })
  const { since } = states.state('m')
  say({ value: 12 })
  expect(states.state('m').since).toBe(since)
})

it('that is edited goes on from what its source said; one that is switched off says nothing', () => {
  const { states, mapping, say, lit } = stage({})
  say({ value: true })
  states.set([{ ...mapping, label: 'New' }])
  expect(lit()).toMatchObject([{ by: 'New', since: '2026-01-01T12:00:01.000Z' }])
  states.set([{ ...mapping, enabled: false }])
  expect(lit()).toEqual([])
  expect(states.state('m').active).toBeNull()
  expect([...states.sourceIds()]).toEqual([])
})
