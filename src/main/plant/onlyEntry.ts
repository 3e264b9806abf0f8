/** A map of one entry, at a fraction of what a Map costs: nearly all resources have one witness. Never changed. */
export class OnlyEntry<K, V> implements ReadonlyMap<K, V> {
  readonly size = 1
  // Declared and not defined: each would be written twice.
  declare readonly key: K
  declare readonly value: V

  constructor(key: K, value: V) {
    this.key = key
    this.value = value
  }

  get(key: K): V | undefined {
    return key === this.key ? this.value : undefined
  }

  has(key: K): boolean {
    return key === this.key
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    visit(this.value, this.key, this)
  }

  entries(): MapIterator<[K, V]> {
    return new Map([[this.key, this.value]]).entries()
  }

  keys(): MapIterator<K> {
    return new Map([[this.key, this.value]]).keys()
  }

  values(): MapIterator<V> {
    return new Map([[this.key, this.value]]).values()
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }
}
