import type { Tai } from '../time/tai'

type Entry<T> = { readonly stamp: Tai; readonly item: T }

/** Enough dead entries to make a sweep worth its while. */
const sweepAtLeast = 64

/**
 * Items in the order of their stamps. Stamps only grow, so a newcomer goes to the end; an entry that no longer counts
 * stays until the dead outnumber the living. Finding a cursor is a binary search.
 */
export class TimeOrder<T> {
  private entries: Entry<T>[] = []
  private dead = 0

  /** `isLive` says whether an entry made at `stamp` still stands for its item. */
  constructor(private readonly isLive: (item: T, stamp: Tai) => boolean) {}

  /** Adds an item; `stamp` must be later than all before. */
  push(stamp: Tai, item: T): void {
    this.entries.push({ stamp, item })
  }

  /** To be told whenever an entry stopped to count. */
  oneDied(): void {
    this.dead += 1
    if (this.dead < sweepAtLeast || this.dead * 2 < this.entries.length) return
    this.entries = this.entries.filter(({ stamp, item }) => this.isLive(item, stamp))
    this.dead = 0
  }

  /** Live entries later than `since`, up to and including `until`, oldest first. */
  *forwards(since: Tai, until: Tai): Generator<Entry<T>> {
    for (let i = this.firstAfter(since); i < this.entries.length; i++) {
      const entry = this.entries[i]
      if (entry === undefined || entry.stamp > until) return
      if (this.isLive(entry.item, entry.stamp)) yield entry
    }
  }

  /** The same, newest first. */
  *backwards(since: Tai, until: Tai): Generator<Entry<T>> {
    for (let i = this.firstAfter(until) - 1; i >= 0; i--) {
      const entry = this.entries[i]
      if (entry === undefined || entry.stamp <= since) return
      if (this.isLive(entry.item, entry.stamp)) yield entry
    }
  }

  private firstAfter(cursor: Tai): number {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.entries[middle]
      if (entry !== undefined && entry.stamp <= cursor) low = middle + 1
      else high = middle
    }
    return low
  }
}
