/** One thing that is wrong with an input. `path` is as one would write it: `routes[0].receiverId`; empty for the whole. */
export type InputIssue = { readonly path: string; readonly message: string }

type Issue = {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const MAX_ISSUES = 50

/** The issues of a schema, at most 50. */
export function issuesOf(issues: readonly Issue[]): readonly InputIssue[] {
  return issues.slice(0, MAX_ISSUES).map(({ message, path }) => ({ path: written(path ?? []), message }))
}

/** The issues as one sentence. */
export function issuesSentence(issues: readonly InputIssue[]): string {
  const [first, ...others] = issues
  if (first === undefined) return 'The request is not understood.'
  const where = first.path === '' ? '' : `${first.path}: `
  const more = others.length === 0 ? '' : ` (and ${others.length} more in data.issues)`
  return `The request is not understood. ${where}${first.message}${more}.`
}

function written(path: NonNullable<Issue['path']>): string {
  let text = ''
  for (const step of path) {
    const key = typeof step === 'object' ? step.key : step
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return text
}
