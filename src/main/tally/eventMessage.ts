import type { EventValue } from '../../contract'
import { type TaiTime, parseTai } from '../nmos/tai'

/** A message of an IS-07 sender, read (IS-07 v1.0 §Message types). */
export type EventMessage =
  | {
      readonly type: 'state'
      readonly sourceId: string
      readonly eventType: string
      /** The source's own clock, TAI: good for the order of its messages and nothing else. */
      readonly createdAt: TaiTime
      readonly value: EventValue
    }
  | { readonly type: 'reboot' | 'shutdown'; readonly sourceId: string }
  | { readonly type: 'health' }
  | { readonly type: 'connection_status'; readonly active: boolean }
  /** It cannot be used; `fault` ends the sentence “It could not be read: …”. */
  | { readonly type: 'fault'; readonly sourceId: string | null; readonly fault: string }

type Json = Readonly<Record<string, unknown>>

const LONGEST_TEXT = 2000

/** Reads what came on a socket or topic. Never throws: what cannot be read is a `fault`. */
export function readEventMessage(data: string): EventMessage {
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return fault(null, 'it is not JSON')
  }
  if (!isObject(json)) return fault(null, 'it is no JSON object')
  switch (json['message_type']) {
    case 'state':
      return readState(json)
    case 'reboot':
    case 'shutdown': {
      const sourceId = sourceOf(json)
      if (sourceId === null) return fault(null, 'it names no source')
      return { type: json['message_type'], sourceId }
    }
    case 'health':
      return { type: 'health' }
    case 'connection_status': {
      const active = json['active']
      if (typeof active !== 'boolean') return fault(null, 'its “active” is neither true nor false')
      return { type: 'connection_status', active }
    }
    default:
      return fault(sourceOf(json), 'its “message_type” is none of IS-07')
  }
}

function readState(json: Json): EventMessage {
  const sourceId = sourceOf(json)
  if (sourceId === null) return fault(null, 'it names no source')
  const eventType = json['event_type']
  if (typeof eventType !== 'string') return fault(sourceId, 'it has no “event_type”')
  const timing = json['timing']
  const written = isObject(timing) ? timing['creation_timestamp'] : undefined
  const createdAt = typeof written === 'string' ? parseTai(written) : null
  if (createdAt === null) return fault(sourceId, 'its “creation_timestamp” is no TAI time')
  const payload = json['payload']
  if (!isObject(payload)) return fault(sourceId, 'it has no “payload”')
  const value = valueOf(eventType, payload)
  if (value === undefined) return fault(sourceId, `its payload is not of the type ${eventType.slice(0, 60)}`)
  return { type: 'state', sourceId, eventType, createdAt, value }
}

/** IS-07 v1.0 §Event types: the base type is what stands before the first slash; an enum has the value of its base. */
function valueOf(eventType: string, payload: Json): EventValue | undefined {
  const slash = eventType.indexOf('/')
  const { value } = payload
  switch (slash < 0 ? eventType : eventType.slice(0, slash)) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'number':
      return numberOf(value, payload['scale'])
    case 'string':
      return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : undefined
    case 'object':
      return payload
    default:
      return undefined
  }
}

/** IS-07 v1.0 §Event types: `value / scale`, where a scale is given. */
function numberOf(value: unknown, scale: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  if (scale === undefined) return value
  return typeof scale === 'number' && scale >= 1 ? value / scale : undefined
}

function sourceOf(json: Json): string | null {
  const identity = json['identity']
  if (!isObject(identity)) return null
  const id = identity['source_id']
  return typeof id === 'string' && id !== '' ? id : null
}

function fault(sourceId: string | null, words: string): EventMessage {
  return { type: 'fault', sourceId, fault: words }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
