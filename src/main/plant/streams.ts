import type { Leg } from '../../contract'
import type { ConnectionState, LegParams } from '../nmos/connectionTypes'

/**
 * What tells a stream from others: where it goes (`address:port`, a WebSocket address or an MQTT topic) and, where it is
 * said, which source address it comes from.
 */
export type Stream = { readonly key: string; readonly source: string | null }

/** The side of a connection: parameters of senders and receivers have different names. */
export type Side = 'sender' | 'receiver'

/** The legs of an `/active`, as the contract names them (IS-05 v1.1 `*_transport_params_rtp.json`). */
export function legsOf(side: Side, state: ConnectionState): readonly Leg[] {
  return state.legs.map((params) => ({
    enabled: params['rtp_enabled'] !== false,
    multicast: address(params[side === 'sender' ? 'destination_ip' : 'multicast_ip']),
    port: port(params['destination_port']),
    source: address(params['source_ip']),
    interface: address(params[side === 'sender' ? 'source_ip' : 'interface_ip']),
  }))
}

/** The streams of an `/active`, one per leg that is on and says where. */
export function streamsOf(side: Side, state: ConnectionState): readonly Stream[] {
  return state.legs.flatMap((params) => {
    if (params['rtp_enabled'] === false) return []
    const key = streamKey(side, params)
    return key === null ? [] : [{ key, source: address(params['source_ip']) }]
  })
}

/** Two streams with the same key are the same unless both name a source and the two differ. */
export function isSameStream(a: Stream, b: Stream): boolean {
  return a.key === b.key && (a.source === null || b.source === null || a.source === b.source)
}

function streamKey(side: Side, params: LegParams): string | null {
  const uri = params['connection_uri']
  if (typeof uri === 'string' && uri !== '') return uri
  const topic = params['broker_topic']
  if (typeof topic === 'string' && topic !== '') return `mqtt:${topic}`
  const to =
    side === 'sender'
      ? address(params['destination_ip'])
      : (address(params['multicast_ip']) ?? address(params['interface_ip']))
  const at = port(params['destination_port'])
  return to === null || at === null ? null : `${to}:${at}`
}

function address(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'auto' ? value : null
}

function port(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null
}
