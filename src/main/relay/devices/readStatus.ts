import { type Payload, isJsonObject } from './payload'
import { name } from './readMeta'

type Json = Readonly<Record<string, unknown>>

/** How a device says it is. `whole` is all of it, as it came; a word alone becomes `{state: word}`. */
export type DeviceStatus = {
  readonly whole: Json
  readonly isOnline: boolean
  readonly claims: string | null
  /** The JSON that `whole` was read from, without space around it; null: it was put together here. */
  readonly text: string | null
}

const GONE: ReadonlySet<string> = new Set(['offline', 'disconnected'])
const HERE: ReadonlySet<string> = new Set(['online', 'connected'])
/** Stands for a moment, and says nothing else. */
const TIMES: ReadonlySet<string> = new Set(['ts', 'timestamp'])

/**
 * Reads the status of a device: an object, or one of the words `online` and `offline` as many wills are. `fault`: what is
 * wrong, said of it.
 */
export function readStatus(
  payload: Exclude<Payload, { readonly kind: 'empty' }>,
): { readonly status: DeviceStatus } | { readonly fault: string } {
  switch (payload.kind) {
    case 'unfit':
      return { fault: payload.fault }
    case 'text':
      return wordAlone(payload.text) ?? { fault: 'is not JSON' }
    case 'json': {
      const { value } = payload
      if (isJsonObject(value)) return { status: statusFrom(value, payload.text.trim()) }
      return (typeof value === 'string' ? wordAlone(value) : null) ?? { fault: 'is no JSON object' }
    }
  }
}

/** The same from one that was kept. */
export function statusFrom(whole: Json, text: string | null = null): DeviceStatus {
  return { whole, isOnline: saysOnline(whole), claims: name(whole['device_id']), text }
}

/** Whether two statuses say the same but for the time at which they say it. */
export function isSameStatus(a: Json, b: Json): boolean {
  return isSameObject(a, b, TIMES)
}

/** Whether two messages say the same, the time included. */
export function isSameWhole(a: Json, b: Json): boolean {
  return isSameObject(a, b, null)
}

/** `online: false` counts most, then `state`, then `status`; a device that says nothing of it is there. */
function saysOnline(whole: Json): boolean {
  const { online, state, status } = whole
  if (typeof online === 'boolean') return online
  return !isGone(state) && !isGone(status)
}

function isGone(value: unknown): boolean {
  return typeof value === 'string' && GONE.has(value.toLowerCase())
}

function wordAlone(text: string): { readonly status: DeviceStatus } | null {
  const word = text.trim().toLowerCase()
  return GONE.has(word) || HERE.has(word) ? { status: statusFrom({ state: word }) } : null
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => isSame(one, b[i]))
  }
  return isSameObject(a as Json, b as Json, null)
}

/** `aside`: names that do not count. Each value of the one is that of the other, and neither has more of them. */
function isSameObject(a: Json, b: Json, aside: ReadonlySet<string> | null): boolean {
  let keys = 0
  for (const key in a) {
    if (aside?.has(key) === true) continue
    if (!isSame(a[key], b[key])) return false
    keys += 1
  }
  for (const key in b) if (aside?.has(key) !== true) keys -= 1
  return keys === 0
}
