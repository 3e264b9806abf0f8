import type { Id } from '../../contract'
import { isBrokerUrl } from '../broker/brokerAddress'
import type { ConnectionState } from '../nmos/connectionTypes'
import { tryUrl } from '../nmos/href'

/** Where the states of a source are to be had, from its sender's `/active` (IS-07 v1.0 §Transport). */
export type EventWay =
  | { readonly transport: 'websocket'; readonly uri: string }
  | { readonly transport: 'mqtt'; readonly broker: string; readonly topic: string; readonly statusTopic: string | null }

/** A way, the source it leads to where the sender names one, or a sentence that says why there is none. */
export type WayReading =
  | { readonly ok: true; readonly sourceId: Id | null; readonly way: EventWay }
  | { readonly ok: false; readonly problem: string }

/** Reads the active parameters of a sender of this transport. */
export function wayOf(transport: EventWay['transport'], active: ConnectionState): WayReading {
  if (!active.masterEnable) return { ok: false, problem: 'Its sender is switched off.' }
  const [leg] = active.legs
  if (leg === undefined) return { ok: false, problem: 'Its sender does not say where it sends.' }
  return transport === 'websocket' ? webSocketWay(leg) : mqttWay(leg)
}

/** IS-07 v1.0 §Transport: WebSocket 3. */
function webSocketWay(leg: Readonly<Record<string, unknown>>): WayReading {
  const uri = text(leg['connection_uri'])
  const url = uri === null ? null : tryUrl(uri)
  if (uri === null || url === null || !/^wss?:$/.test(url.protocol)) {
    return { ok: false, problem: 'Its sender has no WebSocket address (connection_uri).' }
  }
  return { ok: true, sourceId: text(leg['ext_is_07_source_id']), way: { transport: 'websocket', uri } }
}

/** IS-07 v1.0 §Transport: MQTT 3. */
function mqttWay(leg: Readonly<Record<string, unknown>>): WayReading {
  const host = text(leg['destination_host'])
  const topic = text(leg['broker_topic'])
  if (host === null) return { ok: false, problem: 'Its sender has no broker (destination_host).' }
  if (topic === null || /[+#]/.test(topic)) return { ok: false, problem: 'Its sender has no topic (broker_topic).' }
  const isSecure = leg['broker_protocol'] === 'secure-mqtt'
  const port = typeof leg['destination_port'] === 'number' ? leg['destination_port'] : isSecure ? 8883 : 1883
  const bracketed = host.includes(':') ? `[${host}]` : host
  const broker = `${isSecure ? 'mqtts' : 'mqtt'}://${bracketed}:${port}`
  if (!isBrokerUrl(broker))
    return { ok: false, problem: `The broker of its sender, “${host.slice(0, 60)}”, is no address.` }
  return {
    ok: true,
    sourceId: null,
    way: { transport: 'mqtt', broker, topic, statusTopic: text(leg['connection_status_broker_topic']) },
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'auto' ? value : null
}
