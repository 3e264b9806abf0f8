import { stringify } from 'yaml'
import { z } from 'zod'
import { PolicyDefault, Rule } from '../../contract'
import { ruleFaults } from './ruleFaults'
import { type TextProblem, problemOf, readYaml } from './yamlText'

/** A rule of a file, and where it begins there, lines from 1. */
export type PlacedRule = { readonly rule: Rule; readonly line: number }
export type DocumentProblem = TextProblem

export type DocumentReading =
  | { readonly ok: true; readonly rules: readonly PlacedRule[]; readonly defaults: readonly PolicyDefault[] }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] }

const VERSION = 1
const MAX_PROBLEMS = 50

const PolicyDocument = z.strictObject({
  version: z.literal(VERSION),
  policies: z.array(Rule).max(20_000),
  defaults: z.array(PolicyDefault).max(200).optional(),
})

/** Reads one file of policies: YAML 1.2 (or JSON) of `{version: 1, policies: […], defaults?: […]}`. Never throws. */
export function readPolicyDocument(text: string): DocumentReading {
  const read = readYaml(text)
  if (!read.ok) return failed(read.problems)
  const { value, lineOf } = read
  const newer = z.object({ version: z.number().gt(VERSION) }).safeParse(value)
  if (newer.success) {
    const said = `The file is of version ${newer.data.version}; this Signalbox reads version ${VERSION}.`
    return failed([{ line: lineOf(['version']), text: said }])
  }
  const parsed = PolicyDocument.safeParse(value)
  if (!parsed.success) return failed(parsed.error.issues.map((issue) => problemOf(issue, lineOf)))
  const { policies, defaults } = parsed.data
  const problems = policies.flatMap((rule, i) =>
    ruleFaults(rule).map((fault) => ({
      line: lineOf(['policies', i, ...fault.path]),
      text: `Rule “${rule.id}”: ${fault.text}`,
    })),
  )
  if (problems.length > 0) return failed(problems)
  const rules = policies.map((rule, i) => ({ rule, line: lineOf(['policies', i]) ?? 1 }))
  return { ok: true, rules, defaults: defaults ?? [] }
}

/** Rules and defaults as one document; what is as the schema has it when nothing is said is left out. */
export function writePolicyDocument(rules: readonly Rule[], defaults: readonly PolicyDefault[]): string {
  const document = {
    version: VERSION,
    policies: rules.map(withoutDefaults),
    ...(defaults.length === 0 ? {} : { defaults }),
  }
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
}

function withoutDefaults(rule: Rule): object {
  const unsaid: Readonly<Record<string, unknown>> = {
    ...Rule.parse({ id: 'x', label: 'x', kind: 'allowed_pair', effect: rule.effect }),
    ...(rule.kind === 'on_air_protection' ? { states: ['on-air'] } : {}),
    ...(rule.kind === 'compatibility' ? { mode: 'warn' } : {}),
  }
  const always = new Set(['id', 'label', 'kind', 'effect'])
  return Object.fromEntries(
    Object.entries(rule).filter(
      ([name, value]) => always.has(name) || JSON.stringify(unsaid[name]) !== JSON.stringify(value),
    ),
  )
}

function failed(problems: readonly DocumentProblem[]): DocumentReading {
  return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) }
}
