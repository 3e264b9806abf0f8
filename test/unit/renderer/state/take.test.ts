import { ORPCError } from '@orpc/client'
import { describe, expect, test } from 'vitest'
import type { Candidate, Decision, PolicyDecision, Role, Route, Run, Schedule } from '../../../../src/contract'
import { overrulable, overrulingRole, type PlannedRoute } from '../../../../src/renderer/state/sheet'
import { createTaking } from '../../../../src/renderer/state/take'
import { askedRoute, type Asked, type TakeDoor } from '../../../../src/renderer/state/takeDoor'
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

const booking: Schedule = {
  id: 'b',
  label: '',
  at: '2025-11-20T20:15:00.000Z',
  work: { kind: 'activate', runId: 'run-1' },
  misfire: 'skip',
  graceS: 30,
  actor: verified.actor,
  state: 'waiting',
  targets: ['R'],
  summary: 'MON 3 → CAM 4',
  runId: null,
  problem: null,
  cron: null,
  timeZone: 'UTC',
  last: null,
  createdAt: '2025-11-20T19:59:38.000Z',
}
/** What the engine hears of it, without how it is to be taken. */
const sent = (what: Asked): unknown => (what.kind === 'routes' ? what.routes.map(askedRoute) : what.actions)

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
    undo: () => Promise.resolve(run({ source: { kind: 'undo', id: 'run-0', label: 'Run 7' } })),
    book: () => Promise.resolve(booking),
    bookRun: () => Promise.resolve(booking),
    cancel: () => Promise.resolve(run({ state: 'cancelled' })),
    compensate: () => Promise.resolve(run({ state: 'compensated' })),
    get: () => Promise.resolve(verified),
    ...over,
  }
  const taking = createTaking({
    door: {
      ...door,
      plan: (what) => (asked.push(['plan', sent(what)]), door.plan(what)),
      take: (what, confirm) => (asked.push(['take', sent(what), confirm]), door.take(what, confirm)),
      book: (what, at, confirm) => (asked.push(['book', sent(what), at, confirm]), door.book(what, at, confirm)),
      bookRun: (id, at) => (asked.push(['bookRun', id, at]), door.bookRun(id, at)),
      undo: (id) => (asked.push(['undo', id]), door.undo(id)),
      approve: (id, confirm, override) => (
        asked.push(['approve', id, confirm, ...(override === null ? [] : [override])]),
        door.approve(id, confirm, override)
      ),
      compensate: (id) => (asked.push(['compensate', id]), door.compensate(id)),
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
const one = { kind: 'routes', routes: [route], notes: [] } as const
const askedFor = { ...route, expected: { senderId: 'S1' } }

describe('a plan', () => {
  test('is asked for with what the operator saw, and nothing is taken by itself', async () => {
    const { taking, asked, sheet, settled } = world()
    taking.propose(one, { x: 1, y: 2 })
    expect(sheet()).toMatchObject({ phase: 'planning', run: null })
    await settled()
    expect(sheet()).toMatchObject({ phase: 'ready', run: { id: 'run-1' }, anchor: { x: 1, y: 2 } })
    expect(asked).toEqual([['plan', [askedFor]]])
  })

  test('that is taken is approved; the port gets its ending and the sheet goes after a moment', async () => {
    const { taking, asked, sheet, settled, pass } = world()
    taking.propose(one, null)
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

  test('is not taken twice', async () => {
    const { taking, asked, settled } = world()
    taking.propose(one, null)
    await settled()
    taking.take()
    taking.take()
    taking.take()
    await settled()
    expect(asked.map((each) => (each as unknown[])[0])).toEqual(['plan', 'approve'])
  })

  test('of which the operator backed out is forgotten, also when it comes late', async () => {
    const { taking, sheet, settled } = world()
    taking.propose(one, null)
    taking.backOut()
    await settled()
    expect(sheet()).toBeNull()
  })

  test('keeps what was seen when it was made, whatever the picture shows since', async () => {
    const { taking, asked, shown, settled } = world({
      plan: () => Promise.reject(refusal(decision('confirm', 'CAPS_MISMATCH'))),
    })
    taking.propose(one, null)
    await settled()
    shown.set('R', on('S9'))
    taking.take()
    await settled()
    expect(asked.at(-1)).toEqual(['take', [askedFor], ['CAPS_MISMATCH']])
  })
})

describe('TAKE pressed while it is being planned', () => {
  test('is remembered, and takes as soon as the plan is there', async () => {
    const { taking, asked, sheet, settled } = world()
    taking.propose(one, null)
    taking.take()
    expect(sheet()).toMatchObject({ phase: 'planning', takesItself: true })
    await settled()
    expect(asked.map((each) => (each as unknown[])[0])).toEqual(['plan', 'approve'])
    expect(sheet()?.phase).toBe('done')
  })

  test.each([
    ['a warning', run({ warnings: [{ code: 'ALREADY_THERE', text: 'It is there already.', target: 'R' }] })],
    ['something to confirm', run({ decisions: [decision('confirm', 'CAPS_MISMATCH')] })],
    [
      'somebody else who feels it',
      run({ disturbs: [{ kind: 'downstream', action: 0, target: 'X', label: 'X', text: 'X changes with it.' }] }),
    ],
    ['something left out', run({ changes: [change(), change({ id: 'c2', state: 'skipped', code: 'LOCKED' })] })],
  ])('is forgotten where there is %s', async (_, plan) => {
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.resolve(plan) })
    taking.propose(one, null)
    taking.take()
    await settled()
    expect(sheet()).toMatchObject({ phase: 'ready', takesItself: false })
    expect(asked).toHaveLength(1)
  })

  test('does nothing after the operator backed out', async () => {
    const { taking, asked, settled } = world()
    taking.propose(one, null)
    taking.take()
    taking.backOut()
    await settled()
    expect(asked).toHaveLength(1)
  })
})

describe('a plan of which nothing can be done', () => {
  test('cannot be taken', async () => {
    const plan = run({ changes: [change({ state: 'skipped', code: 'LOCKED', reason: 'Locked by Anna.' })] })
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.resolve(plan) })
    taking.propose({ kind: 'routes', routes: [route, { ...route, receiverId: 'R2' }], notes: [] }, null)
    await settled()
    expect(sheet()?.phase).toBe('refused')
    taking.take()
    await settled()
    expect(asked).toHaveLength(1)
  })
})

describe('taking back', () => {
  test('opens the sheet with the opposite as a plan; TAKE approves that plan', async () => {
    const { taking, asked, sheet, settled } = world()
    taking.propose({ kind: 'undo', run: 'last' }, null)
    await settled()
    expect(sheet()).toMatchObject({
      phase: 'ready',
      routes: [{ senderId: 'S', receiverId: 'R', before: { senderId: 'S1' } }],
    })
    taking.take()
    await settled()
    expect(asked).toEqual([
      ['undo', 'last'],
      ['approve', 'run-1', []],
    ])
  })

  test('that the engine refuses says why, and can be asked again', async () => {
    const { taking, asked, sheet, settled } = world({
      undo: () => Promise.reject(new Error('There is nothing of it.')),
    })
    taking.propose({ kind: 'undo', run: 'run-0' }, null)
    await settled()
    expect(sheet()).toMatchObject({ phase: 'failed', error: 'There is nothing of it.' })
    taking.retry()
    expect(asked).toEqual([
      ['undo', 'run-0'],
      ['undo', 'run-0'],
    ])
  })
})

describe('how it is taken', () => {
  const staged = { activation: 'stage', onFailure: 'pause-and-ask', override: null } as const

  test('is another plan', async () => {
    const seen: Asked[] = []
    const { taking, sheet, settled } = world({ plan: (what) => (seen.push(what), Promise.resolve(run())) })
    taking.propose(one, null)
    await settled()
    taking.setOptions(staged)
    await settled()
    expect(seen.map(({ options }) => options)).toEqual([
      { activation: 'activate_immediate', onFailure: null, override: null },
      staged,
    ])
    expect(sheet()?.options).toEqual(staged)
  })

  test('is kept when the same is planned again', async () => {
    const seen: Asked[] = []
    const { taking, settled } = world({ plan: (what) => (seen.push(what), Promise.resolve(run())) })
    taking.propose(one, null)
    taking.setOptions(staged)
    await settled()
    taking.retry()
    expect(seen.at(-1)?.options).toEqual(staged)
  })
})

describe('a booking', () => {
  const at = '2025-11-20T20:15:00.000Z'

  test('is made of what the sheet shows, with the yes that was given, and the sheet goes after a moment', async () => {
    const decisions = [decision('confirm', 'CAPS_MISMATCH'), decision('confirm', 'CHANGED_MEANWHILE')]
    const { taking, asked, sheet, settled, pass } = world({ plan: () => Promise.resolve(run({ decisions })) })
    taking.propose(one, null)
    await settled()
    taking.book(at)
    await settled()
    expect(asked.at(-1)).toEqual(['book', [askedFor], at, ['CAPS_MISMATCH']])
    expect(sheet()).toMatchObject({ phase: 'booked', booked: { id: 'b' } })
    await pass()
    expect(sheet()).toBeNull()
  })

  test('that is refused says why, and the sheet can still be taken', async () => {
    const { taking, sheet, settled } = world({ book: () => Promise.reject(new Error('That is in the past.')) })
    taking.propose(one, null)
    await settled()
    taking.book(at)
    await settled()
    expect(sheet()).toMatchObject({ phase: 'ready', error: 'That is in the past.' })
  })

  test('of what takes a run back keeps the plan itself', async () => {
    const { taking, asked, settled } = world()
    taking.propose({ kind: 'undo', run: 'last' }, null)
    await settled()
    taking.book(at)
    expect(asked.at(-1)).toEqual(['bookRun', 'run-1', at])
  })
})

describe('a run that waits for a person', () => {
  const question = { code: 'CHANGE_FAILED', text: 'x', changes: [], answers: ['continue'], at: '' } as const
  const paused = run({ state: 'paused', question: { ...question, changes: [], answers: ['continue'] } })

  test('says so in the sheet, and goes on when it is answered, wherever that was', async () => {
    const { taking, sheet, settled } = world({ approve: () => Promise.resolve(paused) })
    taking.propose(one, null)
    await settled()
    taking.take()
    await settled()
    expect(sheet()?.phase).toBe('waiting')
    taking.hear(run({ state: 'running' }))
    expect(sheet()?.phase).toBe('taking')
    taking.hear(verified)
    expect(sheet()?.phase).toBe('done')
  })

  test('for the second person’s yes is not over', async () => {
    const wanted = run({ state: 'awaiting_approval' })
    const { taking, sheet, settled } = world({ approve: () => Promise.resolve(wanted) })
    taking.propose(one, null)
    await settled()
    taking.take()
    await settled()
    expect(sheet()).toMatchObject({ phase: 'waiting', run: { state: 'awaiting_approval' } })
  })
})

test('what a failed run has done is put back from its sheet', async () => {
  const failed = run({ state: 'failed', changes: [change({ state: 'failed', reason: 'Silent.' })] })
  const { taking, asked, sheet, settled } = world({ approve: () => Promise.resolve(failed) })
  taking.propose(one, null)
  await settled()
  taking.take()
  await settled()
  expect(sheet()?.phase).toBe('failed')
  taking.putBack()
  await settled()
  expect(asked.at(-1)).toEqual(['compensate', 'run-1'])
  expect(sheet()).toMatchObject({ phase: 'failed', run: { state: 'compensated' } })
})

describe('what needs a yes', () => {
  test('is confirmed by its code with the take', async () => {
    const decisions = [decision('confirm', 'CAPS_MISMATCH'), decision('confirm', 'CAPS_MISMATCH')]
    const { taking, asked, settled } = world({ plan: () => Promise.resolve(run({ decisions })) })
    taking.propose(one, null)
    await settled()
    taking.take()
    await settled()
    expect(asked.at(-1)).toEqual(['approve', 'run-1', ['CAPS_MISMATCH']])
  })
})

describe('a refusal', () => {
  test('of the plan shows why and cannot be taken', async () => {
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.reject(refusal(decision('deny', 'FORMAT'))) })
    taking.propose(one, null)
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
    taking.propose(one, null)
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
    taking.propose(one, null)
    await settled()
    expect(sheet()).toMatchObject({ phase: 'failed', error: 'There is no connection.' })
  })
})

