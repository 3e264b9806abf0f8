import type { Id } from '../../contract'

/** One thing to be read, and whose device it is on: one slow node must not hold the others. */
export type Reading = { readonly id: Id; readonly group: string; readonly run: () => Promise<void> }

/** Reads a few things at once, of one group fewer. An id that waits already is not queued again. */
export type ReadQueue = {
  readonly push: (reading: Reading) => void
  readonly clear: () => void
}

export function createReadQueue(limits: { readonly atOnce: number; readonly perGroup: number }): ReadQueue {
  const waiting = new Map<Id, Reading>()
  const busy = new Map<string, number>()
  let running = 0

  function next(): Reading | undefined {
    for (const reading of waiting.values()) {
      if ((busy.get(reading.group) ?? 0) < limits.perGroup) return reading
    }
    return undefined
  }

  function pump(): void {
    while (running < limits.atOnce) {
      const reading = next()
      if (reading === undefined) return
      waiting.delete(reading.id)
      running += 1
      busy.set(reading.group, (busy.get(reading.group) ?? 0) + 1)
      const done = () => {
        running -= 1
        const left = (busy.get(reading.group) ?? 1) - 1
        if (left === 0) busy.delete(reading.group)
        else busy.set(reading.group, left)
        pump()
      }
      reading.run().then(done, done)
    }
  }

  return {
    push(reading) {
      waiting.set(reading.id, reading)
      pump()
    },
    clear() {
      waiting.clear()
    },
  }
}
