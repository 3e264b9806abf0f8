import { isSameText } from '../nmos/readResource'
import type { Resource } from '../nmos/resources'

/** Whether two readings of a resource say the same. Some devices change without a new version, so all of it counts. */
export function isSameResource(a: Resource, b: Resource): boolean {
  if (a.kind !== b.kind || a.version !== b.version) return false
  return isSameText(a, b) || isSameJson(a.raw, b.raw)
}

/** Whether two values of JSON are the same, whatever the order of their keys. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i += 1) if (!isSameJson(a[i], b[i])) return false
    return true
  }
  if (Array.isArray(b)) return false
  return isSameObject(a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>)
}

function isSameObject(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let keys = 0
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !isSameJson(a[key], b[key])) return false
    keys += 1
  }
  for (const _ in b) keys -= 1
  return keys === 0
}
