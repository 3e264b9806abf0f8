import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Health } from '../../contract'
import { connectionStore } from '../app/connection'

/** The engine's health, as last heard; `heardAt` is epoch ms. */
type HealthState = { readonly health: Health | null; readonly heardAt: number }

export const healthStore = createStore<HealthState>(() => ({ health: null, heardAt: 0 }))
export const useHealth = <T>(select: (health: Health | null) => T): T => useStore(healthStore, (s) => select(s.health))

/** How often it is asked for, and how soon after something happened, ms. */
const EVERY_MS = 5000
const SOON_MS = 250

/** Keeps the health fresh. `soon` asks a little later, once for many calls. */
export function pollHealth(ask: () => Promise<Health>): { readonly soon: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  const look = (): void => {
    timer = null
    if (connectionStore.getState().state !== 'open') return
    ask()
      .then((health) => {
        healthStore.setState({ health, heardAt: Date.now() })
      })
      .catch(() => undefined)
  }
  const soon = (): void => {
    timer ??= setTimeout(look, SOON_MS)
  }
  const beat = setInterval(look, EVERY_MS)
  const unsubscribe = connectionStore.subscribe(soon)
  soon()
  return {
    soon,
    stop: () => {
      clearInterval(beat)
      if (timer !== null) clearTimeout(timer)
      unsubscribe()
    },
  }
}
