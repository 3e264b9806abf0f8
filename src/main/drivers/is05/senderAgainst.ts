import type { Action } from '../../../contract'
import { transportName } from '../../nmos/urn'
import type { EntryOf, PlantView } from '../../plant/plant'
import { isSameAddress } from '../../plant/sentTo'
import { entryName } from '../../policy/entryName'

/**
 * What speaks against sending a sender elsewhere, before any device is asked: a transport without addresses, and an
 * address that another sender is on (both would reach whoever receives it), which the asker may say yes to.
 */
export function senderAgainst(
  action: Action,
  plant: PlantView,
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
  for (const other of plant.all('sender')) {
    const at = other.id === sender.id ? null : sharedAddress(sender, action.legs, other)
    if (at === null) continue
    const text = `${entryName(other)} sends to ${at} already: who receives one of them would get both.`
    return { code: 'ADDRESS_IN_USE', text, confirm: true }
  }
  return null
}

type Legs = Extract<Action, { readonly type: 'sender.activate' }>['legs']

/** The same leg of the two is on one address and port; null: none is. A port that is left open is the one it has. */
function sharedAddress(
  { connection }: EntryOf<'sender'>,
  wanted: NonNullable<Legs>,
  other: EntryOf<'sender'>,
): string | null {
  if (other.connection?.active !== true) return null
  for (const [index, { multicast, port, source }] of wanted.entries()) {
    const now = connection?.legs[index]
    const theirs = other.connection.legs[index]
    if (theirs?.enabled !== true || theirs.multicast === null || theirs.port === null) continue
    const to = multicast === 'auto' ? null : (multicast ?? now?.multicast ?? null)
    const at = port === 'auto' ? null : (port ?? now?.port ?? null)
    if (to === null || !isSameAddress(to, theirs.multicast) || at !== theirs.port) continue
    // Source-specific multicast (RFC 4607): the source is part of what is joined.
    const from = source === 'auto' ? null : (source ?? now?.source ?? null)
    if (to.startsWith('232.') && from !== null && from !== theirs.source) continue
    return `${theirs.multicast}:${theirs.port}`
  }
  return null
}
