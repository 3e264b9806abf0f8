import type { Clock } from '../time/clock'

/** Waiting that can be ended for everybody at once, so that nothing is left ticking. */
export class Delays {
  private readonly endings = new Set<() => void>()
  private ended = false

  constructor(private readonly clock: Clock) {}

  /** Resolves true after `ms` milliseconds, false as soon as the waiting is ended. */
  wait(ms: number): Promise<boolean> {
    if (this.ended) return Promise.resolve(false)
    return new Promise((resolve) => {
      const callOff = this.clock.after(ms, () => {
        this.endings.delete(end)
        resolve(true)
      })
      const end = (): void => {
        callOff()
        resolve(false)
      }
      this.endings.add(end)
    })
  }

  /** Ends all waiting, now and from now on. */
  end(): void {
    this.ended = true
    for (const end of this.endings) end()
    this.endings.clear()
  }
}
