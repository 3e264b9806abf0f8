import type { Finding, Id } from '../../../contract'
import { nameOf } from '../../execution/actions'
import type { ConnectionState } from '../../nmos/connectionTypes'
import { transportName } from '../../nmos/urn'
import type { EntryOf, Plant, PlantView } from '../../plant/plant'
import { legsOf } from '../../plant/streams'
import { entryName } from '../../policy/entryName'
import { type DeviceReads, attempt } from './deviceReads'
import { finding } from './job'
import { checkSdp } from './sdpAgrees'
import { streamFindings } from './streamAgrees'

/**
 * Whether IS-04 `subscription` and IS-05 `/active` of a port say the same (IS-05 v1.1 §Interoperability: IS-04); of an active
 * RTP sender whether its transport file can be read and agrees with its flow, of a receiver whether it is where its sender
 * sends.
 */
export async function checkPort(
  kind: 'sender' | 'receiver',
  id: Id,
  plant: Plant,
  reads: DeviceReads,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const asked = portAt(plant, kind, id)
  const api = asked === undefined ? null : reads.apiOf(asked)
  if (asked === undefined || api === null || asked.status === 'offline') return []
  const options = reads.options(signal)
  const read = await attempt(() => (kind === 'sender' ? api.sender(id) : api.receiver(id)).active(options))
  if (signal.aborted) return []
  if (!read.ok) {
    const text = `${entryName(asked)} does not say what it does (IS-05 /active): ${read.why}`
    return [finding('warning', 'ACTIVE_NOT_READ', text, [id])]
  }
  plant.setActive(id, read.value, asked.resource.version)
  const port = portAt(plant, kind, id)
  if (port === undefined) return []
  const findings = subscriptionFindings(port, read.value, plant)
  if (!read.value.masterEnable || transportName(port.resource.transport) !== 'rtp') return findings
  const receiver = plant.entry('receiver', id)
  if (receiver !== undefined)
    return [...findings, ...(await streamFindings(receiver, read.value, plant, reads, signal))]
  const sender = plant.entry('sender', id)
  return sender === undefined
    ? findings
    : [...findings, ...(await fileFindings(sender, read.value, plant, reads, signal))]
}

function portAt(
  plant: PlantView,
  kind: 'sender' | 'receiver',
  id: Id,
): EntryOf<'sender'> | EntryOf<'receiver'> | undefined {
  return kind === 'sender' ? plant.entry('sender', id) : plant.entry('receiver', id)
}

function subscriptionFindings(
  port: EntryOf<'sender'> | EntryOf<'receiver'>,
  { masterEnable, peerId }: ConnectionState,
  plant: PlantView,
): readonly Finding[] {
  const { resource } = port
  const name = entryName(port)
  const word = (is: boolean): string => (is ? 'active' : 'off')
  if (resource.subscription.active !== masterEnable) {
    const text = `${name} is ${word(masterEnable)} by its device (IS-05 /active) and ${word(!masterEnable)} in the registry (IS-04 subscription).`
    return [finding('warning', 'SUBSCRIPTION_MISMATCH', text, [port.id])]
  }
  if (resource.kind !== 'receiver' || !masterEnable || resource.subscription.sender_id === peerId) return []
  const called = (id: Id | null): string => (id === null ? 'no sender' : nameOf(plant, id))
  const text = `${name} is on ${called(peerId)} by its device (IS-05 /active) and on ${called(resource.subscription.sender_id)} in the registry (IS-04 subscription).`
  const subjects = [port.id, ...[peerId, resource.subscription.sender_id].filter((id) => id !== null)]
  return [finding('warning', 'SUBSCRIPTION_MISMATCH', text, subjects)]
}

async function fileFindings(
  sender: EntryOf<'sender'>,
  active: ConnectionState,
  plant: PlantView,
  reads: DeviceReads,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const name = entryName(sender)
  const api = reads.apiOf(sender)
  if (api === null) return []
  const read = await attempt(() => api.sender(sender.id).transportFile(reads.options(signal)))
  if (signal.aborted) return []
  if (!read.ok || !read.value.present) {
    const why = read.ok ? 'it is not there, though the sender is active.' : read.why
    return [finding('alarm', 'SDP_NOT_READ', `The transport file of ${name} cannot be had: ${why}`, [sender.id])]
  }
  const flow = plant.entry('flow', sender.resource.flow_id ?? '')?.resource ?? null
  const source = plant.entry('source', flow?.source_id ?? '')?.resource ?? null
  const check = checkSdp(read.value.data, { flow, source, legs: legsOf('sender', active) })
  if (check.fault !== null) {
    return [finding('alarm', 'SDP_BROKEN', `The transport file of ${name} cannot be read: ${check.fault}`, [sender.id])]
  }
  if (check.against.length === 0) return []
  const text = `${name} does not agree with itself: ${check.against.join('; ')}.`
  return [finding('warning', 'SDP_MISMATCH', text, [sender.id, ...(flow === null ? [] : [flow.id])])]
}
