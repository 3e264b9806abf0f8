import type { Change, Run } from '../../contract'

/**
 * A plan in writing, in the manner of a unified diff: by node, what each target is on (`-`) and what it will be on (`+`),
 * what is left as it is, warnings and who else feels it.
 */
export function planDiffText(run: Run): string {
  const nodes = new Map<string, Change[]>()
  for (const change of run.changes) {
    const node = change.node?.label ?? (change.driver === 'none' ? 'Not done' : 'Signalbox')
    const others = nodes.get(node)
    if (others === undefined) nodes.set(node, [change])
    else others.push(change)
  }
  const lines = ['--- now', `+++ run ${run.number}`]
  for (const [node, changes] of nodes) {
    lines.push(`@@ ${node} @@`)
    for (const change of changes) addLines(change, lines)
  }
  for (const { text } of run.disturbs) lines.push(`! ${text}`)
  for (const { text } of run.warnings) lines.push(`# ${text}`)
  return `${lines.join('\n')}\n`
}

/** Summaries are `target: before → after, more`. */
function addLines({ summary, target, state, driver, reason }: Change, lines: string[]): void {
  if (state === 'skipped' && driver === 'none') {
    lines.push(`  ${target.label}: ${reason ?? 'left as it is'}`)
    return
  }
  const begin = `${target.label}: `
  const rest = summary.startsWith(begin) ? summary.slice(begin.length) : summary
  const arrow = rest.indexOf(' → ')
  if (arrow >= 0) lines.push(`- ${begin}${rest.slice(0, arrow)}`)
  lines.push(`+ ${begin}${rest.slice(arrow < 0 ? 0 : arrow + 3)}`)
}
