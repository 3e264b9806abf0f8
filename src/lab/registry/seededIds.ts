import { createHash } from 'node:crypto'

/** A UUID (shaped as version 5) that depends on nothing but the seed. */
export function seededId(seed: string): string {
  const hex = createHash('sha1').update(seed).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}

/** A sequence of UUIDs that depends on nothing but the seed. */
export function createSeededIds(seed: string): () => string {
  let count = 0
  return () => seededId(`${seed}/${count++}`)
}
