import type { PlantEvent } from '../../contract'

type WithoutId<E> = E extends unknown ? Omit<E, 'id'> : never
/** An event before it has its number. */
export type NewEvent = WithoutId<PlantEvent>

/** What happens, numbered and kept for a while, so that a listener that was away can be told what it missed. */
export type EventLog = {
  readonly append: (event: NewEvent) => void
  /**
   * Events from now on, or after `lastId` (an SSE `Last-Event-ID`). When those are no longer kept, `gap` comes first.
   * A listener too slow for `capacity` events also gets a `gap`. Ends with `signal` or `stop`.
   */
  readonly watch: (lastId: number | null, signal: AbortSignal | undefined) => AsyncGenerator<PlantEvent>
  readonly stop: () => void
}

/** `capacity`: how many events are kept. */
export function createEventLog({ capacity }: { readonly capacity: number }): EventLog {
  const kept: PlantEvent[] = []
  const waiting = new Set<() => void>()
  let last = 0
  let stopped = false

  function wake(): void {
    for (const go of [...waiting]) go()
  }

  function wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        waiting.delete(go)
        signal?.removeEventListener('abort', go)
        resolve()
      }
      waiting.add(go)
      signal?.addEventListener('abort', go, { once: true })
    })
  }

  const ended = (signal: AbortSignal | undefined) => stopped || signal?.aborted === true

  return {
    append(event) {
      last += 1
      kept.push({ ...event, id: last } as PlantEvent)
      if (kept.length > capacity) kept.shift()
      wake()
    },
    async *watch(lastId, signal) {
      // A number from the future is one of an engine before this one: all of it was missed.
      let at = lastId ?? last
      if (at > last || at < 0) {
        at = last
        yield { type: 'gap', id: last }
      }
      while (!ended(signal)) {
        const first = kept[0]?.id ?? last + 1
        if (at + 1 < first) {
          at = first - 1
          yield { type: 'gap', id: at }
        }
        const next = kept[at + 1 - first]
        if (next === undefined) {
          await wait(signal)
          continue
        }
        at = next.id
        yield next
      }
    },
    stop() {
      stopped = true
      wake()
    },
  }
}
