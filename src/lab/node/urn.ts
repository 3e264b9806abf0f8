/** Transports of the lab, as the last part of the URN (NMOS Parameter Registers §Transports). */
export type Transport = 'rtp.mcast' | 'rtp.ucast' | 'websocket' | 'mqtt' | 'mxl'

export type TransportBase = 'rtp' | 'websocket' | 'mqtt' | 'mxl'

/** The four formats of IS-04. */
export type FormatName = 'video' | 'audio' | 'data' | 'mux'

export const transportUrn = (transport: Transport): string => `urn:x-nmos:transport:${transport}`

export const formatUrn = (format: FormatName): string => `urn:x-nmos:format:${format}`

/** A transport without its subclass (IS-05 v1.1 /transporttype). */
export function transportBase(transport: Transport): TransportBase {
  return transport === 'rtp.mcast' || transport === 'rtp.ucast' ? 'rtp' : transport
}

/** Versions of the Connection API that know a transport: DASH and RTP since v1.0, MQTT and WebSocket since v1.1, MXL v1.2. */
export function connectionVersions(transport: Transport): readonly ConnectionVersion[] {
  switch (transportBase(transport)) {
    case 'rtp':
      return ['v1.0', 'v1.1', 'v1.2']
    case 'websocket':
    case 'mqtt':
      return ['v1.1', 'v1.2']
    case 'mxl':
      return ['v1.2']
  }
}

export type ConnectionVersion = 'v1.0' | 'v1.1' | 'v1.2'
