import { useSyncExternalStore } from 'react'

const MINUTE_MS = 60_000

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let minute = Date.now()

function tick(): void {
  minute = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === null) {
    minute = Date.now()
    timer = setInterval(tick, MINUTE_MS)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** The time, epoch ms, renewed once a minute: for many small things that say a time. Stands still where not `wanted`. */
export const useMinute = (wanted: boolean): number => useSyncExternalStore(subscribe, () => (wanted ? minute : 0))
