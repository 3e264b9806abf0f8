import { expect, test } from 'vitest'
import type { Decision } from '../../../../../src/contract'
import { PLAIN_OPTIONS, type Proposal, type Sheet } from '../../../../../src/renderer/state/sheet'
import { inSpiteOf, planCounts, takeText, titleText } from '../../../../../src/renderer/views/topology/sheet/words'
import { change, run } from '../../state/runs'

const sheet = (over: Partial<Sheet>): Sheet => ({
  proposal: { kind: 'routes', routes: [{ senderId: 'S', receiverId: 'R' }], notes: [] },
  routes: [],
  options: PLAIN_OPTIONS,
  anchor: null,
  phase: 'ready',
  run: null,
  booked: null,
  decisions: [],
  error: null,
  takesItself: false,
  ...over,
})
const routes = (count: number): Proposal => ({
  kind: 'routes',
  routes: Array.from({ length: count }, (_, i) => ({ senderId: 'S', receiverId: String(i) })),
  notes: [],
})

test.each<[Proposal, string]>([
  [routes(1), '1 route'],
  [routes(3), '3 routes'],
  [{ kind: 'actions', actions: [{ type: 'receiver.disable', receiverId: 'R' }] }, 'Switch off 1 receiver'],
  [
    {
      kind: 'actions',
      actions: [
        { type: 'receiver.enable', receiverId: 'R' },
        { type: 'destination.release', receiverId: 'R', reason: '' },
      ],
    },
    '2 actions',
  ],
  [{ kind: 'undo', run: 'last' }, 'Take back the last take'],
])('the title of %j', (proposal, title) => {
  expect(titleText(sheet({ proposal }))).toBe(title)
})

test('what takes a run back names it', () => {
  const taken = run({ source: { kind: 'undo', id: 'x', label: 'Run 41' } })
  expect(titleText(sheet({ proposal: { kind: 'undo', run: 'last' }, run: taken }))).toBe('Take back run #41')
})

const skipped = change({ id: 'c2', state: 'skipped', code: 'LOCKED' })
const already = change({ id: 'c3', state: 'skipped', code: 'ALREADY_SO' })

test('the button counts what would be taken, not what is refused', () => {
  const plan = run({ changes: [change(), change({ id: 'c4' }), skipped] })
  expect(takeText(sheet({ proposal: routes(3), run: plan }))).toBe('TAKE 2 ROUTES')
})

test('counts say what changes and what does not', () => {
  expect(planCounts(run({ changes: [change(), skipped, already] }))).toBe('1 change · 1 already so · 1 cannot')
  expect(planCounts(run())).toBeNull()
})

const confirm = (code: string): Decision => ({ effect: 'confirm', code, text: code, action: 0, target: 'R' })

test.each<[readonly string[], string | null]>([
  [[], null],
  [['CHANGED_MEANWHILE'], 'all the same'],
  [['CHANGED_MEANWHILE', 'CAPS_MISMATCH'], 'in spite of caps mismatch'],
])('a yes to %j stands on the button', (codes, text) => {
  expect(inSpiteOf(sheet({ decisions: codes.map(confirm) }))).toBe(text)
})
