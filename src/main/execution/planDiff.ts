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
    for (const change of changes) lines.push(...linesOf(change))
  }
  for (const { text } of run.disturbs) lines.push(`! ${text}`)
  for (const { text } of run.warnings) lines.push(`# ${text}`)
  return `${lines.join('\n')}\n`
}

/** Summaries are `target: before → after, more`. */
function linesOf({ summary, target, state, driver, reason }: Change): readonly string[] {
  if (state === 'skipped' && driver === 'none') return [`  ${target.label}: ${reason ?? 'left as it is'}`]
  const rest = summary.startsWith(`${target.label}: `) ? summary.slice(target.label.length + 2) : summary
  const arrow = rest.indexOf(' → ')
  if (arrow < 0) return [`+ ${target.label}: ${rest}`]
  return [`- ${target.label}: ${rest.slice(0, arrow)}`, `+ ${target.label}: ${rest.slice(arrow + 3)}`]
}
