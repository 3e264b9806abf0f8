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
} from 'yaml'
import type { z } from 'zod'

/** What is wrong with a text; `line` null: with all of it. */
export type TextProblem = { readonly line: number | null; readonly text: string }

/** Where what is at a path stands, lines from 1; of what is not there, where it should be. */
export type LineOf = (path: readonly PropertyKey[]) => number | null

export type YamlReading =
  | { readonly ok: true; readonly value: unknown; readonly lineOf: LineOf }
  | { readonly ok: false; readonly problems: readonly TextProblem[] }

/** So many characters may a file have, and so often may aliases be used in it: more is a bomb, not a document. */
const MAX_CHARACTERS = 4_000_000
const MAX_ALIASES = 100
const TOO_DEEP = 'The file is nested too deeply to be read.'

/** Reads a text of YAML 1.2 (or JSON) as plain values. Never throws. */
export function readYaml(text: string): YamlReading {
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
  const lineOf: LineOf = (path) => {
    const node = nodeAt(document, path)
    return node === null ? null : lineAt(node)
  }
  return { ok: true, value: plain.value, lineOf }
}

/** What a schema found, at its line and with its place in words. */
export function problemOf(issue: z.core.$ZodIssue, lineOf: LineOf): TextProblem {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const where = written(issue.path)
  return { line: lineOf(path), text: `${where === '' ? '' : `${where}: `}${sentence(issue.message)}` }
}

function failed(problems: readonly TextProblem[]): YamlReading {
  return { ok: false, problems }
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
      return { ok: false, text: `Aliases (“*name”) stand for more than ${MAX_ALIASES} copies; write them out.` }
    }
    if (error instanceof RangeError) return { ok: false, text: TOO_DEEP }
    return { ok: false, text: sentence(error instanceof Error ? error.message : String(error)) }
  }
}

/** `steps[2].take.receiver`. */
function written(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}

export function sentence(message: string): string {
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
