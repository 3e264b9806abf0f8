import { expect, test } from 'vitest'
import type { Policy, Rule, Window } from '../../../../src/contract'
import { inEffect, maintenanceIn, openWindows } from '../../../../src/renderer/components/openWindows'

const now = Date.parse('2025-11-20T19:59:00.000Z')
const actor = { id: 'a', name: 'Anna', role: 'engineer' as const }
const window = (part: Partial<Window>): Window => ({
  id: 'w',
  kind: 'maintenance',
  label: 'Grid',
  note: '',
  start: '2025-11-20T18:00:00.000Z',
  end: '2025-11-20T22:00:00.000Z',
  repeat: null,
  scope: { kind: 'room', room: 'Studio B', site: null },
  policies: { on: [], off: [] },
  createdBy: actor,
  revision: 1,
  createdAt: '2025-11-20T17:00:00.000Z',
  approval: null,
  state: 'open',
  opening: { start: '2025-11-20T18:00:00.000Z', end: '2025-11-20T22:00:00.000Z' },
  ...part,
})
const rule = (id: string, part: Partial<Rule> = {}): Rule =>
  ({
    id,
    label: `Rule ${id}`,
    description: '',
    owner: '',
    enabled: true,
    priority: 100,
    effect: 'deny',
    scope: { kind: 'all' },
    from: {},
    to: {},
    override: null,
    kind: 'forbidden_pair',
    ...part,
  }) as Rule
const policy = (of: Rule, suspended = false): Policy => ({
  rule: of,
  from: { kind: 'store' },
  editedBy: null,
  editedAt: null,
  warnings: [],
  suspendedBy: suspended ? { windowId: 'w', label: 'Grid' } : null,
})

const texts = (...given: readonly Window[]): readonly string[] =>
  openWindows(given, [policy(rule('b'))], new Map([['reg-1', 'Campus']]), now).map(({ text, switches }) =>
    [text, switches].join(' · '),
  )

test('an open window says where, until when, and what it switches', () => {
  expect(texts(window({ policies: { on: ['b'], off: ['x', 'y'] } }))).toEqual([
    'Maintenance: Studio B until 22:00 UTC · policy “Rule b”, 2 policies off',
  ])
  expect(texts(window({ scope: { kind: 'all' }, policies: { on: [], off: ['gone'] } }))).toEqual([
    'Maintenance: the whole plant until 22:00 UTC · without “gone”',
  ])
})

test('what waits, is over, or is a change window without its yes is not open; what ends first comes first', () => {
  const soon = { start: '2025-11-20T18:00:00.000Z', end: '2025-11-20T20:30:00.000Z' }
  expect(
    texts(
      window({ id: '1', state: 'waiting' }),
      window({ id: '2', state: 'over' }),
      window({ id: '3', kind: 'change' }),
      window({ id: '4' }),
      window({ id: '5', kind: 'change', approval: { by: actor, at: soon.start }, opening: soon }),
    ),
  ).toEqual(['Change window: Studio B until 20:30 UTC · ', 'Maintenance: Studio B until 22:00 UTC · '])
})

test('what a registry has is said by the name of the registry', () => {
  expect(texts(window({ scope: { kind: 'registry', registryId: 'reg-1' } }))).toEqual([
    'Maintenance: registry Campus until 22:00 UTC · ',
  ])
})

test.each<[Partial<Window>, string | null]>([
  [{}, 'maintenance until 22:00 UTC'],
  [{ scope: { kind: 'room', room: 'Studio B', site: 'South' } }, null],
  [{ scope: { kind: 'room', room: 'Studio A', site: null } }, null],
  [{ scope: { kind: 'site', site: 'North' } }, 'maintenance until 22:00 UTC'],
  [{ scope: { kind: 'all' } }, null],
  [{ kind: 'change', approval: { by: actor, at: '2025-11-20T18:00:00.000Z' } }, null],
  [{ state: 'waiting' }, null],
])('a room says the maintenance that is open there: %o', (part, text) => {
  expect(maintenanceIn([window(part)], { site: 'North', room: 'Studio B' }, now)?.text ?? null).toBe(text)
})

test('in effect is what is on, or switched on by an open window, and not switched off by one', () => {
  const rules = [
    policy(rule('a')),
    policy(rule('b'), true),
    policy(rule('c', { enabled: false })),
    policy(rule('d', { enabled: false })),
  ]
  expect(inEffect(rules, [window({ policies: { on: ['c'], off: ['b'] } })])).toBe(2)
  expect(inEffect(rules, [window({ state: 'over', policies: { on: ['c'], off: [] } })])).toBe(1)
})
