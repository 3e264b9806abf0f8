import { describe, expect, it } from 'vitest'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { NO_SUSPENSIONS } from '../../../src/main/policy/policyBook'
import { createRuleSet } from '../../../src/main/policy/ruleSet'
import { active, device, emptyPlant, idOf, resource, sends } from '../plant/samples'
import { SMALL, decided, rule, smallPlant, tally } from './stage'

const matching = (to: number, more: Readonly<Record<string, unknown>>) =>
  decided(smallPlant(), [rule('r', more)], to).matches.length === 1

describe('selectors of both ends', () => {
  it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['nothing named', {}, true],
    ['an id', { from: { id: [idOf('sender', 1)] } }, true],
    ['another id', { from: { id: [idOf('sender', 2)] } }, false],
    ['a label', { from: { label: ['cam 1'] } }, true],
    ['a glob', { from: { label: ['C*'] }, to: { label: ['?on 1'] } }, true],
    ['a glob in the middle', { from: { label: ['c*m*1'] } }, true],
    ['one of several globs', { from: { label: ['X*', '* 1'] } }, true],
    ['a glob that does not fit', { from: { label: ['CAM'] } }, false],
    ['a tag of the device', { from: { tag: { name: 'department', value: 'new*' } } }, true],
    ['a tag, whatever its value', { to: { tag: { name: 'floor' } } }, true],
    ['a tag that it does not have', { to: { tag: { name: 'ceiling' } } }, false],
    ['a group', { from: { group: ['cam ?'] } }, true],
    ['a group that there is none of', { to: { group: ['*'] } }, false],
    ['a site', { to: { site: ['Main'] } }, true],
    ['another site', { to: { site: ['Truck'] } }, false],
    ['a room', { to: { room: ['Studio A'] } }, true],
    ['a device by its label', { to: { device: ['CCU*'] } }, true],
    ['a device by its id', { to: { device: [idOf('device', 1)] } }, true],
    ['a node', { to: { node: ['snp-0?'] } }, true],
    ['another node', { to: { node: ['OB*'] } }, false],
    ['a format', { from: { format: ['video'] }, to: { format: ['video'] } }, true],
    ['another format', { to: { format: ['audio'] } }, false],
    ['a registry', { to: { registry: ['north'] } }, true],
    ['another registry', { to: { registry: ['south'] } }, false],
    ['all of several fields', { from: { label: ['CAM*'], site: ['Main'], format: ['video'] } }, true],
    ['one of several fields fails', { from: { label: ['CAM*'], site: ['Truck'] } }, false],
    ['a scope that has the destination', { scope: { kind: 'room', room: 'Studio A', site: 'Main' } }, true],
    ['a room of another site', { scope: { kind: 'room', room: 'Studio A', site: 'Truck' } }, false],
    ['a registry as the scope', { scope: { kind: 'registry', registryId: 'north' } }, true],
    ['a selection as the scope', { scope: { kind: 'selection', ids: [idOf('receiver', 1)] } }, true],
    ['a disabled rule', { enabled: false }, false],
  ])('%s', (_, more, expected) => {
    expect(matching(1, more)).toBe(expected)
  })

  it('finds ends by their alias, and by the label all the same', () => {
    const plant = smallPlant()
    const rules = [rule('alias', { to: { label: ['wall*'] } }), rule('label', { to: { label: ['MON*'] } })]
    expect(decided(plant, rules, 1).matches.map(({ ruleId }) => ruleId)).toEqual(['label'])
    plant.setAlias(idOf('receiver', 1), 'Wall left')
    expect(decided(plant, rules, 1).matches.map(({ ruleId }) => ruleId)).toEqual(['alias', 'label'])
  })
})

