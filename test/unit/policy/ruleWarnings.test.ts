import { describe, expect, it } from 'vitest'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { createRuleSet } from '../../../src/main/policy/ruleSet'
import { ruleWarnings } from '../../../src/main/policy/ruleWarnings'
import type { Rule } from '../../../src/contract'
import { emptyPlant } from '../plant/samples'
import { rule, smallPlant } from './stage'

function warnings(rules: readonly Rule[], plant = smallPlant()) {
  return Object.fromEntries(
    ruleWarnings(plant, createRuleSet({ plant, compatibility: createCompatibility(plant) }, rules)),
  )
}

describe('what an engineer is warned of', () => {
  it('are globs that fit nothing in the plant now, each by itself', () => {
    const found = warnings([
      rule('fine', { from: { label: ['CAM*'], group: ['cam 1'] }, to: { tag: { name: 'floor' }, node: ['*'] } }),
      rule('typo', {
        from: { label: ['CAM*', 'CMA*'] },
        to: { device: ['Rental*'], tag: { name: 'floor', value: '9' } },
      }),
      rule('side', { to: { label: ['CAM 1'] } }),
    ])
    expect(found).toEqual({
      typo: [
        'No sender with a label or alias like “CMA*” is there now.',
        'No receiver with a tag floor like “9” is there now.',
        'No receiver with a device like “Rental*” is there now.',
      ],
      side: ['No receiver with a label or alias like “CAM 1” is there now.'],
    })
  })

  it('are contradictions of the same priority, at both rules', () => {
    const found = warnings([
      rule('yes', { kind: 'allowed_pair', effect: 'allow', from: { label: ['CAM*'] } }),
      rule('no', { to: { site: ['Main'] } }),
    ])
    expect(found).toEqual({
      yes: ['It contradicts “no” (no) at the same priority 100; deny wins.'],
      no: ['It contradicts “yes” (yes) at the same priority 100; deny wins.'],
    })
  })

  it.each<[string, readonly Rule[]]>([
    ['of another priority', [rule('yes', { effect: 'allow', kind: 'allowed_pair' }), rule('no', { priority: 99 })]],
    [
      'that never meet',
      [
        rule('yes', { effect: 'allow', kind: 'allowed_pair', to: { site: ['Main'] } }),
        rule('no', { to: { site: ['Truck'] } }),
      ],
    ],
    ['that are disabled', [rule('yes', { effect: 'allow', kind: 'allowed_pair' }), rule('no', { enabled: false })]],
    [
      'that are exceptions by what is on air',
      [rule('yes', { effect: 'allow', kind: 'allowed_pair' }), rule('air', { kind: 'on_air_protection' })],
    ],
  ])('are not rules %s', (_, rules) => {
    expect(warnings(rules)).toEqual({})
  })

  it('are contradictions by the words alone, where the plant has nothing of it', () => {
    const to = { label: ['MON 9'] }
    const found = warnings(
      [rule('yes', { kind: 'allowed_pair', effect: 'allow', to }), rule('no', { to })],
      emptyPlant().plant,
    )
    expect(found['yes']).toContain('It contradicts “no” (no) at the same priority 100; deny wins.')
  })

  it('are effects that do not go with the kind, and overrides of nothing', () => {
    const found = warnings([
      rule('a', { kind: 'allowed_pair', effect: 'deny' }),
      rule('b', { kind: 'forbidden_pair', effect: 'allow', priority: 1 }),
      rule('c', { kind: 'on_air_protection', effect: 'allow' }),
      rule('d', { effect: 'warn', override: 'admin' }),
    ])
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd']))
    expect(
      Object.values(found)
        .flat()
        .every((text) => text.endsWith('.')),
    ).toBe(true)
  })
})
