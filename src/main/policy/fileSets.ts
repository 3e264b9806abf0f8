import type { PolicyFiles } from '../../contract'
import { type FileProblem, type FileSet, type FolderReading, differenceOf } from './policyFolder'

/** What to do about a reading of the folder. */
export type FilesVerdict =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'adopt'; readonly set: FileSet }
  | { readonly kind: 'wait'; readonly set: FileSet; readonly problems: readonly FileProblem[] }
  | { readonly kind: 'refuse'; readonly problems: readonly FileProblem[] }

export const NO_FILES: FileSet = { rules: [], defaults: [] }

/**
 * What a reading means for the set in force. A folder that has lost all its files is not obeyed by itself: a file server
 * that is away must not take every protection with it.
 * `taken`: ids that Signalbox keeps itself.
 */
export function verdictOn(
  reading: FolderReading,
  inForce: FileSet,
  given: { readonly folder: string | null; readonly autoApply: boolean; readonly taken: (id: string) => boolean },
): FilesVerdict {
  if (!reading.ok) return { kind: 'refuse', problems: reading.problems }
  const taken = takenIn(reading.set, given.taken)
  if (taken.length > 0) return { kind: 'refuse', problems: taken }
  const { set, files } = reading
  if (differenceOf(inForce, set) === null) {
    return JSON.stringify(set) === JSON.stringify(inForce) ? { kind: 'nothing' } : { kind: 'adopt', set }
  }
  if (given.folder !== null && files === 0 && inForce.rules.length > 0) {
    const count = inForce.rules.length
    const rules = count === 1 ? 'The rule of before stays' : `The ${count} rules of before stay`
    const text = `There are no files of policies in the folder any more. ${rules} in force until somebody applies that.`
    return { kind: 'wait', set, problems: [{ path: given.folder, line: null, text }] }
  }
  return given.autoApply ? { kind: 'adopt', set } : { kind: 'wait', set, problems: [] }
}

/** Rules whose id Signalbox itself keeps a rule under. */
export function takenIn({ rules }: FileSet, taken: (id: string) => boolean): readonly FileProblem[] {
  return rules.flatMap(({ rule, path, line }) =>
    taken(rule.id)
      ? [{ path, line, text: `The rule “${rule.id}” is kept by Signalbox already; an id can be used once.` }]
      : [],
  )
}

/** `3 rules added, 1 changed, 2 removed`. */
export function differenceInWords(difference: PolicyFiles['pending']): string {
  if (difference === null) return 'nothing changed'
  const { added, changed, removed } = difference
  const parts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ] as const
  return parts.flatMap(([ids, word]) => (ids.length === 0 ? [] : [`${ids.length} ${word}`])).join(', ')
}