describe('a run', () => {
  const running = run({ state: 'running', changes: [change({ state: 'applying' })] })

  test('under way is followed by events and ends once', async () => {
    const { taking, sheet, settled } = world({ approve: () => Promise.resolve(running) })
    taking.propose(one, null)
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
    taking.propose(one, null)
    await settled()
    taking.take()
    await settled()
    await pass()
    expect(sheet()?.phase).toBe('done')
  })

  test('that was left running shows its ending at the port all the same', async () => {
    const { taking, sheet, settled } = world({ approve: () => Promise.resolve(running) })
    taking.propose(one, null)
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
    taking.propose(one, null)
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
    taking.propose(one, null)
    await settled()
    taking.take()
    await settled()
    expect(sheet()).toMatchObject({ phase: 'failed', error: 'The connection was lost.' })
    await pass()
    expect(sheet()).toMatchObject({ phase: 'done', error: null })
  })

  test('before the engine heard of it leaves it untaken', async () => {
    const { taking, sheet, settled, pass } = world({ ...lost, get: () => Promise.resolve(run()) })
    taking.propose(one, null)
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
    taking.propose(one, null)
    await settled()
    expect(asked.at(-1)).toEqual(['approve', 'run-1', []])
  })

  test.each([
    ['a warning', run({ warnings: [{ code: 'ALREADY_THERE', text: 'It is there already.', target: 'R' }] })],
    ['something to confirm', run({ decisions: [decision('confirm', 'CAPS_MISMATCH')] })],
  ])('leaves %s to the operator', async (_, plan) => {
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.resolve(plan) }, true)
    taking.propose(one, null)
    await settled()
    expect(sheet()?.phase).toBe('ready')
    expect(asked).toHaveLength(1)
  })
})

