import { useReceiver, useSender } from '../../../state/picture'
import { titleOf } from '../../../state/routes'
import type { PlannedRoute, Sheet } from '../../../state/take'
import styles from './TakeSheet.module.css'

function RouteLine({ route }: { readonly route: PlannedRoute }) {
  const receiver = useReceiver(route.receiverId)
  const before = useSender(route.before?.senderId ?? null)
  const after = useSender(route.senderId)
  const was = route.before?.active !== true ? 'nothing' : before === undefined ? 'an unknown stream' : titleOf(before)
  const becomes = route.senderId === null ? 'nothing' : after === undefined ? route.senderId : titleOf(after)
  return (
    <p className={styles.route}>
      {receiver?.room != null && <span>{receiver.room} · </span>}
      {receiver === undefined ? route.receiverId : titleOf(receiver)}
      <s>{was}</s>
      <span aria-label="becomes">→</span>
      <b>{becomes}</b>
      {route.leg !== undefined && <span>leg {route.leg + 1}</span>}
    </p>
  )
}

/** What the plan does, beyond the route itself: what else is touched, and on which device. */
function facts(sheet: Sheet): readonly string[] {
  const changes = sheet.run?.changes ?? []
  const lines = changes
    .filter((change) => change.target.kind === 'sender')
    .map((change) => `first ${change.summary}${change.node === null ? '' : ` · on ${change.node.label}`}`)
  const nodes = [
    ...new Set(
      changes.filter((change) => change.target.kind === 'receiver').map((change) => change.node?.label ?? 'its device'),
    ),
  ]
  const [only] = changes.filter((change) => change.target.kind === 'receiver')
  const shape =
    sheet.routes.length === 1 && only !== undefined ? only.summary.split(', ').slice(1).join(', ') || null : null
  if (nodes.length > 0)
    lines.push(
      [
        shape,
        nodes.length === 1
          ? `one PATCH to ${nodes.join('')}`
          : `${String(nodes.length)} nodes: ${nodes.slice(0, 4).join(', ')}${nodes.length > 4 ? '…' : ''}`,
      ]
        .filter((part) => part !== null)
        .join(' · '),
    )
  return lines
}

/** What was, and what will be. */
export function Diff({ sheet }: { readonly sheet: Sheet }) {
  return (
    <div className={styles.diff}>
      <div className={styles.routes}>
        {sheet.routes.map((route) => (
          <RouteLine key={route.receiverId} route={route} />
        ))}
      </div>
      {sheet.phase !== 'refused' &&
        facts(sheet).map((line) => (
          <p key={line} className={styles.fact}>
            {line}
          </p>
        ))}
    </div>
  )
}
