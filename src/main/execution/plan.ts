import type { Action, Actor, Change, Decision, Disturbance, Id, Warning } from '../../contract'
import type { Driver, PlannedChange } from '../drivers/driver'
import type { EntryOf, PlantView } from '../plant/plant'
import { entryName } from '../policy/entryName'
import { isHoldAction, isPlantAction, nameOf, targetOf } from './actions'
import { signed } from './signed'
import { isAdrift, isSentTo, movedSender } from '../plant/sentTo'
import { downstreamOf } from '../plant/signalPath'
import { needsOf } from './actionNeeds'

/** Changes in the order they are done, and what the operator should know. */
export type Plan = {
  readonly changes: readonly Change[]
  readonly warnings: readonly Warning[]
  readonly disturbs: readonly Disturbance[]
}

export type PlanOptions = {
  readonly drivers: readonly Driver[]
  readonly plant: PlantView
  /** Who asks: owns what is locked. */
  readonly actor: Actor
  /** What would change nothing is skipped instead of done anew. */
  readonly skipDone: boolean
  /** The id of a change; the same change of an earlier plan of this run keeps its own. */
  readonly idFor: (change: PlannedChange, action: number | null) => Id
}

/** So many neighbours of one action are named. */
const MOST_NEIGHBOURS = 50

/**
 * Asks the drivers what has to be done. The changes of one action follow each other, those of an action that needs
 * another follow that one's; what two actions both need is done once, for both. Refused actions become changes in state
 * `skipped`, with the reason.
 */
export async function planActions(
  { drivers, plant, actor, skipDone, idFor }: PlanOptions,
  actions: readonly Action[],
  refused: ReadonlyMap<number, Decision>,
  signal: AbortSignal,
): Promise<Plan> {
  const moved = new Set<Id>()
  for (const action of actions) {
    const sender = movedSender(plant, action)
    if (sender !== null && !(skipDone && isAlreadySo(plant, action, moved))) moved.add(sender.id)
  }
  const isDone = actions.map((action) => skipDone && isAlreadySo(plant, action, moved))
  const plans = await Promise.all(
    actions.map((action, index) =>
      isDone[index] === true || refused.has(index)
        ? null
        : driverFor(drivers, action, plant).plan(action, plant, signal),
    ),
  )
  const own = new Set(actions.map((action) => targetOf(action).id))
  const taken = new Set(actions.flatMap((action, index) => (plans[index] === null ? [] : takenBy(action))))
  /** Where a sender goes, those that receive it go with it, or leave it, in the same request: that needs no word. */
  const isFollowed = ({ code, target }: Warning): boolean => {
    if (target === null) return false
    if (code === 'SENDER_IN_USE') return plant.receiversOfSender(target).every(({ id }) => taken.has(id))
    const sender = code === 'ALREADY_THERE' ? plant.entry('receiver', target)?.connection?.senderId : null
    return sender !== null && sender !== undefined && moved.has(sender)
  }
  const needs = needsOf(plant, actions)
  const changes: Change[] = []
  const byTarget = new Map<Id, Change[]>()
  const warnings = new Map<string, Warning>()
  const lastOf = new Map<number, Id>()
  for (const index of inOrder(needs)) {
    const action = actions[index]
    if (action === undefined) continue
    const plan = plans[index] ?? null
    if (plan === null) {
      const skipped = isDone[index] === true ? alreadySo(plant, action) : refusal(plant, action, refused.get(index))
      const { reason, code } = skipped
      const id = idFor(skipped.change, index)
      changes.push({ ...fresh(skipped.change, id, index, NO_NEEDS), state: 'skipped', reason, code })
      lastOf.set(index, id)
      continue
    }
    for (const warning of plan.warnings)
      if (!isFollowed(warning)) warnings.set(`${warning.code} ${warning.target ?? ''}`, warning)
    let before: readonly Id[] = needsIn(needs[index], lastOf)
    for (const planned of plan.changes) {
      const change = signed(planned, actor)
      const others = byTarget.get(change.target.id)
      let made = others?.find((other) => covers(other, change))
      if (made === undefined) {
        made = fresh(change, idFor(change, null), index, before)
        changes.push(made)
        if (others === undefined) byTarget.set(change.target.id, [made])
        else others.push(made)
      }
      lastOf.set(index, made.id)
      before = [made.id]
    }
  }
  return {
    changes,
    warnings: [...warnings.values()],
    disturbs: actions.flatMap((action, index) => (plans[index] === null ? [] : disturbed(plant, own, action, index))),
  }
}