describe('constraints', () => {
  it.each<[string, object, boolean]>([
    ['a number of the flow', { of: 'flow', field: 'frame_width', operator: 'equals', value: 1920 }, true],
    ['less than', { of: 'flow', field: 'frame_width', operator: 'less_than', value: 1920 }, false],
    ['greater than', { of: 'flow', field: 'frame_width', operator: 'greater_than', value: '1280' }, true],
    ['a missing field', { of: 'flow', field: 'sample_rate', operator: 'greater_than', value: 0 }, false],
    ['not, of a missing field', { of: 'flow', field: 'sample_rate', operator: 'equals', value: 1, not: true }, true],
    ['a rational number', { of: 'source', field: 'grain_rate', operator: 'less_than', value: 59 }, true],
    ['a part of it', { of: 'source', field: 'grain_rate.numerator', operator: 'equals', value: 50 }, true],
    ['any of a list', { of: 'flow', field: 'components.bit_depth', operator: 'in', value: [8, 10] }, true],
    ['a tag that looks like a number', { of: 'receiver', field: 'tags.floor', operator: 'equals', value: 3 }, true],
    ['the word of a format', { of: 'receiver', field: 'format', operator: 'equals', value: 'video' }, true],
    ['its URN', { of: 'receiver', field: 'format', operator: 'ends_with', value: ':video' }, true],
    ['the format of a sender', { of: 'sender', field: 'format', operator: 'equals', value: 'video' }, true],
    ['a transport', { of: 'sender', field: 'transport', operator: 'equals', value: 'rtp' }, true],
    ['the device of the destination', { of: 'device', field: 'label', operator: 'starts_with', value: 'CCU' }, true],
    ['its node', { of: 'node', field: 'interfaces.name', operator: 'equals', value: 'eth1' }, true],
    ['a site', { of: 'receiver', field: 'site', operator: 'equals', value: 'Main' }, true],
    ['an expression', { of: 'sender', field: 'label', operator: 'matches', value: '^CAM \\d+$' }, true],
    ['one that does not match', { of: 'sender', field: 'label', operator: 'matches', value: '^\\d+$' }, false],
    ['text in it; case counts', { of: 'sender', field: 'label', operator: 'contains', value: 'cam' }, false],
    [
      'what objects inherit is no field',
      { of: 'flow', field: 'constructor.name', operator: 'contains', value: '' },
      false,
    ],
  ])('%s', (_, test, expected) => {
    expect(matching(1, { kind: 'constraint', tests: [test] })).toBe(expected)
  })

  it('says what was found', () => {
    const tests = [
      { of: 'flow', field: 'frame_width', operator: 'greater_than', value: 1280 },
      { of: 'receiver', field: 'tags.floor', operator: 'in', value: ['3', '4'] },
    ]
    const [match] = decided(smallPlant(), [rule('r', { kind: 'constraint', tests })], 1).matches
    expect(match?.reason).toBe(
      'CAM 1: flow frame_width is greater than 1280 (1920). MON 1: receiver tags.floor is one of 3, 4 (3).',
    )
  })

  it('matches an expression that explodes elsewhere in linear time', () => {
    const { plant, pen } = emptyPlant()
    pen.put(SMALL)
    plant.setAlias(idOf('sender', 1), `${'a'.repeat(20_000)}!`)
    const tests = [{ of: 'sender', field: 'alias', operator: 'matches', value: '^(a+)+$' }]
    expect(decided(plant, [rule('r', { kind: 'constraint', tests })], 1).matches).toEqual([])
  })
})

describe('paths', () => {
  it.each<[string, number, readonly object[], string | null]>([
    ['both legs, any network', 1, [{ leg: 'A' }, { leg: 'B' }], null],
    ['networks by interface', 1, [{ leg: 'A', network: 'eth0' }], null],
    ['networks by their switch', 1, [{ leg: 'A', network: 'amber*' }], null],
    ['networks by the tag of the node', 1, [{ leg: 'B', network: 'blue' }], null],
    [
      'another network, at both ends',
      1,
      [{ leg: 'A', network: 'blue' }],
      'Leg A of CAM 1 is on eth0 / amber-leaf-1, not on blue. Leg A of MON 1 is on eth0 / amber-leaf-1, not on blue.',
    ],
    ['a leg that is missing', 2, [{ leg: 'A' }, { leg: 'B' }], 'MON 2 has no leg B.'],
  ])('%s', (_, to, legs, reason) => {
    const decision = decided(smallPlant(), [rule('r', { kind: 'path_requirement', legs })], to)
    expect(decision.matches[0]?.reason ?? null).toBe(reason)
  })

  it('misses a leg that the sender has switched off', () => {
    const plant = smallPlant()
    const legs = [sends('239.0.0.1'), { ...sends('239.0.0.2'), rtp_enabled: false }]
    plant.setActive(idOf('sender', 1), active({ on: true, legs }), '1:0')
    const decision = decided(plant, [rule('r', { kind: 'path_requirement', legs: [{ leg: 'B' }] })], 1)
    expect(decision.matches[0]?.reason).toBe('Leg B of CAM 1 is off.')
  })
})

