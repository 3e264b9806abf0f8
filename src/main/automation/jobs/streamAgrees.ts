import type { Finding, Leg } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import type { EntryOf, Plant } from '../../plant/plant'
import { legsOf } from '../../plant/streams'
import { entryName } from '../../policy/entryName'
import { someOf } from './inPieces'
import { type DeviceReads, attempt } from './deviceReads'
import { finding } from './job'

/**
 * Whether a receiver gets what the sender sends that it names: a sender that was sent elsewhere leaves behind who received
 * it, and both go on naming each other.
 */
export async function streamFindings(
  receiver: EntryOf<'receiver'>,
  state: ConnectionState,
  plant: Plant,
  reads: DeviceReads,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const sender = state.masterEnable && state.peerId !== null ? plant.entry('sender', state.peerId) : undefined
  const api = sender === undefined ? null : reads.apiOf(sender)
  if (sender === undefined || api === null) return []
  const read = await attempt(() => api.sender(sender.id).active(reads.options(signal)))
  if (!read.ok || !read.value.masterEnable) return []
  plant.setActive(sender.id, read.value, sender.resource.version)
  const sent = addresses(legsOf('sender', read.value))
  const lost = addresses(legsOf('receiver', state)).filter((address) => !sent.includes(address))
  if (sent.length === 0 || lost.length === 0) return []
  const name = entryName(receiver)
  const text = `${name} is on ${entryName(sender)} and receives ${someOf(lost)}; ${entryName(sender)} sends to ${someOf(sent)}.`
  const again = { type: 'route.connect', senderId: sender.id, receiverId: receiver.id } as const
  const actions = [{ ...again, expected: { senderId: sender.id } }]
  const fix = { label: `Connect ${name} to ${entryName(sender)} anew`, actions }
  return [finding('alarm', 'STREAM_MISMATCH', text, [receiver.id, sender.id], fix)]
}

/** `239.20.0.4:5004` of each leg that is on. */
function addresses(legs: readonly Leg[]): readonly string[] {
  return legs.flatMap(({ enabled, multicast, port }) =>
    enabled && multicast !== null && port !== null ? [`${multicast}:${port}`] : [],
  )
}
