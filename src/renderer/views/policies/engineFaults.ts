import { ORPCError } from '@orpc/client'
import { problemOf } from '../../state/problem'
import type { Faults, RuleDraft } from './ruleDraft'

type Issue = { readonly path: string; readonly message: string }

function issuesIn(data: unknown): readonly Issue[] {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return []
  return data.issues.filter(
    (issue: unknown): issue is Issue =>
      typeof issue === 'object' &&
      issue !== null &&
      'path' in issue &&
      typeof issue.path === 'string' &&
      'message' in issue &&
      typeof issue.message === 'string',
  )
}

/** The engine's sentences, each at the field it is about; what is about none is the problem of the whole. */
export function engineFaults(
  thrown: unknown,
  draft: Pick<RuleDraft, 'kind' | 'tests'>,
): { readonly faults: Faults; readonly problem: string | null } {
  const issues = thrown instanceof ORPCError ? issuesIn(thrown.data) : []
  if (issues.length > 0) {
    const faults = Object.fromEntries(issues.map(({ path, message }) => [path.replace(/^rule(\.|$)/, ''), message]))
    const { '': whole = null, ...fields } = faults
    return { faults: fields, problem: whole }
  }
  const text = problemOf(thrown)
  // A fault of a test names the field of the test first: “alias”: the regular expression … cannot be used.
  const at =
    draft.kind === 'constraint' ? draft.tests.findIndex(({ field }) => text.includes(`“${field.trim()}”: `)) : -1
  return at < 0 ? { faults: {}, problem: text } : { faults: { [`tests[${String(at)}].value`]: text }, problem: null }
}

/** The sentence about a field, or about anything inside it. */
export function faultAt(faults: Faults, path: string): string | undefined {
  return (
    faults[path] ??
    Object.entries(faults).find(([each]) => each.startsWith(`${path}.`) || each.startsWith(`${path}[`))?.[1]
  )
}
