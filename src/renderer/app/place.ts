import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** The views there are. */
export const views = [
  'topology',
  'salvos',
  'schedules',
  'policies',
  'tally',
  'windows',
  'registries',
  'brokers',
  'history',
  'audit',
  'settings',
  'keys',
] as const
export type ViewName = (typeof views)[number]

/** Where the person is: a view and, after the second slash of the hash, what they opened in it. */
export type Place = { readonly view: ViewName; readonly what: string | null }

/** Reads `#/history/1841`; anything else is the topology. */
export function placeOf(hash: string): Place {
  const [, name, what] = hash.split('/')
  const view = views.find((known) => known === name)
  return { view: view ?? 'topology', what: what === undefined || what === '' ? null : decodeURIComponent(what) }
}

const placeStore = createStore<Place>(() => placeOf(location.hash))
window.addEventListener('hashchange', () => {
  placeStore.setState(placeOf(location.hash), true)
})

export const hashOf = (view: ViewName, what: string | null): string =>
  what === null ? `#/${view}` : `#/${view}/${encodeURIComponent(what)}`
export const goTo = (view: ViewName, what: string | null): void => {
  location.hash = hashOf(view, what)
}
export const usePlace = (): Place => useStore(placeStore)
