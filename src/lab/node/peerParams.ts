import type { Leg, ParamValue } from './transportParams'
import type { TransportBase } from './urn'

const sameNames = {
  websocket: {
    connection_uri: 'connection_uri',
    connection_authorization: 'connection_authorization',
    ext_is_07_source_id: 'ext_is_07_source_id',
    ext_is_07_rest_api_url: 'ext_is_07_rest_api_url',
  },
  mqtt: {
    destination_host: 'source_host',
    destination_port: 'source_port',
    broker_protocol: 'broker_protocol',
    broker_authorization: 'broker_authorization',
    broker_topic: 'broker_topic',
    connection_status_broker_topic: 'connection_status_broker_topic',
    ext_is_07_rest_api_url: 'ext_is_07_rest_api_url',
  },
  mxl: { mxl_domain_id: 'mxl_domain_id', mxl_flow_id: 'mxl_flow_id' },
} as const

/**
 * What a receiver is given of a sender's active parameters where there is no transport file (IS-07 v1.0 §Transport:
 * WebSocket 3, MQTT 3); undefined for RTP, which has a file.
 */
export function peerParams(base: TransportBase, senderLegs: readonly Leg[]): Leg[] | undefined {
  if (base === 'rtp') return undefined
  const names: Readonly<Record<string, string>> = sameNames[base]
  return senderLegs.map((leg) => {
    const entries = Object.entries(names).map(([from, to]): [string, ParamValue] => [to, leg[from] ?? null])
    return Object.fromEntries(entries)
  })
}