/** Who does an action. @throws Error when nobody does, which the guard should have found */
export function driverFor(drivers: readonly Driver[], action: Action, plant: PlantView): Driver {
  const driver = drivers.find((one) => one.actions.includes(action.type) && one.handles(action, plant))
  if (driver === undefined) throw new Error(`No driver does ${action.type} for ${targetOf(action).id}.`)
  return driver
}

const NO_NEEDS: readonly Id[] = Object.freeze([])

function needsIn(needs: ReadonlySet<number> | undefined, lastOf: ReadonlyMap<number, Id>): readonly Id[] {
  return needs === undefined || needs.size === 0 ? NO_NEEDS : [...needs].flatMap((need) => lastOf.get(need) ?? [])
}

/** Whether the one does all that the other is for: a sender that is sent somewhere is switched on by that, too. */
function covers(a: Change, b: PlannedChange): boolean {
  if (a.driver !== b.driver || a.target.kind !== b.target.kind) return false
  if (b.target.kind !== 'sender') return JSON.stringify(a.after) === JSON.stringify(b.after)
  return Object.entries(b.after).every(([key, value]) => JSON.stringify(a.after[key]) === JSON.stringify(value))
}

/** The same change, whoever needs it. */
export function keyOf(action: number | null, { driver, target, after }: PlannedChange): string {
  return JSON.stringify([action, driver, target.kind, target.id, after])
}

/** Nothing is done for these changes: refused by the guard, or as wanted already. */
export function isNeverSent({ state, driver }: Change): boolean {
  return state === 'skipped' && driver === 'none'
}

/** Indices, what is needed before what needs it, else as they came. The guard has refused circles. */
function inOrder(needs: readonly ReadonlySet<number>[]): readonly number[] {
  if (needs.every(({ size }) => size === 0)) return [...needs.keys()]
  const order = new Set<number>()
  const seen = new Set<number>()
  const open: number[] = []
  for (let index = 0; index < needs.length; index += 1) {
    open.push(index)
    while (open.length > 0) {
      const at = open.at(-1) ?? index
      const first = seen.has(at)
      seen.add(at)
      const missing = first ? [] : [...(needs[at] ?? [])].filter((need) => !seen.has(need)).reverse()
      if (missing.length > 0) {
        open.push(...missing)
        continue
      }
      open.pop()
      order.add(at)
    }
  }
  return [...order]
}

/** Written out: a thousand of them are made at once, and copying what is there costs ten times as much. */
function fresh(planned: PlannedChange, id: Id, action: number, needs: readonly Id[]): Change {
  const { driver, target, node, summary, before, after } = planned
  return {
    id,
    driver,
    action,
    target,
    node,
    summary,
    before,
    after,
    needs: [...needs],
    state: 'pending',
    startedAt: null,
    finishedAt: null,
  }
}

