import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TriggerInput } from '../../../../src/contract'
import { type TriggerBox, triggerBox } from '../../../support/triggerStage'

const EVE = { actor: { id: 'eve', name: 'Eve', role: 'engineer' }, origin: 'api' } as const

describe('triggers without a plant', () => {
  let box: TriggerBox
  let shift = 0
  beforeEach(async () => {
    vi.useFakeTimers({ now: Date.parse('2030-06-01T12:00:00.000Z') })
    shift = 0
    box = await triggerBox({ now: () => Date.now() + shift })
  })
  afterEach(async () => {
    await box.triggers.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  async function made(wish: object): Promise<string> {
    const action = { kind: 'notify', severity: 'info', text: 'Room ${key}' }
    const event = { kind: 'mqtt', topic: 'house/x' }
    const { id } = await box.triggers.create(EVE, TriggerInput.parse({ label: 'T', event, action, ...wish }))
    await box.triggers.setMode(EVE, id, 'armed')
    return id
  }
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const outcomes = (id: string) =>
    box.triggers
      .history(id, 200)
      .map(({ outcome, reason, key, count }) => [outcome, reason, key, count])
      .reverse()

  it('decides nothing before the start is over, and then about all that came meanwhile', async () => {
    const id = await made({ key: 'payload' })
    box.say('house/x', '1')
    box.say('house/x', '2')
    await settle()
    expect(outcomes(id)).toEqual([])
    expect(box.triggers.waiting()).toBe(2)
    await box.ready()
    await settle()
    expect(box.notices).toEqual(['info: Room 1', 'info: Room 2'])
  })

  it('keeps no more waiting than it can look at: the rest is left out, and its history says how many', async () => {
    const id = await made({ key: '"all"', maxPerMinute: 600 })
    for (let n = 0; n < 1_500; n += 1) box.say('house/x', String(n))
    expect(box.triggers.waiting()).toBe(1_000)
    expect(outcomes(id)).toEqual([['suppressed', 'FLOOD', null, 500]])
    await box.ready()
    await settle()
    expect(box.triggers.get(id)?.counts).toMatchObject({ fired: 600, suppressed: 900 })
    expect(box.triggers.history(id, 200)).toHaveLength(200)
  })

  it('a rate is of the last minute, whatever a clock that jumps says', async () => {
    const id = await made({ key: 'payload', maxPerMinute: 1 })
    await box.ready()
    box.say('house/x', '1')
    await settle()
    shift = -86_400_000
    box.say('house/x', '2')
    await settle()
    box.say('house/x', '3')
    await settle()
    expect(outcomes(id)).toEqual([
      ['fired', null, '1', 1],
      ['fired', null, '2', 1],
      ['suppressed', 'RATE', '3', 1],
    ])
  })

  it('a debounce is not shortened by a clock that jumps', async () => {
    const id = await made({ key: 'payload', debounceMs: 1_000 })
    await box.ready()
    box.say('house/x', '1')
    await settle()
    shift = 3_600_000
    await vi.advanceTimersByTimeAsync(900)
    expect(outcomes(id)).toEqual([])
    await vi.advanceTimersByTimeAsync(100)
    expect(outcomes(id)).toEqual([['fired', null, '1', 1]])
  })

  it('a thousand of them have no timer while nothing happens', async () => {
    for (let n = 0; n < 1_000; n += 1) await made({ event: { kind: 'mqtt', topic: `house/${String(n)}` } })
    await box.ready()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(vi.getTimerCount()).toBe(0)
  })
})
