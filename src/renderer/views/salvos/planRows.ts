import type { Action, Change, Format, Id, Run } from '../../../contract'
import { lengthText } from '../../components/timeText'
import type { Picture } from '../../state/picture'
import { failureText } from '../../state/outcomes'
import { byTitle, titleOf } from '../../state/routes'
import { afterWords, keptTitle, kindWords, nowWords, portOf, targetOf } from './entryWords'

/**
 * What a plan says about an entry. `asks`: it wants a yes first. `unknown`: no plan has come yet. `lost`: the plant does
 * not have what it names.
 */
export type Stand = 'change' | 'same' | 'skipped' | 'asks' | 'lost' | 'unknown'

/** How an entry fared in the last run. */
export type LastWords = { readonly text: string; readonly tone: 'good' | 'warn' | 'quiet'; readonly why: string | null }

/** An entry as it is shown in the table of a salvo or a restored snapshot. */
export type PlanRow = {
  /** Index in the actions. */
  readonly index: number
  readonly action: Action
  readonly group: string
  readonly destination: string
  readonly now: string
  readonly after: string
  readonly format: Format | null
  readonly device: string
  readonly stand: Stand
  /** Why it is skipped, what it asks, or what happens beside it; null when there is nothing to say. */
  readonly note: string | null
  readonly last: LastWords | null
}

export type PlanGroup = { readonly name: string; readonly rows: readonly PlanRow[] }

/** The names that were kept with an entry, and what of it is gone. */
type Kept = {
  readonly senderLabel: string | null
  readonly receiverLabel: string | null
  readonly missing: readonly Id[]
}

type Parts = {
  readonly actions: readonly Action[]
  readonly entries: readonly Kept[]
  readonly picture: Pick<Picture, 'senders' | 'receivers' | 'devices' | 'nodes'>
  /** The dry-run of these very actions; null while there is none. */
  readonly plan: Run | null
  /** Codes that the person has said yes to. */
  readonly confirmed: ReadonlySet<string>
  /** The last run that was made of them, however they were then. */
  readonly last: Run | null
}

const NO_ROOM = 'No room'
const GONE = 'Not in the plant any more'

/** The rows, in the order of the entries. */
export function planRows({ actions, entries, picture, plan, confirmed, last }: Parts): readonly PlanRow[] {
  const changes = changesByAction(plan)
  const ended = lastByTarget(last)
  return actions.map((action, index) => {
    const kept = entries[index] ?? { senderLabel: null, receiverLabel: null, missing: [] }
    const port = portOf(action, picture)
    const target = targetOf(action)
    const { stand, note } = standOf(index, action, kept, plan, changes.get(index) ?? [], confirmed)
    const keptName = target.kind === 'sender' ? kept.senderLabel : kept.receiverLabel
    return {
      index,
      action,
      group: port === undefined ? GONE : (port.room ?? NO_ROOM),
      destination: port === undefined ? keptTitle(target.id, keptName) : titleOf(port),
      now: nowWords(action, picture) ?? 'gone',
      after: afterWords(action, kept.senderLabel, picture),
      format: port?.format ?? null,
      device: deviceName(port?.parent ?? null, picture),
      stand,
      note,
      last: ended.get(keyOf(action)) ?? null,
    }
  })
}

/** The rows by room; what is gone and what has no room come last. */
export function groupsOf(rows: readonly PlanRow[]): readonly PlanGroup[] {
  const groups = new Map<string, PlanRow[]>()
  for (const row of rows) {
    const of = groups.get(row.group)
    if (of === undefined) groups.set(row.group, [row])
    else of.push(row)
  }
  const weight = (name: string): number => (name === GONE ? 2 : name === NO_ROOM ? 1 : 0)
  return [...groups]
    .sort(([a], [b]) => weight(a) - weight(b) || byTitle.compare(a, b))
    .map(([name, of]) => ({ name, rows: of }))
}

/** How many entries stand how, and how many devices are touched. */
export type PlanCounts = {
  readonly change: number
  readonly same: number
  /** With those that want a yes and have none, and those whose resource is gone. */
  readonly skipped: number
  readonly asks: number
  readonly devices: number
}

export function countsOf(rows: readonly PlanRow[], plan: Run | null): PlanCounts {
  const count = (...stands: readonly Stand[]): number => rows.filter(({ stand }) => stands.includes(stand)).length
  const nodes = new Set(
    plan?.changes.flatMap(({ state, node }) => (state === 'pending' && node !== null ? node.id : [])),
  )
  return {
    change: count('change'),
    same: count('same'),
    skipped: count('skipped', 'asks', 'lost'),
    asks: count('asks'),
    devices: nodes.size,
  }
}

function changesByAction(run: Run | null): ReadonlyMap<number, readonly Change[]> {
  const found = new Map<number, Change[]>()
  for (const change of run?.changes ?? []) {
    const of = found.get(change.action)
    if (of === undefined) found.set(change.action, [change])
    else of.push(change)
  }
  return found
}

