import { describe, expect, it } from 'vitest'
import type { PolicyDefault } from '../../../src/contract'
import type { Suspensions } from '../../../src/main/policy/policyBook'
import { idOf } from '../plant/samples'
import { decided, rule, smallPlant } from './stage'

describe('the order of rules', () => {
  it('is priority, then deny before approval before warn before allow, then id', () => {
    const rules = [
      rule('z', { priority: 20, effect: 'deny' }),
      rule('d', { priority: 10, effect: 'allow' }),
      rule('c', { priority: 10, effect: 'warn' }),
      rule('b2', { priority: 10, effect: 'require-approval' }),
      rule('b1', { priority: 10, effect: 'require-approval' }),
      rule('e', { priority: 10, effect: 'deny' }),
    ]
    const decision = decided(smallPlant(), rules, 1)
    expect(decision.matches.map(({ ruleId }) => ruleId)).toEqual(['e', 'b1', 'b2', 'c', 'd', 'z'])
    expect(decision).toMatchObject({ verdict: 'denied', default: null })
    expect(decision.text).toBe('Denied by “e”. From anything to anything is a forbidden pair.')
  })

  it.each([
    ['allow', 'allowed'],
    ['warn', 'warned'],
    ['require-approval', 'approval'],
    ['deny', 'denied'],
  ])('lets the first priority decide: %s', (effect, verdict) => {
    const rules = [rule('first', { priority: 1, effect }), rule('then', { priority: 2, effect: 'deny' })]
    const decision = decided(smallPlant(), rules, 1)
    expect(decision.verdict).toBe(verdict)
    expect(decision.matches).toHaveLength(2)
  })

  it('lets deny win a contradiction of the same priority', () => {
    const rules = [rule('yes', { kind: 'allowed_pair', effect: 'allow' }), rule('no', {})]
    expect(decided(smallPlant(), rules, 1).verdict).toBe('denied')
  })
})

describe('defaults', () => {
  const everywhere: PolicyDefault = { scope: { kind: 'all' }, effect: 'deny' }
  const registry: PolicyDefault = { scope: { kind: 'registry', registryId: 'north' }, effect: 'allow' }
  const site: PolicyDefault = { scope: { kind: 'site', site: 'Main' }, effect: 'deny' }
  const room: PolicyDefault = { scope: { kind: 'room', room: 'Studio A', site: null }, effect: 'allow' }
  const roomHere: PolicyDefault = { scope: { kind: 'room', room: 'Studio A', site: 'Main' }, effect: 'deny' }
  const these: PolicyDefault = { scope: { kind: 'selection', ids: [idOf('receiver', 1)] }, effect: 'allow' }

  it.each<[string, readonly PolicyDefault[], PolicyDefault | null]>([
    ['none', [], null],
    ['of everything', [everywhere], everywhere],
    ['of a registry before everything', [everywhere, registry], registry],
    ['of a site before a registry', [registry, everywhere, site], site],
    ['of a room before a site', [site, room, registry], room],
    ['of a room of this site before a room', [room, roomHere], roomHere],
    ['of a selection before all', [everywhere, registry, site, room, roomHere, these], these],
    ['deny, of two as narrow', [{ ...site, effect: 'allow' }, site], site],
    ['none of another place', [{ scope: { kind: 'site', site: 'Truck' }, effect: 'deny' }], null],
  ])('%s', (_, defaults, counts) => {
    const decision = decided(smallPlant(), [], 1, { defaults })
    expect(decision.default).toEqual(counts)
    expect(decision.verdict).toBe(counts?.effect === 'deny' ? 'denied' : 'allowed')
    expect(decision.text).toMatch(/^[A-Z].*\.$/)
    expect(decision.override).toBeNull()
  })

  it('are not asked where a rule matches', () => {
    const decision = decided(smallPlant(), [rule('r', { effect: 'allow' })], 1, { defaults: [everywhere] })
    expect(decision).toMatchObject({ verdict: 'allowed', default: null })
  })
})

describe('who may overrule', () => {
  it.each<[string, readonly (readonly [number, string, string | null])[], string | null]>([
    ['nothing to overrule', [[1, 'allow', 'engineer']], null],
    ['a warning is nothing to overrule', [[1, 'warn', 'engineer']], null],
    ['nobody', [[1, 'deny', null]], null],
    ['whom the rule names', [[1, 'deny', 'operator']], 'operator'],
    ['an approval', [[1, 'require-approval', 'engineer']], 'engineer'],
    [
      'the highest of several',
      [
        [1, 'deny', 'operator'],
        [1, 'require-approval', 'admin'],
      ],
      'admin',
    ],
    [
      'nobody, when one of several may not be',
      [
        [1, 'deny', 'operator'],
        [1, 'deny', null],
      ],
      null,
    ],
    [
      'what denies at the next priority stands as well',
      [
        [1, 'deny', 'operator'],
        [2, 'deny', null],
      ],
      null,
    ],
    [
      'unless a priority between them lets it pass',
      [
        [1, 'deny', 'operator'],
        [2, 'allow', null],
        [3, 'deny', null],
      ],
      'operator',
    ],
  ])('%s', (_, matching, role) => {
    const rules = matching.map(([priority, effect, override], i) => rule(`r${i}`, { priority, effect, override }))
    expect(decided(smallPlant(), rules, 1).override).toBe(role)
  })
})

describe('windows', () => {
  const by = { windowId: 'w', label: 'Night' }
  const windows = (more: Partial<Suspensions>): Suspensions => ({
    on: new Map(),
    off: new Map(),
    windows: [{ id: 'w', label: 'Night' }],
    ...more,
  })
  const rules = [rule('asleep', { enabled: false, effect: 'warn', priority: 1 }), rule('awake', {})]

  it('switch rules on and off, and are named', () => {
    const plain = decided(smallPlant(), rules, 1)
    expect(plain).toMatchObject({ verdict: 'denied', windows: [] })
    const off = decided(smallPlant(), rules, 1, { windows: windows({ off: new Map([['awake', by]]) }) })
    expect(off).toMatchObject({ verdict: 'allowed', matches: [], windows: [{ id: 'w', label: 'Night' }] })
    const on = decided(smallPlant(), rules, 1, { windows: windows({ on: new Map([['asleep', by]]) }) })
    expect(on.matches.map(({ ruleId }) => ruleId)).toEqual(['asleep', 'awake'])
  })

  it('may name rules that are gone', () => {
    const gone = windows({ on: new Map([['gone', by]]), off: new Map([['gone too', by]]) })
    expect(decided(smallPlant(), rules, 1, { windows: gone }).verdict).toBe('denied')
  })
})
