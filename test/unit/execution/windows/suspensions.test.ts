import { describe, expect, it } from 'vitest'
import type { Scope } from '../../../../src/contract'
import { suspensionsOf } from '../../../../src/main/execution/windows/suspensions'
import type { OpeningWindow } from '../../../../src/main/execution/windows/windowBook'

const MON = { id: 'mon-1', site: 'Riverside', room: 'MCR', witnesses: new Set(['reg-1']) }

function window(
  id: string,
  scope: Scope,
  policies: Partial<OpeningWindow['policies']>,
  more: Partial<OpeningWindow> = {},
): OpeningWindow {
  return {
    id,
    kind: 'maintenance',
    label: `Window ${id}`,
    note: '',
    start: '2026-01-01T00:00:00.000Z',
    end: '2026-01-02T00:00:00.000Z',
    repeat: null,
    scope,
    policies: { on: [], off: [], ...policies },
    createdBy: { id: 'ada', name: 'Ada', role: 'engineer' },
    revision: 1,
    createdAt: '2025-12-01T00:00:00.000Z',
    approval: null,
    state: 'open',
    opening: { start: '2026-01-01T00:00:00.000Z', end: '2026-01-02T00:00:00.000Z' },
    ...more,
  }
}

const all: Scope = { kind: 'all' }
/** Scopes that have MON, from the widest on. */
const NARROWER: readonly Scope[] = [
  all,
  { kind: 'registry', registryId: 'reg-1' },
  { kind: 'site', site: 'Riverside' },
  { kind: 'room', room: 'MCR', site: null },
  { kind: 'room', room: 'MCR', site: 'Riverside' },
  { kind: 'selection', ids: ['other', 'mon-1'] },
]

describe('open windows', () => {
  it('switch nothing where there are none, or none here', () => {
    const nothing = { on: new Map(), off: new Map(), windows: [] }
    expect(suspensionsOf([])(MON)).toEqual(nothing)
    const elsewhere = suspensionsOf([window('a', { kind: 'room', room: 'Studio A', site: null }, { off: ['r1'] })])
    expect(elsewhere(MON)).toEqual(nothing)
    expect(elsewhere({ ...MON, room: 'Studio A' }).off.size).toBe(1)
  })

  it('say which window switched a rule', () => {
    const { on, off, windows } = suspensionsOf([window('a', all, { on: ['r1'], off: ['r2', 'r3'] })])(MON)
    expect([...on]).toEqual([['r1', { windowId: 'a', label: 'Window a' }]])
    expect([...off.keys()]).toEqual(['r2', 'r3'])
    expect(windows).toEqual([{ id: 'a', label: 'Window a' }])
  })

  it.each(NARROWER.slice(1).map((scope, index) => [scope, NARROWER[index] ?? all] as const))(
    'count by the narrower scope: %o before %o',
    (narrow, wide) => {
      const windows = [
        window('wide', wide, { on: ['r1'] }, { createdAt: '2025-12-09T00:00:00.000Z' }),
        window('narrow', narrow, { off: ['r1'] }),
      ]
      for (const open of [windows, windows.toReversed()]) {
        const { on, off, windows: inForce } = suspensionsOf(open)(MON)
        expect([on.size, off.get('r1')?.windowId]).toEqual([0, 'narrow'])
        expect(inForce.map(({ id }) => id)).toEqual(['narrow', 'wide'])
      }
    },
  )

  it('of one scope: the one that opened later, then the one that was made later', () => {
    const later = { start: '2026-01-01T06:00:00.000Z', end: '2026-01-01T07:00:00.000Z' }
    const made = '2025-12-05T00:00:00.000Z'
    const [first, second, third] = [
      window('first', all, { off: ['r1', 'r2'] }, { opening: later }),
      window('second', all, { on: ['r1', 'r3'] }, { createdAt: made }),
      window('third', all, { off: ['r3'], on: ['r2'] }),
    ]
    const { on, off, windows } = suspensionsOf([third, first, second])(MON)
    expect(windows.map(({ id }) => id)).toEqual(['first', 'second', 'third'])
    expect([...off].map(([rule, by]) => [rule, by.windowId])).toEqual([
      ['r1', 'first'],
      ['r2', 'first'],
    ])
    expect([...on].map(([rule, by]) => [rule, by.windowId])).toEqual([['r3', 'second']])
  })
})
