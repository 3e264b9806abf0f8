import type { Resource } from './resources'

/** Transports that v1.2 has an enumeration of (IS-04 v1.2 sender.json). */
const transports = ['rtp', 'rtp.ucast', 'rtp.mcast', 'dash'].map((name) => `urn:x-nmos:transport:${name}`)

/**
 * A v1.3 resource as v1.2 shows it, or undefined where v1.2 has no words for it: events, WebSocket, MQTT, MXL
 * (IS-04 v1.3 §Upgrade Path – Version Translations).
 */
export function asV12(resource: Resource): unknown {
  switch (resource.type) {
    case 'node': {
      const { api, interfaces, ...rest } = resource.data
      return {
        ...rest,
        api: { ...api, endpoints: api.endpoints.map(({ authorization: _, ...endpoint }) => endpoint) },
        interfaces: interfaces.map(({ attached_network_device: _, ...plain }) => plain),
      }
    }
    case 'device': {
      const { controls, ...rest } = resource.data
      return { ...rest, controls: controls.map(({ authorization: _, ...control }) => control) }
    }
    case 'source':
    case 'flow':
      return resource.data.event_type === undefined ? resource.data : undefined
    case 'sender':
    case 'receiver':
      return transports.includes(resource.data.transport) ? resource.data : undefined
  }
}
