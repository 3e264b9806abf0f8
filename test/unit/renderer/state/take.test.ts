import { ORPCError } from '@orpc/client'
import { describe, expect, test } from 'vitest'
import type { Candidate, Decision, Route, Run } from '../../../../src/contract'
import { askedRoute, createTaking, type PlannedRoute, type TakeDoor } from '../../../../src/renderer/state/take'
import { off, on } from './records'
import { change, run } from './runs'

const decision = (effect: Decision['effect'], code: string): Decision => ({
  effect,
  code,
  text: `${code}.`,
  action: 0,
  target: 'R',
})
const verified = run({
  state: 'succeeded',
  changes: [change({ state: 'verified' })],
  startedAt: '2025-11-20T19:59:38.000Z',
  finishedAt: '2025-11-20T19:59:38.038Z',
})
const refusal = (...decisions: Decision[]) =>
  new ORPCError('REFUSED', { status: 409, message: 'Refused; nothing was sent.', data: { decisions } })

/** A door whose answers are given one by one, and a time that stands still until told. */
function world(over: Partial<TakeDoor> = {}, autoTake = false) {
  const asked: unknown[] = []
  const later: (() => void)[] = []
  const shown = new Map<string, Route>([['R', on('S1')]])
  const door: TakeDoor = {
    candidates: () => Promise.resolve([]),
    plan: () => Promise.resolve(run()),
    take: () => Promise.resolve(verified),
    approve: () => Promise.resolve(verified),
    cancel: () => Promise.resolve(run({ state: 'cancelled' })),
    get: () => Promise.resolve(verified),
    ...over,
  }
  const taking = createTaking({
    door: {
      candidates: door.candidates,
      plan: (routes) => (asked.push(['plan', routes.map(askedRoute)]), door.plan(routes)),
      take: (routes, confirm) => (asked.push(['take', routes.map(askedRoute), confirm]), door.take(routes, confirm)),
      approve: (id, confirm) => (asked.push(['approve', id, confirm]), door.approve(id, confirm)),
      cancel: door.cancel,
      get: door.get,
    },
    shown: (id) => shown.get(id) ?? null,
    autoTake: () => autoTake,
    now: () => 1000,
    after: (_, then) => {
      later.push(then)
    },
  })
  const sheet = () => taking.store.getState().sheet
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
  const pass = async () => {
    for (const then of later.splice(0)) then()
    await settled()
  }
  return { taking, asked, shown, sheet, settled, pass }
}
const route = { senderId: 'S4', receiverId: 'R' }
const askedFor = { ...route, expected: { senderId: 'S1' } }

describe('a plan', () => {
  test('is asked for with what the operator saw, and nothing is taken by itself', async () => {
    const { taking, asked, sheet, settled } = world()
    taking.propose([route], { x: 1, y: 2 })
    expect(sheet()).toMatchObject({ phase: 'planning', run: null })
    await settled()
    expect(sheet()).toMatchObject({ phase: 'ready', run: { id: 'run-1' }, anchor: { x: 1, y: 2 } })
    expect(asked).toEqual([['plan', [askedFor]]])
  })

  test('that is taken is approved; the port gets its ending and the sheet goes after a moment', async () => {
    const { taking, asked, sheet, settled, pass } = world()
    taking.propose([route], null)
    await settled()
    taking.take()
    expect(sheet()?.phase).toBe('taking')
    await settled()
    expect(asked.at(-1)).toEqual(['approve', 'run-1', []])
    expect(sheet()?.phase).toBe('done')
    expect(taking.store.getState().outcomes.get('R')).toMatchObject({ ok: true })
    await pass()
    expect(sheet()).toBeNull()
  })

  test('cannot be taken before it is there, nor twice', async () => {
    const { taking, asked, settled } = world()
    taking.propose([route], null)
    taking.take()
    await settled()
    taking.take()
    taking.take()
    await settled()
    expect(asked.map((each) => (each as unknown[])[0])).toEqual(['plan', 'approve'])
  })

  test('of which the operator backed out is forgotten, also when it comes late', async () => {
    const { taking, sheet, settled } = world()
    taking.propose([route], null)
    taking.backOut()
    await settled()
    expect(sheet()).toBeNull()
  })

  test('keeps what was seen when it was made, whatever the picture shows since', async () => {
    const { taking, asked, shown, settled } = world({
      plan: () => Promise.reject(refusal(decision('confirm', 'CAPS_MISMATCH'))),
    })
    taking.propose([route], null)
    await settled()
    shown.set('R', on('S9'))
    taking.take()
    await settled()
    expect(asked.at(-1)).toEqual(['take', [askedFor], ['CAPS_MISMATCH']])
  })
})

describe('what needs a yes', () => {
  test('is confirmed by its code with the take', async () => {
    const decisions = [decision('confirm', 'CAPS_MISMATCH'), decision('confirm', 'CAPS_MISMATCH')]
    const { taking, asked, settled } = world({ plan: () => Promise.resolve(run({ decisions })) })
    taking.propose([route], null)
    await settled()
    taking.take()
    await settled()
    expect(asked.at(-1)).toEqual(['approve', 'run-1', ['CAPS_MISMATCH']])
  })
})

