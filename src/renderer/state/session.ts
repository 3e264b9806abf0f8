import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Actor, Role } from '../../contract'
import { connectionStore } from '../app/connection'

/** Who sits here; null until the door has said so. */
export const sessionStore = createStore<{ readonly actor: Actor | null }>(() => ({ actor: null }))
export const useActor = (): Actor | null => useStore(sessionStore, (s) => s.actor)

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, engineer: 2, admin: 3 }

/** Whether someone has at least this role. */
export const isAtLeast = (actor: Actor | null, role: Role): boolean => actor !== null && rank[actor.role] >= rank[role]

/** Asks who we are, each time the connection opens. Returns a disposer. */
export function followSession(ask: () => Promise<{ readonly actor: Actor }>): () => void {
  const look = (): void => {
    if (connectionStore.getState().state !== 'open') return
    ask()
      .then(({ actor }) => {
        sessionStore.setState({ actor })
      })
      .catch(() => undefined)
  }
  look()
  return connectionStore.subscribe(look)
}
