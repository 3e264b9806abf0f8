import { join } from 'node:path'
import type { PolicyDefault, PolicyFiles, Rule } from '../../contract'
import { readPolicyDocument } from './policyDocument'
import { textOfFile, yamlNamesIn } from './yamlFiles'

export type FileRule = { readonly rule: Rule; readonly path: string; readonly line: number }
/** What is in force or would be: rules and defaults of files. */
export type FileSet = { readonly rules: readonly FileRule[]; readonly defaults: readonly PolicyDefault[] }
export type FileProblem = PolicyFiles['problems'][number]

/** What a folder says. With one problem none of it counts. */
export type FolderReading =
  | { readonly ok: true; readonly files: number; readonly set: FileSet }
  | { readonly ok: false; readonly problems: readonly FileProblem[] }

const MAX_FILES = 500

/**
 * Reads all `.yaml` and `.yml` files of a folder, by name; folders in it and hidden files are left alone. Paths are
 * relative to the folder. Never throws.
 */
export async function readPolicyFolder(folder: string): Promise<FolderReading> {
  const names = await yamlNamesIn(folder, 'policies')
  if (typeof names === 'string') return { ok: false, problems: [{ path: folder, line: null, text: names }] }
  if (names.length > MAX_FILES) {
    const text = `The folder has ${names.length} files of policies; at most ${MAX_FILES} are read.`
    return { ok: false, problems: [{ path: folder, line: null, text }] }
  }
  const problems: FileProblem[] = []
  const rules: FileRule[] = []
  const defaults: PolicyDefault[] = []
  for (const path of names) {
    const text = await textOfFile(join(folder, path))
    if (!text.ok) {
      problems.push({ path, line: null, text: text.fault })
      continue
    }
    const reading = readPolicyDocument(text.text)
    if (!reading.ok) problems.push(...reading.problems.map((problem) => ({ path, ...problem })))
    else {
      rules.push(...reading.rules.map((one) => ({ ...one, path })))
      defaults.push(...reading.defaults)
    }
  }
  problems.push(...duplicatesIn(rules))
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, files: names.length, set: { rules, defaults } }
}

function duplicatesIn(rules: readonly FileRule[]): readonly FileProblem[] {
  const known = new Map<string, FileRule>()
  return rules.flatMap((one) => {
    const { rule, path, line } = one
    const first = known.get(rule.id)
    if (first === undefined) {
      known.set(rule.id, one)
      return []
    }
    const text = `The rule “${rule.id}” is in ${first.path} line ${first.line} and in ${path} line ${line}; an id can be used once.`
    return [{ path, line, text }]
  })
}

/** What a set would change against the one in force: ids of rules, `(defaults)` for the defaults; null: nothing. */
export function differenceOf(before: FileSet, after: FileSet): PolicyFiles['pending'] {
  const old = new Map(before.rules.map(({ rule }) => [rule.id, JSON.stringify(rule)]))
  const fresh = new Map(after.rules.map(({ rule }) => [rule.id, JSON.stringify(rule)]))
  const added = [...fresh.keys()].filter((id) => !old.has(id))
  const removed = [...old.keys()].filter((id) => !fresh.has(id))
  const changed = [...fresh].flatMap(([id, text]) => (old.has(id) && old.get(id) !== text ? [id] : []))
  if (JSON.stringify(before.defaults) !== JSON.stringify(after.defaults)) changed.push('(defaults)')
  return added.length + removed.length + changed.length === 0 ? null : { added, changed, removed }
}
