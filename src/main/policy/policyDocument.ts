import {
  type Document,
  LineCounter,
  type Node,
  type Pair,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
} from 'yaml'
import { z } from 'zod'
import { PolicyDefault, Rule } from '../../contract'
import { ruleFaults } from './ruleFaults'

/** A rule of a file, and where it begins there, lines from 1. */
export type PlacedRule = { readonly rule: Rule; readonly line: number }
/** What is wrong with a file; `line` null: with all of it. */
export type DocumentProblem = { readonly line: number | null; readonly text: string }

export type DocumentReading =
  | { readonly ok: true; readonly rules: readonly PlacedRule[]; readonly defaults: readonly PolicyDefault[] }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] }

const VERSION = 1
/** So many characters may a file have, and so often may aliases be used in it: more is a bomb, not a policy. */
const MAX_CHARACTERS = 4_000_000
const MAX_ALIASES = 100
const MAX_PROBLEMS = 50
const TOO_DEEP = 'The file is nested too deeply to be read.'

const PolicyDocument = z.strictObject({
  version: z.literal(VERSION),
  policies: z.array(Rule).max(20_000),
  defaults: z.array(PolicyDefault).max(200).optional(),
})

/** Reads one file of policies: YAML 1.2 (or JSON) of `{version: 1, policies: […], defaults?: […]}`. Never throws. */
export function readPolicyDocument(text: string): DocumentReading {
  if (text.length > MAX_CHARACTERS) {
    return failed([{ line: null, text: `The file has more than ${MAX_CHARACTERS / 1_000_000} MB; split it.` }])
  }
  const counter = new LineCounter()
  const document = documentOf(text, counter)
  if (document === null) return failed([{ line: null, text: TOO_DEEP }])
  const lineAt = (offset: number): number => counter.linePos(offset).line
  if (document.errors.length > 0) {
    return failed(
      document.errors.map(({ code, pos, message }) =>
        code === 'RESOURCE_EXHAUSTION'
          ? { line: null, text: TOO_DEEP }
          : { line: lineAt(pos[0]), text: sentence(message) },
      ),
    )
  }
  const plain = plainOf(document)
  if (!plain.ok) return failed([{ line: null, text: plain.text }])
  const newer = z.object({ version: z.number().gt(VERSION) }).safeParse(plain.value)
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    const node = nodeAt(document, path)
    return node === null ? null : lineAt(node)
  }
  if (newer.success) {
    const said = `The file is of version ${newer.data.version}; this Signalbox reads version ${VERSION}.`
    return failed([{ line: lineOf(['version']), text: said }])
  }
  const parsed = PolicyDocument.safeParse(plain.value)
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

/** Null: it is nested deeper than can be followed. */
function documentOf(text: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function plainOf(
  document: Document,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly text: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown }
  } catch (error) {
    if (error instanceof ReferenceError && /excessive alias/i.test(error.message)) {
      return { ok: false, text: `Aliases (“*name”) stand for more than ${MAX_ALIASES} copies; write the rules out.` }
    }
    if (error instanceof RangeError) return { ok: false, text: TOO_DEEP }
    return { ok: false, text: sentence(error instanceof Error ? error.message : String(error)) }
  }
}

type Issue = z.core.$ZodIssue

function problemOf(issue: Issue, lineOf: (path: readonly PropertyKey[]) => number | null): DocumentProblem {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const where = written(issue.path)
  return { line: lineOf(path), text: `${where === '' ? '' : `${where}: `}${sentence(issue.message)}` }
}

function written(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

/** Where what is at a path begins, as an offset; of what is not there, what it should be in. */
function nodeAt(document: Document, path: readonly PropertyKey[]): number | null {
  let at: Node | null = document.contents
  let offset = offsetOf(at)
  for (const step of path) {
    const holder: Node | null = isAlias(at) ? (at.resolve(document) ?? null) : at
    if (isSeq(holder) && typeof step === 'number') {
      const item: unknown = holder.items[step]
      at = isNode(item) ? item : null
      offset = offsetOf(at) ?? offset
    } else if (isMap(holder)) {
      const pair: Pair | undefined = holder.items.find(({ key }) => keyOf(key) === step)
      if (pair === undefined) return offset
      offset = (isNode(pair.key) ? offsetOf(pair.key) : null) ?? offset
      at = isNode(pair.value) ? pair.value : null
    } else return offset
  }
  return offset
}

function keyOf(key: unknown): unknown {
  return isScalar(key) ? key.value : key
}

function offsetOf(node: Node | null): number | null {
  return node?.range?.[0] ?? null
}