test('auto-take leaves several at once to the operator', async () => {
  const { taking, asked, sheet, settled } = world({}, true)
  taking.propose({ kind: 'routes', routes: [route, { ...route, receiverId: 'R2' }], notes: [] }, null)
  await settled()
  expect(sheet()?.phase).toBe('ready')
  expect(asked).toHaveLength(1)
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

describe('what is on air', () => {
  const touching = run({ decisions: [decision('confirm', 'ON_AIR')] })

  test('is not taken by a press, and is taken when it was held', async () => {
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.resolve(touching) })
    taking.propose(one, null)
    await settled()
    taking.take()
    await settled()
    expect([sheet()?.phase, asked.length]).toEqual(['ready', 1])
    taking.takeHeld()
    await settled()
    expect(asked.at(-1)).toEqual(['approve', touching.id, ['ON_AIR']])
  })

  test('is never taken by itself', async () => {
    const { taking, asked, sheet, settled } = world({ plan: () => Promise.resolve(touching) }, true)
    taking.propose(one, null)
    taking.take()
    await settled()
    expect([sheet()?.phase, sheet()?.takesItself, asked.length]).toEqual(['ready', false, 1])
  })

  test('that went on air after the plan was made is asked about', async () => {
    const answers = [() => Promise.reject(refusal(decision('confirm', 'ON_AIR'))), () => Promise.resolve(verified)]
    const { taking, asked, sheet, settled } = world({ approve: () => answers.shift()?.() ?? Promise.resolve(verified) })
    taking.propose(one, null)
    await settled()
    taking.take()
    await settled()
    expect([sheet()?.phase, sheet()?.decisions.map(({ code }) => code)]).toEqual(['ready', ['ON_AIR']])
    taking.take()
    await settled()
    expect(asked).toHaveLength(2)
    taking.takeHeld()
    await settled()
    expect(asked.at(-1)).toEqual(['approve', 'run-1', ['ON_AIR']])
  })

  test('now says nothing about the time that something is booked for', async () => {
    const decisions = [decision('confirm', 'ON_AIR'), decision('confirm', 'CAPS_MISMATCH')]
    const { taking, asked, settled } = world({ plan: () => Promise.resolve(run({ decisions })) })
    taking.propose(one, null)
    await settled()
    taking.book('2025-11-20T20:15:00.000Z')
    expect(asked.at(-1)).toEqual(['book', expect.anything(), '2025-11-20T20:15:00.000Z', ['CAPS_MISMATCH']])
  })
})

