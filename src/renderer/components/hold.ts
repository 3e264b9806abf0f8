/** A press that counts once it was held long enough; let go before, it was nothing. */
export type Hold = {
  /** The press begins; one that is under way goes on. */
  readonly begin: () => void
  /** Let go, or taken away. */
  readonly end: () => void
}

export type HoldParts = {
  /** How long it is to be held, ms. */
  readonly ms: number
  /** Runs something so much later; returns how to call that off. */
  readonly after: (ms: number, then: () => void) => () => void
  /** Told when a press begins and when it ends, however it ends. */
  readonly onHolding: (holding: boolean) => void
  readonly onHeld: () => void
}

export function createHold({ ms, after, onHolding, onHeld }: HoldParts): Hold {
  let callOff: (() => void) | null = null
  return {
    begin: () => {
      if (callOff !== null) return
      onHolding(true)
      callOff = after(ms, () => {
        callOff = null
        onHolding(false)
        onHeld()
      })
    },
    end: () => {
      if (callOff === null) return
      callOff()
      callOff = null
      onHolding(false)
    },
  }
}