function standOf(
  index: number,
  action: Action,
  kept: Kept,
  plan: Run | null,
  changes: readonly Change[],
  confirmed: ReadonlySet<string>,
): { readonly stand: Stand; readonly note: string | null } {
  if (kept.missing.length > 0) return { stand: 'lost', note: lostWords(action, kept) }
  if (plan === null) return { stand: 'unknown', note: null }
  const about = plan.decisions.filter(({ action }) => action === index)
  const denied = about.find(({ effect }) => effect === 'deny')
  if (denied !== undefined) return { stand: 'skipped', note: denied.text }
  const open = about.find(({ effect, code }) => effect === 'confirm' && !confirmed.has(code))
  if (open !== undefined) return { stand: 'asks', note: open.text }
  const never = changes.find(({ state }) => state === 'skipped')
  if (never !== undefined && changes.every(({ state }) => state === 'skipped'))
    return never.code === 'ALREADY_SO'
      ? { stand: 'same', note: 'already so' }
      : { stand: 'skipped', note: never.reason ?? 'It is skipped.' }
  const beside = changes.find(({ target }) => target.kind === 'sender' && target.id !== ownSender(action))
  const others = plan.disturbs.filter(({ action }) => action === index)
  const words = [
    ...(action.type.startsWith('route.') ? [] : [holdWords(action)]),
    ...(beside === undefined ? [] : [`activates ${beside.target.label}`]),
    ...(about.some(({ code }) => code === 'OVERRIDDEN') ? ['overrules a policy'] : []),
    ...(others.length === 0 ? [] : [`felt by ${others.map(({ label }) => label).join(', ')}`]),
  ]
  return { stand: 'change', note: words.length === 0 ? null : words.join(' · ') }
}

/** What an entry does that is no route, with the reason that others will read. */
function holdWords(action: Action): string {
  const reason = 'reason' in action ? action.reason : ''
  return reason === '' ? kindWords[action.type].toLowerCase() : `${kindWords[action.type].toLowerCase()}: ${reason}`
}

/** The sender that an action is itself about; null when it is about a receiver. */
const ownSender = (action: Action): Id | null =>
  action.type === 'sender.activate' || action.type === 'sender.deactivate' ? action.senderId : null

function lostWords(action: Action, { missing, senderLabel, receiverLabel }: Kept): string {
  const names = missing.map((id) => {
    const isReceiver = 'receiverId' in action && action.receiverId === id
    return keptTitle(id, isReceiver ? receiverLabel : senderLabel)
  })
  const verb = names.length === 1 ? 'is' : 'are'
  return `${names.join(' and ')} ${verb} gone from the plant; skipped`
}

function deviceName(id: Id | null, { devices, nodes }: Pick<Picture, 'devices' | 'nodes'>): string {
  const device = id === null ? undefined : devices.get(id)
  const node = device?.parent == null ? undefined : nodes.get(device.parent)
  const record = node ?? device
  return record === undefined ? '–' : titleOf(record)
}

const keyOf = (action: Action): string => `${action.type.split('.')[0] ?? ''} ${targetOf(action).id}`

function lastByTarget(run: Run | null): ReadonlyMap<string, LastWords> {
  const found = new Map<string, LastWords>()
  if (run === null) return found
  const changes = changesByAction(run)
  for (const [index, action] of run.actions.entries()) {
    const words = lastWords(changes.get(index) ?? [])
    if (words !== null) found.set(keyOf(action), words)
  }
  return found
}

/** How the changes of one entry ended: the worst of them speaks. */
function lastWords(changes: readonly Change[]): LastWords | null {
  const failed = changes.find(({ state }) => state === 'failed')
  if (failed !== undefined) return { text: 'failed', tone: 'warn', why: failureText(failed) }
  const left = changes.find(({ state }) => state === 'left')
  if (left !== undefined) return { text: 'left as it is', tone: 'warn', why: left.reason ?? null }
  if (changes.some(({ state }) => state === 'reverted')) return { text: 'put back', tone: 'quiet', why: null }
  const skipped = changes.find(({ state }) => state === 'skipped')
  if (skipped !== undefined)
    return skipped.code === 'ALREADY_SO'
      ? { text: '–', tone: 'quiet', why: 'It was so already.' }
      : { text: 'skipped', tone: 'quiet', why: skipped.reason ?? null }
  const atWork = changes.filter(({ state }) => state === 'applying' || state === 'applied')
  if (atWork.some(({ stagedAt }) => stagedAt !== undefined)) return { text: 'staged', tone: 'quiet', why: null }
  if (atWork.length > 0) return { text: 'at work', tone: 'quiet', why: null }
  if (changes.some(({ state }) => state === 'pending')) return { text: 'waits', tone: 'quiet', why: null }
  const done = changes.at(-1)
  if (done === undefined) return null
  const took =
    done.startedAt === null || done.finishedAt === null
      ? null
      : Date.parse(done.finishedAt) - Date.parse(done.startedAt)
  return { text: took === null ? 'verified' : `verified ${lengthText(took)}`, tone: 'good', why: null }
}
