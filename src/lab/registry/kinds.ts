/** The six kinds of resource, singular as the Registration API's `type` names them. */
export const resourceTypes = ['node', 'device', 'source', 'flow', 'sender', 'receiver'] as const

/** Singular name of a kind of resource (IS-04 v1.3 registrationapi-resource-post-request.json). */
export type ResourceType = (typeof resourceTypes)[number]

/** The plural as it stands in paths. */
export type ResourcePlural = `${ResourceType}s`

/** A resource as it came over the wire. */
export type ResourceData = Readonly<Record<string, unknown>>

const byPlural: ReadonlyMap<string, ResourceType> = new Map(resourceTypes.map((type) => [`${type}s`, type]))

/** The kind whose plural this is; undefined for any other word. */
export function typeOfPlural(plural: string): ResourceType | undefined {
  return byPlural.get(plural)
}

/** Whether the word is one of the six singular names. */
export function isResourceType(word: unknown): word is ResourceType {
  return resourceTypes.some((type) => type === word)
}

/** Whether a parsed JSON value is an object. */
export function isObject(value: unknown): value is ResourceData {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a kind hangs from: the parent's kind and the attribute with its id (IS-04 v1.3 §Registration – Referential Integrity). */
export function parentOf(type: ResourceType): { readonly type: ResourceType; readonly key: string } | undefined {
  if (type === 'node') return undefined
  return type === 'device' ? { type: 'node', key: 'node_id' } : { type: 'device', key: 'device_id' }
}
