import { describe, expect, test } from 'vitest'
import type { Action, Decision } from '../../../../src/contract'
import { countsOf, groupsOf, planRows } from '../../../../src/renderer/views/salvos/planRows'
import { device, off, on, receiver, sender } from '../state/records'
import { change, run } from '../state/runs'
import { route, salvo } from './salvos'

const picture = {
  nodes: new Map(),
  devices: new Map([['D', device('D')]]),
  senders: new Map([
    ['CAM 1', sender('CAM 1')],
    ['CAM 2', sender('CAM 2', { active: false })],
  ]),
  receivers: new Map([
    ['MON 1', receiver('MON 1', on('CAM 1'))],
    ['MON 2', receiver('MON 2', off, { room: 'MCR' })],
    ['MON 3', receiver('MON 3', on(null), { room: null })],
  ]),
}
const actions: readonly Action[] = [
  route('CAM 2', 'MON 1'),
  route('CAM 1', 'MON 2'),
  { type: 'route.disconnect', receiverId: 'MON 3' },
]
const decision = (over: Partial<Decision>): Decision => ({
  effect: 'deny',
  code: 'LOCKED',
  text: 'Locked by mcr-2.',
  action: 1,
  target: 'MON 2',
  ...over,
})
const plan = run({
  actions: [...actions],
  changes: [
    change({ id: 'a', action: 0, target: { kind: 'sender', id: 'CAM 2', label: 'CAM 2' } }),
    change({ id: 'b', action: 0, target: { kind: 'receiver', id: 'MON 1', label: 'MON 1' } }),
    change({ id: 'c', action: 1, state: 'skipped', code: 'LOCKED', reason: 'Locked by mcr-2.', node: null }),
    change({ id: 'd', action: 2, state: 'skipped', code: 'ALREADY_SO', reason: 'It is so already.', node: null }),
  ],
  decisions: [decision({})],
})
const { entries } = salvo({ actions: [...actions] })
const rows = (over: Partial<Parameters<typeof planRows>[0]> = {}) =>
  planRows({ actions, entries, picture, plan, confirmed: new Set(), last: null, ...over })

describe('The entries of a salvo', () => {
  test('say what each is on, what it will be on, and what the plan makes of it', () => {
    expect(rows().map(({ destination, now, after, stand, note }) => [destination, now, after, stand, note])).toEqual([
      ['MON 1', 'CAM 1', 'CAM 2', 'change', 'activates CAM 2'],
      ['MON 2', 'nothing', 'CAM 1', 'skipped', 'Locked by mcr-2.'],
      ['MON 3', 'an unknown stream', 'nothing', 'same', 'already so'],
    ])
    expect(countsOf(rows(), plan)).toEqual({ change: 1, same: 1, skipped: 1, asks: 0, devices: 1 })
  })

  test('say that a policy is overruled where one is', () => {
    const overruled = decision({ effect: 'allow', code: 'OVERRIDDEN', action: 0, target: 'MON 1' })
    expect(rows({ plan: { ...plan, decisions: [overruled] } })[0]).toMatchObject({
      stand: 'change',
      note: 'activates CAM 2 · overrules a policy',
    })
  })

  test('are unknown without a plan', () => {
    expect(rows({ plan: null }).map(({ stand }) => stand)).toEqual(['unknown', 'unknown', 'unknown'])
  })

  test('that want a yes are skipped until it is given', () => {
    const asking = {
      ...plan,
      decisions: [decision({ effect: 'confirm', code: 'CAPS', text: 'It may not show.', action: 0 })],
    }
    const [before] = rows({ plan: asking })
    const [after] = rows({ plan: asking, confirmed: new Set(['CAPS']) })
    expect([before?.stand, before?.note, after?.stand]).toEqual(['asks', 'It may not show.', 'change'])
    expect(countsOf(rows({ plan: asking }), asking)).toMatchObject({ change: 0, asks: 1 })
  })

  test('whose resource is gone stay, with the name they had, and say so', () => {
    const gone = [route('CAM 9', 'MON 1'), route('CAM 1', 'MON 9')]
    const kept = [
      { senderLabel: 'CAM 9', receiverLabel: 'MON 1', missing: ['CAM 9'] },
      { senderLabel: 'CAM 1', receiverLabel: 'Monitor nine', missing: ['MON 9'] },
    ]
    const [first, second] = rows({ actions: gone, entries: kept, plan: null })
    expect([first?.stand, first?.note]).toEqual(['lost', 'unnamed CAM 9 is gone from the plant; skipped'])
    expect([second?.destination, second?.now, second?.group]).toEqual([
      'Monitor nine',
      'gone',
      'Not in the plant any more',
    ])
  })

  test('stand by room; what has none, and what is gone, come last', () => {
    const lost: Action = { type: 'route.disconnect', receiverId: 'MON 9' }
    const all = rows({
      actions: [lost, ...actions],
      entries: [{ senderLabel: null, receiverLabel: 'MON 9', missing: ['MON 9'] }, ...entries],
      plan: null,
    })
    expect(groupsOf(all).map(({ name }) => name)).toEqual(['MCR', 'Studio A', 'No room', 'Not in the plant any more'])
  })

  test('show how each fared in the last run, the worst of its changes first', () => {
    const at = { startedAt: '2025-11-20T19:59:38.000Z', finishedAt: '2025-11-20T19:59:38.031Z' }
    const last = run({
      actions: [...actions].reverse(),
      changes: [
        change({ id: 'x', action: 0, state: 'skipped', code: 'ALREADY_SO' }),
        change({
          id: 'y',
          action: 1,
          state: 'failed',
          error: { code: 'DEVICE_SILENT', text: 'MON 2 is silent.', device: null },
        }),
        change({ id: 'z', action: 2, state: 'verified', ...at }),
      ],
    })
    const staged = { ...last, changes: [change({ state: 'applied', action: 2, stagedAt: at.startedAt })] }
    expect(rows({ last: staged })[0]?.last?.text).toBe('staged')
    expect(rows({ last }).map((row) => [row.last?.text, row.last?.tone, row.last?.why])).toEqual([
      ['verified 31 ms', 'good', null],
      ['failed', 'warn', 'MON 2 is silent.'],
      ['–', 'quiet', 'It was so already.'],
    ])
  })
})
