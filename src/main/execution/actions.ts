import type { Action, Decision, Id, ResourceKind } from '../../contract'
import type { PlantView } from '../plant/plant'
import { entryName } from '../policy/entryName'

/** What an action is about: the receiver of a route, else the sender. */
export function targetOf(action: Action): { readonly kind: 'sender' | 'receiver'; readonly id: Id } {
  return 'receiverId' in action ? { kind: 'receiver', id: action.receiverId } : { kind: 'sender', id: action.senderId }
}

/** Ids that more than one action is about: two routes to one receiver are refused, not raced. */
export function contested(actions: readonly Action[]): ReadonlySet<Id> {
  const seen = new Set<Id>()
  const twice = new Set<Id>()
  for (const action of actions) {
    const { id } = targetOf(action)
    if (seen.has(id)) twice.add(id)
    seen.add(id)
  }
  return twice
}

/** Why an action makes no sense, whoever asks: unknown ids (`UNKNOWN_…`), a target named twice (`DUPLICATE_TARGET`). */
export function invalid(plant: PlantView, action: Action, index: number, twice: ReadonlySet<Id>): Decision | null {
  const { id } = targetOf(action)
  const deny = (code: string, text: string): Decision => ({ effect: 'deny', code, text, action: index, target: id })
  if ('receiverId' in action && plant.entry('receiver', action.receiverId) === undefined) {
    return deny('UNKNOWN_RECEIVER', unknown(plant, 'receiver', action.receiverId))
  }
  if ('senderId' in action && plant.entry('sender', action.senderId) === undefined) {
    return deny('UNKNOWN_SENDER', unknown(plant, 'sender', action.senderId))
  }
  if (!twice.has(id)) return null
  const entry = plant.get(id)
  const name = entry === undefined ? id : entryName(entry)
  return deny('DUPLICATE_TARGET', `${name} is named more than once in this request; name it once.`)
}

function unknown(plant: PlantView, wanted: ResourceKind, id: Id): string {
  const entry = plant.get(id)
  const shown = id.length > 60 ? `${id.slice(0, 60)}…` : id
  return entry === undefined
    ? `The plant has no ${wanted} with the id ${shown}.`
    : `${entryName(entry)} (${shown}) is a ${entry.kind}, not a ${wanted}.`
}
