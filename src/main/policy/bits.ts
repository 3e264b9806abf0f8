/** A set of rules, one bit for each, by their place in the order. Words are signed: those always fit a small integer. */
export type Bits = Int32Array

export function noBits(count: number): Bits {
  return new Int32Array((count + 31) >>> 5)
}

/** Gives out sets of one size, many from one piece of memory: thousands of small typed arrays are slow to make and to free. */
export function createBitsMaker(count: number): { readonly empty: () => Bits; readonly copy: (bits: Bits) => Bits } {
  const words = (count + 31) >>> 5
  const perSlab = Math.max(1, Math.floor(SLAB_WORDS / Math.max(1, words)))
  let slab = new Int32Array(0)
  let used = 0
  function empty(): Bits {
    if (used + words > slab.length) {
      slab = new Int32Array(perSlab * words)
      used = 0
    }
    used += words
    return slab.subarray(used - words, used)
  }
  return {
    empty,
    copy(bits) {
      const made = empty()
      made.set(bits)
      return made
    },
  }
}

/** 256 KB. */
const SLAB_WORDS = 65_536

export function setBit(bits: Bits, at: number): void {
  const word = at >>> 5
  bits[word] = (bits[word] ?? 0) | (1 << (at & 31))
}

export function clearBit(bits: Bits, at: number): void {
  const word = at >>> 5
  bits[word] = (bits[word] ?? 0) & ~(1 << (at & 31))
}

export function bitsOf(count: number, places: Iterable<number>): Bits {
  const bits = noBits(count)
  for (const place of places) setBit(bits, place)
  return bits
}

/** Adds all of `more` to `bits`. */
export function addBits(bits: Bits, more: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) | (more[word] ?? 0)
}

/** The places of the bits of one word, first to last. */
export function visitWord(word: number, value: number, visit: (place: number) => void): void {
  let rest = value
  while (rest !== 0) {
    const lowest = rest & -rest
    visit((word << 5) + 31 - Math.clz32(lowest))
    rest ^= lowest
  }
}
