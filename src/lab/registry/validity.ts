import type { ApiVersion } from './apiVersion'
import { isObject, type ResourceData, type ResourceType } from './kinds'

type Check = (value: unknown) => boolean

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const text: Check = (value) => typeof value === 'string'
const whole: Check = (value) => Number.isInteger(value)
const flag: Check = (value) => typeof value === 'boolean'
const id: Check = (value) => typeof value === 'string' && uuid.test(value)
const timestamp: Check = (value) => typeof value === 'string' && /^\d+:\d+$/.test(value)
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const shape =
  (required: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(required).every(([key, check]) => check(value[key]))
const tags: Check = (value) => isObject(value) && Object.values(value).every(listOf(text))
const clockName: Check = orNull((value) => typeof value === 'string' && /^clk[0-9]+$/.test(value))
const rational = shape({ numerator: whole })
const control = shape({ href: text, type: text })
const endpoint = shape({
  host: text,
  port: whole,
  protocol: (value) => value === 'http' || value === 'https',
})
const transports = ['rtp', 'rtp.ucast', 'rtp.mcast', 'dash'].map((name) => `urn:x-nmos:transport:${name}`)
const anyTransport: Check = (value) =>
  typeof value === 'string' && (value.startsWith('urn:x-nmos:transport:') || !value.startsWith('urn:x-nmos:'))
const transportV12: Check = (value) =>
  typeof value === 'string' && (transports.includes(value) || !value.startsWith('urn:x-nmos:'))

const formats = ['video', 'audio', 'data', 'mux'].map((name) => `urn:x-nmos:format:${name}`)
const format: Check = (value) => typeof value === 'string' && formats.includes(value)

const core = { id, version: timestamp, label: text, description: text, tags }

const required: Readonly<Record<ResourceType, Readonly<Record<string, Check>>>> = {
  node: {
    ...core,
    href: text,
    caps: isObject,
    api: shape({ versions: listOf(text), endpoints: listOf(endpoint) }),
    services: listOf(control),
    clocks: listOf(shape({ name: text, ref_type: text })),
    interfaces: listOf(shape({ chassis_id: orNull(text), port_id: text, name: text })),
  },
  device: { ...core, type: text, node_id: id, senders: listOf(id), receivers: listOf(id), controls: listOf(control) },
  source: { ...core, format, caps: isObject, device_id: id, parents: listOf(id), clock_name: clockName },
  flow: { ...core, format, source_id: id, device_id: id, parents: listOf(id) },
  sender: {
    ...core,
    flow_id: orNull(id),
    transport: anyTransport,
    device_id: id,
    manifest_href: orNull(text),
    interface_bindings: listOf(text),
    subscription: shape({ receiver_id: orNull(id), active: flag }),
  },
  receiver: {
    ...core,
    format,
    device_id: id,
    transport: anyTransport,
    interface_bindings: listOf(text),
    caps: isObject,
    subscription: shape({ sender_id: orNull(id), active: flag }),
  },
}

const requiredV12: Readonly<Partial<Record<ResourceType, Readonly<Record<string, Check>>>>> = {
  sender: { ...required.sender, transport: transportV12, manifest_href: text },
  receiver: { ...required.receiver, transport: transportV12 },
}

/** What a format asks for besides (source_*.json, flow_*.json). */
const perFormat: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  'source urn:x-nmos:format:audio': { channels: listOf(shape({ label: text })) },
  'flow urn:x-nmos:format:video': { media_type: text, frame_width: whole, frame_height: whole, colorspace: text },
  'flow urn:x-nmos:format:audio': { media_type: text, sample_rate: rational },
  'flow urn:x-nmos:format:data': { media_type: text },
  'flow urn:x-nmos:format:mux': { media_type: text },
}

/** Whether the text is a UUID in NMOS's writing. */
export const isId = (value: unknown): value is string => id(value)

/**
 * What is wrong with a resource that somebody wants to register, in a sentence; undefined when nothing is. The checks
 * are those of AMWA's schemas on required attributes and their types, not the whole of them.
 */
export function faultOf(type: ResourceType, apiVersion: ApiVersion, data: ResourceData): string | undefined {
  const checks = {
    ...((apiVersion.minor < 3 ? requiredV12[type] : undefined) ?? required[type]),
    ...perFormat[`${type} ${String(data.format)}`],
  }
  for (const [key, check] of Object.entries(checks)) {
    if (!(key in data)) return `${type}: the attribute ${key} is missing`
    if (!check(data[key])) return `${type}: the attribute ${key} is not as the schema wants it`
  }
  return undefined
}
