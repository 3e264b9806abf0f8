import type { PolicyFiles } from '../../../contract'

const counted = (count: number, one: string): string => `${String(count)} ${one}${count === 1 ? '' : 's'}`

/** How the policy files stand, in as few words as a list has room for. */
export function filesLine(files: PolicyFiles | null): string {
  if (files === null) return 'asking the engine…'
  const { folder, rules, problems, pending } = files
  if (problems.length > 0) return `${counted(problems.length, 'fault')}; the last good set is in force`
  if (pending !== null) return 'a change waits to be applied'
  if (folder === null) return rules === 0 ? 'no folder is named' : `${counted(rules, 'rule')}, no folder any more`
  return `${counted(rules, 'rule')} from files`
}
