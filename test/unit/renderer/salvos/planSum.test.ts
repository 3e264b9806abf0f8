import { expect, test } from 'vitest'
import { countsOf, planRows } from '../../../../src/renderer/views/salvos/planRows'
import { planSum, takeWords } from '../../../../src/renderer/views/salvos/planSum'
import { change, run } from '../state/runs'
import { route, salvo } from './salvos'

const actions = [route('S', 'R'), { type: 'destination.lock', receiverId: 'Q', reason: '', durationS: null } as const]
const { entries } = salvo({ actions })
const picture = { nodes: new Map(), devices: new Map(), senders: new Map(), receivers: new Map() }
const plan = run({ actions, changes: [change({ action: 0 }), change({ id: 'c2', action: 1 })] })
const is = { busy: null, idle: false }
const rowsOf = (planned: typeof plan | null, of = actions) =>
  planRows({ actions: of, entries, picture, plan: planned, confirmed: new Set(), last: null })

test('The button says how many, of what, and nothing to take when there is nothing', () => {
  const planned = { run: plan, problem: null, asking: false }
  expect(takeWords('TAKE', rowsOf(plan), planned, is)).toBe('TAKE 2 CHANGES')
  const one = run({ actions: actions.slice(0, 1), changes: [change()] })
  expect(takeWords('TAKE', rowsOf(one, actions.slice(0, 1)), { ...planned, run: one }, is)).toBe('TAKE 1 ROUTE')
  expect(takeWords('TAKE', [], planned, is)).toBe('NOTHING TO TAKE')
  expect(takeWords('TAKE', rowsOf(plan), planned, { ...is, busy: 'AT WORK…' })).toBe('AT WORK…')
  expect(takeWords('TAKE', rowsOf(null), { ...planned, run: null }, is)).toBe('TAKE')
})

test('The numbers leave out what is none, but not the changes', () => {
  const counts = { change: 0, same: 2, skipped: 0, asks: 0, devices: 0 }
  const { parts, below } = planSum({
    counts,
    plan: { run: plan, problem: null, asking: false },
    may: true,
    idle: null,
  })
  expect(parts.map(({ count, words }) => `${String(count)} ${words}`)).toEqual(['0 change', '2 already so'])
  expect(below).toBe('Nothing would change.')
})

test('Without a plan it says why', () => {
  const counts = countsOf([], null)
  const none = { run: null, problem: null, asking: true }
  expect(planSum({ counts, plan: none, may: true, idle: null }).below).toBe('Asking what would happen…')
  expect(planSum({ counts, plan: none, may: false, idle: null }).below).toMatch(/role operator/)
  expect(planSum({ counts, plan: none, may: true, idle: 'All is so.' }).below).toBe('All is so.')
})
