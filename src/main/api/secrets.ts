import { createHash, timingSafeEqual } from 'node:crypto'

/** So many random bytes, from a source fit for secrets. */
export type RandomBytes = (size: number) => Uint8Array

const SECRET_BYTES = 32

/** 256 random bits, URL-safe. */
export function newSecret(random: RandomBytes): string {
  return Buffer.from(random(SECRET_BYTES)).toString('base64url')
}

/** SHA-256, hex. Secrets are long and random, so nothing slower is needed. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two hashes without telling by its time how much of them is alike. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')]
  return left.length === right.length && timingSafeEqual(left, right)
}
