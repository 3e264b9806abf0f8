/** One change of one resource, as a registry sends it (IS-04 v1.3 §Behaviour: Querying – WebSocket Messages). */
export type GrainEntry = {
  /** The id of the resource. */
  readonly path: string
  /** The resource before; absent when it is new. */
  readonly pre?: unknown
  /** The resource after, whole; absent when it is gone. */
  readonly post?: unknown
}

/** A message that was read, or a sentence that says why it could not be. */
export type GrainResult =
  | { readonly ok: true; readonly entries: readonly GrainEntry[]; readonly faults: number }
  | { readonly ok: false; readonly fault: string }

/** Reads one WebSocket message with a single JSON.parse. Entries that are none are left out and counted in `faults`. */
export function readGrain(message: string): GrainResult {
  let json: unknown
  try {
    json = JSON.parse(message)
  } catch {
    return { ok: false, fault: `A message is no JSON: it begins “${message.slice(0, 80)}”.` }
  }
  const data = dataOf(json)
  if (data === null) return { ok: false, fault: 'A message has no “grain.data” list.' }
  if (data.every(isEntry)) return { ok: true, entries: data, faults: 0 }
  const entries = data.filter(isEntry)
  return { ok: true, entries, faults: data.length - entries.length }
}

function dataOf(json: unknown): readonly unknown[] | null {
  if (typeof json !== 'object' || json === null || !('grain' in json)) return null
  const grain = json.grain
  if (typeof grain !== 'object' || grain === null || !('data' in grain)) return null
  return Array.isArray(grain.data) ? (grain.data as readonly unknown[]) : null
}

function isEntry(value: unknown): value is GrainEntry {
  return typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string'
}