describe('a refusal', () => {
  test('of the plan shows why and cannot be taken', async () => {
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.reject(refusal(decision('deny', 'FORMAT'))) })
    taking.propose([route], null)
    await settled()
    expect(sheet()).toMatchObject({ phase: 'refused', decisions: [{ code: 'FORMAT' }] })
    taking.take()
    await settled()
    expect(asked).toHaveLength(1)
  })

  test('of the take, because someone else was there first, sends nothing; looking again plans with what is there now', async () => {
    const { taking, asked, shown, sheet, settled } = world({
      approve: () => Promise.reject(refusal(decision('deny', 'CHANGED_MEANWHILE'))),
    })
    taking.propose([route], null)
    await settled()
    taking.take()
    await settled()
    expect(sheet()?.phase).toBe('refused')
    shown.set('R', on('S9'))
    taking.retry()
    expect(asked.at(-1)).toEqual(['plan', [{ ...route, expected: { senderId: 'S9' } }]])
  })

  test('by the connection is said in words', async () => {
    const { taking, sheet, settled } = world({ plan: () => Promise.reject(new Error('There is no connection.')) })
    taking.propose([route], null)
    await settled()
    expect(sheet()).toMatchObject({ phase: 'failed', error: 'There is no connection.' })
  })
})

describe('a run', () => {
  const running = run({ state: 'running', changes: [change({ state: 'applying' })] })

  test('under way is followed by events and ends once', async () => {
    const { taking, sheet, settled } = world({ approve: () => Promise.resolve(running) })
    taking.propose([route], null)
    await settled()
    taking.take()
    await settled()
    expect(sheet()).toMatchObject({ phase: 'taking', run: { state: 'running' } })
    taking.hear(verified)
    expect(sheet()?.phase).toBe('done')
    taking.dismiss('R')
    taking.hear(verified)
    expect(taking.store.getState().outcomes.size).toBe(0)
  })

  test('whose events never come is asked after', async () => {
    const { taking, sheet, settled, pass } = world({ approve: () => Promise.resolve(running) })
    taking.propose([route], null)
    await settled()
    taking.take()
    await settled()
    await pass()
    expect(sheet()?.phase).toBe('done')
  })

  test('that was left running shows its ending at the port all the same', async () => {
    const { taking, sheet, settled } = world({ approve: () => Promise.resolve(running) })
    taking.propose([route], null)
    await settled()
    taking.take()
    await settled()
    taking.backOut()
    taking.hear(run({ state: 'failed', changes: [change({ state: 'failed', reason: 'Silent.' })] }))
    expect(sheet()).toBeNull()
    expect(taking.store.getState().outcomes.get('R')).toEqual({ ok: false, text: 'Silent.', at: 1000 })
  })

  test('of someone else is none of ours', () => {
    const { taking } = world()
    taking.hear(verified)
    expect(taking.store.getState().outcomes.size).toBe(0)
  })

  test('that is late does not undo what is known', async () => {
    let answer: (late: Run) => void = () => undefined
    const { taking, sheet, settled } = world({
      approve: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    })
    taking.propose([route], null)
    await settled()
    taking.take()
    taking.hear(verified)
    expect(sheet()?.phase).toBe('done')
    answer(running)
    await settled()
    expect(sheet()).toMatchObject({ phase: 'done', run: { state: 'succeeded' } })
  })
})

describe('a connection that is lost during the take', () => {
  const lost = { approve: () => Promise.reject(new Error('The connection was lost.')) }

  test('is said, and how the run went is shown once it can be asked', async () => {
    const { taking, sheet, settled, pass } = world(lost)
    taking.propose([route], null)
    await settled()
    taking.take()
    await settled()
    expect(sheet()).toMatchObject({ phase: 'failed', error: 'The connection was lost.' })
    await pass()
    expect(sheet()).toMatchObject({ phase: 'done', error: null })
  })

  test('before the engine heard of it leaves it untaken', async () => {
    const { taking, sheet, settled, pass } = world({ ...lost, get: () => Promise.resolve(run()) })
    taking.propose([route], null)
    await settled()
    taking.take()
    await settled()
    await pass()
    expect(sheet()?.phase).toBe('failed')
    expect(taking.store.getState().outcomes.size).toBe(0)
  })
})

describe('auto-take', () => {
  test('takes at once what nothing is against', async () => {
    const { taking, asked, settled } = world({}, true)
    taking.propose([route], null)
    await settled()
    expect(asked.at(-1)).toEqual(['approve', 'run-1', []])
  })

  test.each([
    ['a warning', run({ warnings: [{ code: 'ALREADY_THERE', text: 'It is there already.', target: 'R' }] })],
    ['something to confirm', run({ decisions: [decision('confirm', 'CAPS_MISMATCH')] })],
  ])('leaves %s to the operator', async (_, plan) => {
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.resolve(plan) }, true)
    taking.propose([route], null)
    await settled()
    expect(sheet()?.phase).toBe('ready')
    expect(asked).toHaveLength(1)
  })
})

describe('a drag', () => {
  const fits: Candidate = { id: 'R', verdict: 'fits', code: null, reasons: [] }

  test('gets its verdicts when they come', async () => {
    const { taking, settled } = world({ candidates: () => Promise.resolve([fits]) })
    taking.beginDrag({ kind: 'sender', id: 'S4' })
    expect(taking.store.getState().drag).toEqual({ from: { kind: 'sender', id: 'S4' }, verdicts: null })
    await settled()
    expect(taking.store.getState().drag?.verdicts?.get('R')).toEqual(fits)
  })

  test('that is over does not come back with them', async () => {
    const { taking, settled } = world({ candidates: () => Promise.resolve([fits]) })
    taking.beginDrag({ kind: 'sender', id: 'S4' })
    taking.endDrag()
    await settled()
    expect(taking.store.getState().drag).toBeNull()
  })
})

test.each<[string, Route | null, PlannedRoute | object]>([
  ['a sender', on('S1'), askedFor],
  ['nothing', off, { ...route, expected: { senderId: null } }],
  ['an unknown stream: nothing is expected', on(null), route],
  ['unknown to the picture: nothing is expected', null, route],
])('what is expected of a receiver on %s', (_, before, sent) => {
  expect(askedRoute({ ...route, before })).toEqual(sent)
})
