import type { LegParams } from './connectionTypes'
import { isMulticast } from './ipAddress'
import { transportName } from './urn'

/** A receiver's parameters for each leg of a sender, or a sentence that says why they cannot be known. */
export type MappedParams =
  { readonly ok: true; readonly legs: readonly LegParams[] } | { readonly ok: false; readonly fault: string }

type Mapping = {
  /** The receiver's name of a parameter → the sender's. */
  readonly names: Readonly<Record<string, string>>
  /** The sender's parameter that must have a value, and what it is in words. */
  readonly needed: readonly [string, string]
}

/** IS-07 v1.0 §Transport: MQTT 3 and §Transport: WebSocket 3; IS-05 v1.1 `*_transport_params_*.json`. */
const MAPPINGS: ReadonlyMap<string, Mapping> = new Map<string, Mapping>([
  [
    'websocket',
    {
      names: { connection_uri: 'connection_uri', connection_authorization: 'connection_authorization' },
      needed: ['connection_uri', 'WebSocket address'],
    },
  ],
  [
    'mqtt',
    {
      names: {
        source_host: 'destination_host',
        source_port: 'destination_port',
        broker_protocol: 'broker_protocol',
        broker_authorization: 'broker_authorization',
        broker_topic: 'broker_topic',
        connection_status_broker_topic: 'connection_status_broker_topic',
      },
      needed: ['broker_topic', 'topic'],
    },
  ],
  [
    'mxl',
    {
      names: { mxl_domain_id: 'mxl_domain_id', mxl_flow_id: 'mxl_flow_id' },
      needed: ['mxl_flow_id', 'MXL flow'],
    },
  ],
])

/**
 * A receiver's parameters from a sender's active ones, for transports without a transport file: WebSocket, MQTT, MXL,
 * and RTP when no file can be had. `ext_` parameters go along. What the receiver does not have is dropped later, by its
 * constraints (shapeLegs).
 */
export function receiverParamsFromSender(transport: string, senderLegs: readonly LegParams[]): MappedParams {
  const name = transportName(transport)
  if (senderLegs.length === 0) return { ok: false, fault: 'The sender says nothing about where it sends.' }
  if (name === 'rtp') return rtpFromSender(senderLegs)
  const mapping = MAPPINGS.get(name)
  if (mapping === undefined) return { ok: false, fault: `How a ${name} sender is connected is not known to Signalbox.` }
  const [needed, words] = mapping.needed
  if (senderLegs.some((leg) => leg[needed] === undefined || leg[needed] === null || leg[needed] === 'auto')) {
    return { ok: false, fault: `The sender has no ${words} yet (${needed}); is it active?` }
  }
  return { ok: true, legs: senderLegs.map((leg) => ({ ...mapped(leg, mapping.names), ...extensions(leg) })) }
}

function mapped(leg: LegParams, names: Readonly<Record<string, string>>): LegParams {
  const entries = Object.entries(names).map(([receiverName, senderName]) => [receiverName, leg[senderName]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function extensions(leg: LegParams): LegParams {
  return Object.fromEntries(Object.entries(leg).filter(([name]) => name.startsWith('ext_')))
}

/** IS-05 v1.1 §RTP Transport Type. A multicast group is joined from the sender's own address. */
function rtpFromSender(senderLegs: readonly LegParams[]): MappedParams {
  const legs: LegParams[] = []
  for (const leg of senderLegs) {
    if (leg['rtp_enabled'] === false) {
      legs.push({ rtp_enabled: false })
      continue
    }
    const { destination_ip: destination, destination_port: port, source_ip: source } = leg
    if (typeof destination !== 'string' || destination === 'auto' || typeof port !== 'number') {
      return { ok: false, fault: 'The sender has no destination address and port yet; is it active?' }
    }
    const source_ip = typeof source === 'string' && source !== 'auto' ? source : null
    const address = isMulticast(destination)
      ? { multicast_ip: destination }
      : { multicast_ip: null, interface_ip: destination }
    legs.push({ ...address, source_ip, destination_port: port, rtp_enabled: true })
  }
  return { ok: true, legs }
}
