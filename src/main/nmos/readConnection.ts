import type { Activation, BulkResult, ConnectionState, LegConstraints, LegParams } from './connectionTypes'

type Json = Readonly<Record<string, unknown>>

/** Reads a `staged` or `active` resource of either side, or null when it is no object. */
export function readConnectionState(json: unknown): ConnectionState | null {
  if (!isObject(json)) return null
  return {
    peerId: text(json['sender_id'] ?? json['receiver_id']),
    masterEnable: json['master_enable'] === true,
    activation: readActivation(json['activation']),
    legs: Array.isArray(json['transport_params']) ? json['transport_params'].map(toLeg) : [],
    transportFile: readTransportFile(json['transport_file']),
    raw: json,
  }
}

/** Reads `/constraints`: one object per leg, or null when it is no list. */
export function readConstraints(json: unknown): readonly LegConstraints[] | null {
  if (!Array.isArray(json)) return null
  return json.map((leg: unknown) =>
    isObject(leg)
      ? Object.fromEntries(Object.entries(leg).map(([name, value]) => [name, isObject(value) ? value : {}]))
      : {},
  )
}

/** Reads the answer of `/bulk`, or null when it is no list. Items without an id are left out. */
export function readBulkResults(json: unknown): readonly BulkResult[] | null {
  if (!Array.isArray(json)) return null
  return json.flatMap((item: unknown) => {
    if (!isObject(item) || typeof item['id'] !== 'string') return []
    const code = typeof item['code'] === 'number' ? item['code'] : 500
    return [{ id: item['id'], code, error: text(item['error']), debug: text(item['debug']) }]
  })
}

function readActivation(json: unknown): Activation {
  if (!isObject(json)) return { mode: null, requested_time: null, activation_time: null }
  return {
    mode: readMode(json['mode']),
    requested_time: text(json['requested_time']),
    activation_time: text(json['activation_time']),
  }
}

function readMode(value: unknown): Activation['mode'] {
  switch (value) {
    case 'activate_immediate':
    case 'activate_scheduled_absolute':
    case 'activate_scheduled_relative':
      return value
    default:
      return null
  }
}

function readTransportFile(json: unknown): ConnectionState['transportFile'] {
  if (!isObject(json) || typeof json['data'] !== 'string') return null
  return { data: json['data'], type: text(json['type']) ?? '' }
}

function toLeg(value: unknown): LegParams {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