describe('overruling', () => {
  test('plans the same with the reason, and takes it with the reason', async () => {
    const seen: Asked[] = []
    const overridden = run({ decisions: [{ ...decision('allow', 'OVERRIDDEN'), overridden: 'Agreed' }] })
    const answers = [() => Promise.reject(refusal(decision('deny', 'POLICY'))), () => Promise.resolve(overridden)]
    const { taking, asked, sheet, settled } = world(
      { plan: (what) => (seen.push(what), answers.shift()?.() ?? Promise.resolve(overridden)) },
      true,
    )
    taking.propose(one, null)
    await settled()
    expect(sheet()?.phase).toBe('refused')
    taking.setOptions({ activation: 'activate_immediate', onFailure: null, override: 'Agreed' })
    await settled()
    // Auto-take leaves it to a person.
    expect([sheet()?.phase, seen.at(-1)?.options.override]).toEqual(['ready', 'Agreed'])
    taking.take()
    await settled()
    expect(asked.at(-1)).toEqual(['approve', overridden.id, [], 'Agreed'])
  })

  const actor = (role: Role) => ({ id: 'me', name: 'Me', role })
  const policy = (override: Role | null): PolicyDecision => ({
    verdict: 'denied',
    text: '',
    matches: [],
    default: null,
    windows: [],
    override,
  })
  const against = (code: string, override: Role | null): Decision => ({
    ...decision('deny', code),
    policy: policy(override),
  })

  test.each([
    ['an engineer may', 'engineer', [against('POLICY', 'engineer')], 1],
    ['an operator may not', 'operator', [against('POLICY', 'engineer')], 0],
    ['nobody may', 'admin', [against('POLICY', null)], 0],
    ['a wanted approval may be overruled', 'admin', [against('POLICY_APPROVAL', 'admin')], 1],
    ['a lock is no policy', 'admin', [against('LOCKED', 'operator')], 0],
  ] as const)('%s', (_, role, decisions, count) => {
    expect(overrulable(decisions, actor(role))).toHaveLength(count)
  })

  test('the highest role of all that is overruled is the one that is wanted', () => {
    expect(overrulingRole([against('POLICY', 'operator'), against('POLICY', 'admin')])).toBe('admin')
    expect(overrulingRole([])).toBeNull()
  })
})
