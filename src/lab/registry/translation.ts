import type { ApiVersion } from './apiVersion'
import { isObject, type ResourceData, type ResourceType } from './kinds'

/** Where an attribute that v1.3 brought stands; `*` is any element of an array. */
const addedInV13: Readonly<Record<ResourceType, readonly (readonly string[])[]>> = {
  node: [
    ['interfaces', '*', 'attached_network_device'],
    ['api', 'endpoints', '*', 'authorization'],
    ['services', '*', 'authorization'],
  ],
  device: [['controls', '*', 'authorization']],
  source: [['event_type']],
  flow: [['event_type']],
  sender: [],
  receiver: [],
}

function without(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (key === '*') return Array.isArray(value) ? value.map((item: unknown) => without(item, rest)) : value
  if (!isObject(value) || !(key in value)) return value
  const { [key]: inner, ...others } = value
  return rest.length === 0 ? others : { ...value, [key]: without(inner, rest) }
}

/**
 * The resource with the keys taken away that the wanted version does not know (IS-04 v1.3 §Upgrade Path – Version
 * Translations). The same object when there is nothing to take away.
 */
export function conformTo(version: ApiVersion, type: ResourceType, data: ResourceData): ResourceData {
  if (version.major !== 1 || version.minor >= 3) return data
  let conformed: unknown = data
  for (const path of addedInV13[type]) conformed = without(conformed, path)
  return isObject(conformed) ? conformed : data
}
