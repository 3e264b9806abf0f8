import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** A word about something that is not visible where the person looks. */
export type Toast = { readonly id: number; readonly kind: 'note' | 'trouble'; readonly text: string }

const store = createStore<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }))
let last = 0

/** How long a toast stays, ms: a trouble long enough to be read twice. */
const STAYS_MS = { note: 4000, trouble: 12_000 } as const

export const closeToast = (id: number): void => {
  store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}
export const toast = (kind: Toast['kind'], text: string): void => {
  last += 1
  const id = last
  store.setState(({ toasts }) => ({ toasts: [...toasts.filter((t) => t.text !== text), { id, kind, text }].slice(-4) }))
  setTimeout(closeToast, STAYS_MS[kind], id)
}
export const useToasts = (): readonly Toast[] => useStore(store, (state) => state.toasts)
