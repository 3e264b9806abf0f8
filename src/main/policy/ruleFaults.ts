import type { Rule } from '../../contract'
import { testFault } from './fieldTest'

/** Why a rule that the schema takes cannot be understood all the same, and where. */
export type RuleFault = { readonly path: readonly (string | number)[]; readonly text: string }

export function ruleFaults(rule: Rule): readonly RuleFault[] {
  switch (rule.kind) {
    case 'constraint':
      return rule.tests.flatMap((test, i) => {
        const text = testFault(test)
        return text === null ? [] : [{ path: ['tests', i, 'value'], text }]
      })
    case 'path_requirement': {
      const legs = rule.legs.map(({ leg }) => leg)
      const twice = legs.findIndex((leg, i) => legs.indexOf(leg) !== i)
      if (twice < 0) return []
      return [{ path: ['legs', twice, 'leg'], text: `Leg ${legs[twice] ?? ''} is required twice; each leg once.` }]
    }
    case 'allowed_pair':
    case 'forbidden_pair':
    case 'on_air_protection':
    case 'compatibility':
      return []
  }
}

/** What looks like a mistake in a rule by itself, as sentences. */
export function ruleDoubts(rule: Rule): readonly string[] {
  const doubts: string[] = []
  if (rule.kind === 'allowed_pair' && rule.effect === 'deny') {
    doubts.push('It is an allowed pair, and its effect is deny: what it matches is denied.')
  }
  if (rule.kind === 'forbidden_pair' && rule.effect === 'allow') {
    doubts.push('It is a forbidden pair, and its effect is allow: what it matches is allowed.')
  }
  if (rule.kind === 'on_air_protection' && rule.effect === 'allow') {
    doubts.push('It matches what is on air, and its effect is allow: it protects nothing.')
  }
  if (rule.override !== null && rule.effect !== 'deny' && rule.effect !== 'require-approval') {
    doubts.push('It says who may overrule it, but nothing is to be overruled: it neither denies nor asks for approval.')
  }
  return doubts
}
