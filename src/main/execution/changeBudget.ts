/** A driver did not come back, although it was told to give up. */
export class ChangeTimeout extends Error {
  constructor(readonly ms: number) {
    super(`It did not end within ${ms} ms.`)
  }
}

/** The time that one change may take. */
export type ChangeBudget = {
  /** Ends when the time is up, or with the run. */
  readonly signal: AbortSignal
  /** @throws ChangeTimeout when the work does not end although the signal did; else what the work throws */
  readonly within: <T>(work: () => Promise<T>) => Promise<T>
  readonly dispose: () => void
}

/** `limitMs` until the signal, and `graceMs` more until nobody waits any longer. */
export function openChangeBudget(limitMs: number, graceMs: number, outer: AbortSignal): ChangeBudget {
  const controller = new AbortController()
  const end = () => {
    controller.abort()
  }
  const soft = setTimeout(end, limitMs)
  let giveUp: (error: ChangeTimeout) => void = () => undefined
  const over = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  over.catch(() => undefined)
  const hard = setTimeout(() => {
    giveUp(new ChangeTimeout(limitMs + graceMs))
  }, limitMs + graceMs)
  if (outer.aborted) end()
  outer.addEventListener('abort', end, { once: true })
  return {
    signal: controller.signal,
    within: (work) => Promise.race([work(), over]),
    dispose() {
      clearTimeout(soft)
      clearTimeout(hard)
      outer.removeEventListener('abort', end)
    },
  }
}
