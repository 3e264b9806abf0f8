import type { Change, Id } from '../../../../contract'
import { classes } from '../../../components/classes'
import { useReceiver, useSender } from '../../../state/picture'
import { titleOf } from '../../../state/routes'
import type { PlannedRoute, Sheet } from '../../../state/sheet'
import styles from './TakeSheet.module.css'

type RouteProps = { readonly route: PlannedRoute; readonly change: Change | undefined }

function RouteLine({ route, change }: RouteProps) {
  const receiver = useReceiver(route.receiverId)
  const before = useSender(route.before?.senderId ?? null)
  const after = useSender(route.senderId)
  const was = route.before?.active !== true ? 'nothing' : before === undefined ? 'an unknown stream' : titleOf(before)
  const becomes = route.senderId === null ? 'nothing' : after === undefined ? route.senderId : titleOf(after)
  const already = change?.state === 'skipped' && change.code === 'ALREADY_SO'
  const refused = change?.state === 'skipped' && !already
  return (
    <p className={classes(styles.route, (already || refused) && styles.left)} title={change?.reason}>
      {receiver?.room != null && <span>{receiver.room} · </span>}
      {receiver === undefined ? route.receiverId : titleOf(receiver)}
      {already ? null : <s>{was}</s>}
      <span aria-label="becomes">→</span>
      <b>{becomes}</b>
      {route.leg !== undefined && <span>leg {route.leg + 1}</span>}
      {already && <span>already so</span>}
      {refused && <span className="warn">cannot</span>}
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

/** The destinations of the sheet's routes. */
const routed = (sheet: Sheet): ReadonlySet<Id> => new Set(sheet.routes.map(({ receiverId }) => receiverId))

/** What the plan does beyond its routes: what is touched where, and what else changes. */
function facts(sheet: Sheet): readonly string[] {
  if (sheet.proposal.kind !== 'routes') return []
  const changes = (sheet.run?.changes ?? []).filter((change) => change.driver !== 'none')
  const routes = changes.filter((change) => change.target.kind === 'receiver')
  const others = changes.filter((change) => change.target.kind === 'sender')
  const [only] = routes
  if (only === undefined) return []
  const shape = sheet.routes.length === 1 ? only.summary.split(', ').slice(1).join(', ') : null
  const first = others.slice(0, 4).map((change) => `first ${bar([change.summary, change.node?.label ?? null])}`)
  const more = others.length > 4 ? [`and ${String(others.length - 4)} more senders are switched on first`] : []
  return [...first, ...more, bar([shape, whereText(routes)])]
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

/** What is not a route: switched, locked, released. */
function Others({ sheet }: { readonly sheet: Sheet }) {
  if (sheet.run === null || sheet.proposal.kind === 'routes') return null
  const routes = routed(sheet)
  const others = sheet.run.changes.filter(({ target }) => !routes.has(target.id))
  return others.map((change) => (
    <p key={change.id} className={classes(styles.route, change.state === 'skipped' && styles.left)}>
      {change.summary}
      {change.node !== null && change.node.label !== change.target.label && <span>{change.node.label}</span>}
    </p>
  ))
}

/** What was, and what will be. */
export function Diff({ sheet }: { readonly sheet: Sheet }) {
  const changes = new Map(sheet.run?.changes.map((change) => [change.target.id, change]))
  const refused = sheet.phase === 'refused'
  if (sheet.routes.length === 0 && sheet.run === null) return null
  return (
    <div className={styles.diff}>
      <div className={styles.routes} tabIndex={sheet.routes.length > 8 ? 0 : undefined}>
        {sheet.routes.map((route) => (
          <RouteLine key={route.receiverId} route={route} change={changes.get(route.receiverId)} />
        ))}
        <Others sheet={sheet} />
      </div>
      {!refused &&
        facts(sheet).map((line) => (
          <p key={line} className={styles.fact}>
            {line}
          </p>
        ))}
      {!refused && <Consequence sheet={sheet} />}
    </div>
  )
}
