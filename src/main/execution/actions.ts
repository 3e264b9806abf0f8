import type { Action, Change, Decision, Id, ResourceKind } from '../../contract'
import type { PlantView } from '../plant/plant'
import { entryName } from '../policy/entryName'

/** An action that puts a receiver on something, or takes it off. */
export type RouteAction = Extract<Action, { readonly type: 'route.connect' | 'route.disconnect' }>
/** An action on who holds a destination. */
export type HoldAction = Extract<Action, { readonly type: `destination.${string}` }>

/** An action on what the plant routes: not a command to a device or a service. */
export type PlantAction = Exclude<Action, { readonly type: 'mqtt.command' | 'http.request' }>

export function isPlantAction(action: Action): action is PlantAction {
  return action.type !== 'mqtt.command' && action.type !== 'http.request'
}

/** What an action is about: the receiver of a route, else the sender; a device; the host of a service. */
export function targetOf(action: Action): { readonly kind: Change['target']['kind']; readonly id: Id } {
  if (action.type === 'mqtt.command') return { kind: 'device', id: action.deviceId }
  if (action.type === 'http.request') return { kind: 'service', id: new URL(action.url).host }
  return 'receiverId' in action ? { kind: 'receiver', id: action.receiverId } : { kind: 'sender', id: action.senderId }
}

export function isHoldAction(action: Action): action is HoldAction {
  return action.type.startsWith('destination.')
}

/** Whether a receiver is switched by it: held destinations refuse these. */
export function isRouting(action: Action): action is Exclude<Extract<Action, { readonly receiverId: Id }>, HoldAction> {
  return 'receiverId' in action && !isHoldAction(action)
}

/** What two actions of one request may not both do: switch one thing, hold one thing. Commands may be several. */
function claimOf(action: Action): string | null {
  if (!isPlantAction(action)) return null
  return `${isHoldAction(action) ? 'hold' : 'switch'} ${targetOf(action).id}`
}

/** Claims of more than one action: two routes to one receiver are refused, not raced. */
export function contested(actions: readonly Action[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const action of actions) {
    const claim = claimOf(action)
    if (claim === null) continue
    if (seen.has(claim)) twice.add(claim)
    seen.add(claim)
  }
  return twice
}

/**
 * Why an action makes no sense, whoever asks: unknown ids (`UNKNOWN_…`), a target named twice (`DUPLICATE_TARGET`), a
 * thing routed to itself (`ROUTE_TO_ITSELF`), an action that waits for one that is not there (`UNKNOWN_NEED`).
 */
export function invalid(
  plant: PlantView,
  actions: readonly Action[],
  index: number,
  twice: ReadonlySet<string>,
): Decision | null {
  const action = actions[index]
  if (action === undefined) return null
  const { id } = targetOf(action)
  const deny = (code: string, text: string): Decision => ({ effect: 'deny', code, text, action: index, target: id })
  if (action.type === 'route.connect' && action.senderId === action.receiverId) {
    return deny('ROUTE_TO_ITSELF', `${nameOf(plant, id)} cannot be routed to itself.`)
  }
  if ('receiverId' in action && plant.entry('receiver', action.receiverId) === undefined) {
    return deny('UNKNOWN_RECEIVER', unknown(plant, 'receiver', action.receiverId))
  }
  if ('senderId' in action && plant.entry('sender', action.senderId) === undefined) {
    return deny('UNKNOWN_SENDER', unknown(plant, 'sender', action.senderId))
  }
  if (action.type === 'mqtt.command' && plant.entry('device', action.deviceId) === undefined) {
    return deny('UNKNOWN_DEVICE', unknown(plant, 'device', action.deviceId))
  }
  const missing = action.needs?.find((need) => need >= actions.length)
  if (missing !== undefined) {
    return deny('UNKNOWN_NEED', `It waits for entry ${missing + 1}, and there are only ${actions.length}.`)
  }
  const claim = claimOf(action)
  if (claim === null || !twice.has(claim)) return null
  return deny('DUPLICATE_TARGET', `${nameOf(plant, id)} is named more than once in this request; name it once.`)
}

/** How a thing is called: its alias, else its label, else its id. */
export function nameOf(plant: PlantView, id: Id): string {
  const entry = plant.get(id)
  return entry === undefined ? id : entryName(entry)
}

function unknown(plant: PlantView, wanted: ResourceKind, id: Id): string {
  const entry = plant.get(id)
  const shown = id.length > 60 ? `${id.slice(0, 60)}…` : id
  return entry === undefined
    ? `The plant has no ${wanted} with the id ${shown}.`
    : `${entryName(entry)} (${shown}) is a ${entry.kind}, not a ${wanted}.`
}
