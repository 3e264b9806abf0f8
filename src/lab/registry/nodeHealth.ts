import type { Clock } from '../time/clock'

/** When each node was last heard of, and who has been silent for too long (IS-04 v1.3 §Registration – Heartbeating). */
export class NodeHealth {
  private readonly heard = new Map<string, number>()
  private readonly pinned = new Set<string>()
  private callOff: (() => void) | undefined

  /** `onSilent` is called with the id of each node not heard of for `expiryMs`. */
  constructor(
    private readonly clock: Clock,
    private readonly expiryMs: number,
    private readonly onSilent: (id: string) => void,
  ) {}

  /** Notes a heartbeat or a registration. Milliseconds since 1970 UTC. */
  beat(id: string): number {
    const now = this.clock.nowMs()
    this.heard.set(id, now)
    this.watch()
    return now
  }

  /** Keeps a node for ever, heartbeats or not. */
  pin(id: string): void {
    this.pinned.add(id)
    this.heard.set(id, this.clock.nowMs())
  }

  /** When the node was last heard of, ms since 1970 UTC. */
  lastBeat(id: string): number | undefined {
    return this.heard.get(id)
  }

  forget(id: string): void {
    this.heard.delete(id)
    this.pinned.delete(id)
  }

  clear(): void {
    this.heard.clear()
    this.pinned.clear()
    this.pause()
  }

  /** Stops watching, as while the registry is down. */
  pause(): void {
    this.callOff?.()
    this.callOff = undefined
  }

  /** Watches again and gives every node the full time from now. */
  resume(): void {
    const now = this.clock.nowMs()
    for (const id of this.heard.keys()) this.heard.set(id, now)
    this.watch()
  }

  private watch(): void {
    if (this.callOff !== undefined) return
    let oldest = Number.POSITIVE_INFINITY
    for (const [id, at] of this.heard) if (!this.pinned.has(id)) oldest = Math.min(oldest, at)
    if (oldest === Number.POSITIVE_INFINITY) return
    this.callOff = this.clock.after(Math.max(1, oldest + this.expiryMs - this.clock.nowMs()), () => {
      this.callOff = undefined
      this.sweep()
      this.watch()
    })
  }

  private sweep(): void {
    const limit = this.clock.nowMs() - this.expiryMs
    for (const [id, at] of [...this.heard]) {
      if (at > limit || this.pinned.has(id)) continue
      this.forget(id)
      this.onSilent(id)
    }
  }
}