describe('what is on air', () => {
  const protection = rule('air', { kind: 'on_air_protection' })
  it.each([
    ['nothing said', null, null],
    ['on air', tally(), 'MON 1 is on air since 2026-01-01T12:00:00.000Z, says ME-1 PGM.'],
    ['on preset', tally({ state: 'preset' }), null],
    [
      'stale, and on preset when it was heard last',
      tally({ state: 'preset', stale: true }),
      'MON 1 counts as on air: its tally is stale, nobody hears it any more. The last word, of 2026-01-01T12:00:00.000Z by ME-1 PGM, was on preset.',
    ],
  ])('%s', (_, said, reason) => {
    const plant = smallPlant()
    plant.setMarks(idOf('receiver', 1), { tally: said })
    const decision = decided(plant, [protection], 1)
    expect(decision.matches[0]?.reason ?? null).toBe(reason)
    expect(decision.verdict).toBe(reason === null ? 'allowed' : 'denied')
  })

  it('takes the states it is told', () => {
    const plant = smallPlant()
    plant.setMarks(idOf('receiver', 1), { tally: tally({ state: 'recording' }) })
    expect(decided(plant, [protection], 1).verdict).toBe('allowed')
    const recording = rule('rec', { kind: 'on_air_protection', states: ['recording'] })
    expect(decided(plant, [recording], 1).verdict).toBe('denied')
  })
})

describe('compatibility', () => {
  it.each([
    ['warn', 'deny', 'warned'],
    ['strict', 'deny', 'denied'],
    ['strict', 'require-approval', 'approval'],
  ])('%s with the effect %s', (mode, effect, verdict) => {
    const rules = [rule('caps', { kind: 'compatibility', mode, effect })]
    expect(decided(smallPlant(), rules, 1)).toMatchObject({ verdict: 'allowed', matches: [] })
    const decision = decided(smallPlant(), rules, 2)
    expect(decision.verdict).toBe(verdict)
    expect(decision.matches[0]?.reason).toMatch(/^[A-Z].*\.$/)
  })
})

describe('what is asked when a destination is disconnected', () => {
  it('is what makes sense without a sender', () => {
    const plant = smallPlant()
    plant.setMarks(idOf('receiver', 1), { tally: tally() })
    const test = { of: 'receiver', field: 'tags.floor', operator: 'equals', value: '3' }
    const rules = [
      rule('air', { kind: 'on_air_protection' }),
      rule('air-of-cameras', { kind: 'on_air_protection', from: { label: ['CAM*'] } }),
      rule('floor', { kind: 'constraint', effect: 'warn', tests: [test] }),
      rule('of-senders', { kind: 'constraint', tests: [{ ...test, of: 'sender', not: true }] }),
      rule('pair', {}),
      rule('legs', { kind: 'path_requirement', legs: [{ leg: 'A', network: 'none' }] }),
    ]
    const set = createRuleSet({ plant, compatibility: createCompatibility(plant) }, rules)
    const receiver = plant.entry('receiver', idOf('receiver', 1))
    if (receiver === undefined) throw new Error('The plant is empty')
    expect(set.matchesAlone(receiver, NO_SUSPENSIONS).map(({ ruleId }) => ruleId)).toEqual(['air', 'floor'])
  })
})

describe('what is known of an end', () => {
  it('follows its device, its flow and its alias', () => {
    const { plant, pen } = emptyPlant()
    pen.put(SMALL)
    const set = createRuleSet({ plant, compatibility: createCompatibility(plant) }, [
      rule('device', { to: { device: ['Rental*'] } }),
      rule('wide', {
        kind: 'constraint',
        tests: [{ of: 'flow', field: 'frame_width', operator: 'equals', value: 3840 }],
      }),
    ])
    const found = () => {
      const from = plant.entry('sender', idOf('sender', 1))
      const to = plant.entry('receiver', idOf('receiver', 1))
      if (from === undefined || to === undefined) throw new Error('The plant is empty')
      return set.matches(from, to, NO_SUSPENSIONS).map(({ ruleId }) => ruleId)
    }
    expect(found()).toEqual([])
    pen.put([device(1, 1, { label: 'Rental 7', version: '2:0' })])
    expect(found()).toEqual(['device'])
    const uhd = { source_id: idOf('source', 1), format: 'urn:x-nmos:format:video', frame_width: 3840, version: '2:0' }
    pen.put([resource('flow', 1, uhd)])
    expect(found()).toEqual(['device', 'wide'])
    pen.put([device(1, 1, { label: 'House 7', version: '3:0' })])
    expect(found()).toEqual(['wide'])
    plant.setAlias(idOf('device', 1), 'Rental again')
    expect(found()).toEqual(['device', 'wide'])
  })
})
