import { createHash } from 'node:crypto'

/** An IS-04 resource id: a lower-case UUID. */
export type ResourceId = string

/**
 * A UUID in the shape of RFC 9562 version 5, made of a seed and a name. The same seed and name give the same id in
 * every process, so that ids are stable over restarts (IS-04 v1.3 §Data Model – Identifier Mapping).
 */
export function idFor(seed: string, name: string): ResourceId {
  const hash = createHash('sha1').update(seed).update('\u0000').update(name).digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** A number in `[0, below)` made of a seed and a name; the lab's only randomness. */
export function numberFor(seed: string, name: string, below: number): number {
  return createHash('sha1').update(seed).update('\u0001').update(name).digest().readUInt32BE(0) % below
}
