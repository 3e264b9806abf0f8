import type { Change } from '../../../../contract'
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

const bar = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(' · ')

/** On how many devices the routes are changed, in words. */
function whereText(changes: readonly Change[]): string {
  const nodes = [...new Set(changes.map((change) => change.node?.label ?? 'its device'))]
  if (nodes.length === 1) return `one PATCH ${changes.length === 1 ? '' : 'each '}to ${nodes.join('')}`
  const more = nodes.length > 4 ? ` and ${String(nodes.length - 4)} more` : ''
  return `${String(nodes.length)} nodes: ${nodes.slice(0, 4).join(', ')}${more}`
}

/** What the plan does beyond the route itself: what is touched where, and what else changes. */
function facts(sheet: Sheet): readonly string[] {
  const changes = sheet.run?.changes ?? []
  const routes = changes.filter((change) => change.target.kind === 'receiver')
  const others = changes.filter((change) => change.target.kind === 'sender')
  const [only] = routes
  if (only === undefined) return []
  const shape = sheet.routes.length === 1 ? only.summary.split(', ').slice(1).join(', ') : null
  const first = others.map((change) => `first ${bar([change.summary, change.node?.label ?? null])}`)
  return [...first, bar([shape, whereText(routes)])]
}

/** What a single route means beside itself: that the source stays as it is, or that nothing will be seen. */
function Consequence({ sheet }: { readonly sheet: Sheet }) {
  const [route] = sheet.routes
  const sender = useSender(route?.senderId ?? null)
  const receiver = useReceiver(route?.receiverId ?? null)
  if (sheet.routes.length !== 1 || sheet.run === null || sheet.run.changes.length !== 1) return null
  if (route?.senderId === null && receiver !== undefined)
    return <p className={styles.fact}>{titleOf(receiver)} receives nothing then; its source stays as it is</p>
  if (sender === undefined || !sender.active) return null
  return <p className={styles.fact}>{titleOf(sender)} is already active, nothing else changes</p>
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
      {sheet.phase !== 'refused' && <Consequence sheet={sheet} />}
    </div>
  )
}