/** `moved`: senders that the same request sends elsewhere; who is on them has to follow. */
function isAlreadySo(plant: PlantView, action: Action, moved: ReadonlySet<Id>): boolean {
  switch (action.type) {
    case 'route.connect': {
      const receiver = plant.entry('receiver', action.receiverId)
      const sender = plant.entry('sender', action.senderId)
      if (receiver === undefined || sender === undefined || isAdrift(receiver, sender)) return false
      const { connection } = receiver
      const sends = sender.connection?.active ?? sender.resource.subscription.active
      const isOn = connection?.active === true && connection.senderId === action.senderId
      return isOn && sends === true && !moved.has(action.senderId)
    }
    case 'route.disconnect':
    case 'receiver.disable':
      return plant.entry('receiver', action.receiverId)?.connection?.active === false
    case 'receiver.enable':
      return plant.entry('receiver', action.receiverId)?.connection?.active === true
    case 'sender.activate':
    case 'sender.deactivate': {
      const now = plant.entry('sender', action.senderId)?.connection
      const isThere = action.legs === undefined || isSentTo(now?.legs ?? [], action.legs)
      return now?.active === (action.type === 'sender.activate') && isThere
    }
    case 'destination.release':
      return plant.entry('receiver', action.receiverId)?.marks.lock === null
    case 'destination.lock':
    case 'destination.protect':
    case 'mqtt.command':
    case 'http.request':
      return false
  }
}

type Skipped = { readonly change: PlannedChange; readonly reason: string; readonly code: string }

function alreadySo(plant: PlantView, action: Action): Skipped {
  const reason = 'It is so already.'
  return { change: nothing(plant, action, 'as wanted already'), reason, code: 'ALREADY_SO' }
}

function refusal(plant: PlantView, action: Action, decision: Decision | undefined): Skipped {
  const reason = decision?.text ?? 'It was refused.'
  return { change: nothing(plant, action, reason), reason, code: decision?.code ?? 'REFUSED' }
}

/** A change that will not be: it stands for its action in the run. */
function nothing(plant: PlantView, action: Action, why: string): PlannedChange {
  const { kind, id } = targetOf(action)
  const label = nameOf(plant, id)
  return {
    driver: 'none',
    target: { kind, id, label },
    node: null,
    summary: why.startsWith(`${label}:`) ? why : `${label}: ${why}`,
    before: {},
    after: {},
  }
}

/** A receiver that is put on something, or taken off. Locked or switched on, it stays where it is. */
function takenBy(action: Action): readonly Id[] {
  const isTaken = action.type === 'receiver.disable' || action.type.startsWith('route.')
  return isTaken ? [targetOf(action).id] : []
}

/** Who else feels it: receivers on a sender that is switched, and those behind a device that sends on what it gets. */
function disturbed(plant: PlantView, own: ReadonlySet<Id>, action: Action, index: number): readonly Disturbance[] {
  if (isHoldAction(action) || !isPlantAction(action)) return []
  const found: Disturbance[] = []
  const name = (receiver: EntryOf<'receiver'>, kind: Disturbance['kind'], text: string): void => {
    if (found.length < MOST_NEIGHBOURS && !own.has(receiver.id)) {
      found.push({ kind, action: index, target: receiver.id, label: entryName(receiver), text })
    }
  }
  const sender = 'senderId' in action ? plant.entry('sender', action.senderId) : undefined
  if (sender !== undefined && isSwitched(action, sender)) {
    for (const receiver of plant.receiversOfSender(sender.id)) {
      const text = `${entryName(receiver)} receives ${entryName(sender)} too, which is switched.`
      name(receiver, 'shared-sender', text)
    }
  }
  const receiver = 'receiverId' in action ? plant.entry('receiver', action.receiverId) : undefined
  if (receiver !== undefined) {
    for (const next of downstreamOf(plant, receiver)) {
      const text = `${entryName(next)} gets what ${entryName(receiver)} gets, through its device, and changes with it.`
      name(next, 'downstream', text)
    }
  }
  return found
}

/** A route to an inactive sender switches it on; a sender's own actions switch it. */
function isSwitched(action: Action, sender: EntryOf<'sender'>): boolean {
  const active = sender.connection?.active ?? sender.resource.subscription.active
  return action.type !== 'route.connect' || !active
}
