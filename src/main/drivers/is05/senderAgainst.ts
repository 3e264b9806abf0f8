import type { Action, Id, Leg, LegAddress } from '../../../contract'
import { transportName } from '../../nmos/urn'
import type { EntryOf, PlantView } from '../../plant/plant'
import { isSameAddress } from '../../plant/sentTo'
import { entryName } from '../../policy/entryName'

/**
 * What speaks against sending a sender elsewhere, before any device is asked: a transport without addresses, and an
 * address that another sender is on, or is sent to by the same request (both would reach whoever receives it), which the
 * asker may say yes to. `actions`: the whole request.
 */
export function senderAgainst(
  action: Action,
  plant: PlantView,
  actions: readonly Action[],
): { readonly code: string; readonly text: string; readonly confirm?: boolean } | null {
  if ((action.type !== 'sender.activate' && action.type !== 'sender.deactivate') || action.legs === undefined)
    return null
  const sender = plant.entry('sender', action.senderId)
  if (sender === undefined) return null
  const transport = transportName(sender.resource.transport)
  if (transport !== 'rtp') {
    return { code: 'NO_ADDRESS', text: `${entryName(sender)} sends by ${transport}: it has no address to be set.` }
  }
  if (action.type === 'sender.deactivate') return null
  const switched = new Map<Id, Action>()
  for (const other of actions) if (isSwitch(other)) switched.set(other.senderId, other)
  const own = afterwards(sender, action)
  for (const other of plant.all('sender')) {
    const theirs = other.id === sender.id ? [] : afterwards(other, switched.get(other.id))
    const at = theirs.length === 0 ? null : sharedAddress(own, action.legs, theirs)
    if (at === null) continue
    const verb = switched.has(other.id) ? 'is to send' : 'sends'
    const already = switched.has(other.id) ? 'too' : 'already'
    const text = `${entryName(other)} ${verb} to ${at} ${already}: who receives one of them would get both.`
    return { code: 'ADDRESS_IN_USE', text, confirm: true }
  }
  return null
}

function isSwitch(
  action: Action,
): action is Extract<Action, { readonly type: 'sender.activate' | 'sender.deactivate' }> {
  return action.type === 'sender.activate' || action.type === 'sender.deactivate'
}

type After = Pick<Leg, 'multicast' | 'port' | 'source'>

/** Where the legs of a sender that are on send when the request is done, as far as it is known; empty: it is off. */
function afterwards({ connection }: EntryOf<'sender'>, action: Action | undefined): readonly (After | null)[] {
  const isOn = action === undefined ? connection?.active === true : action.type === 'sender.activate'
  if (!isOn) return []
  const wanted = action !== undefined && isSwitch(action) ? (action.legs ?? []) : []
  const now = connection?.legs ?? []
  return Array.from({ length: Math.max(now.length, wanted.length) }, (_, index) => {
    const leg = now[index]
    return leg?.enabled === false ? null : moved(leg, wanted[index] ?? {})
  })
}

/** What is left out is as it was; what is left to the device is not known. */
function moved(now: Leg | undefined, { multicast, port, source }: LegAddress): After {
  return {
    multicast: multicast === 'auto' ? null : (multicast ?? now?.multicast ?? null),
    port: port === 'auto' ? null : (port ?? now?.port ?? null),
    source: source === 'auto' ? null : (source ?? now?.source ?? null),
  }
}

/** The same leg of the two is on one address and port, of those that are to be set; null: none is. */
function sharedAddress(
  own: readonly (After | null)[],
  wanted: readonly LegAddress[],
  others: readonly (After | null)[],
): string | null {
  for (const index of wanted.keys()) {
    const [leg, other] = [own[index] ?? null, others[index] ?? null]
    if (leg?.multicast == null || other?.multicast == null || leg.port === null) continue
    if (leg.port !== other.port || !isSameAddress(leg.multicast, other.multicast)) continue
    // Source-specific multicast (RFC 4607): the source is part of what is joined.
    if (leg.multicast.startsWith('232.') && leg.source !== null && leg.source !== other.source) continue
    return `${other.multicast}:${other.port}`
  }
  return null
}
