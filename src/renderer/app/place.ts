import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** The views there are. */
export const views = [
  'topology',
  'salvos',
  'playbooks',
  'schedules',
  'triggers',
  'jobs',
  'devices',
  'policies',
  'tally',
  'windows',
  'registries',
  'brokers',
  'history',
  'audit',
  'settings',
  'keys',
  'panel',
] as const
export type ViewName = (typeof views)[number]

/** Where the person is: a view and, after the second slash of the hash, what they opened in it. */
export type Place = { readonly view: ViewName; readonly what: string | null }

/** The address of a module's panel as a page of its own. */
const ALONE = /^\/ui\/([^/]+)\/?$/

/** Reads `#/history/1841` and, without a hash, the path `/ui/ndi`; anything else is the topology. */
export function placeOf(hash: string, path: string): Place {
  const [, module] = ALONE.exec(path) ?? []
  if (module !== undefined && hash === '') return { view: 'panel', what: decodeURIComponent(module) }
  const [, name, what] = hash.split('/')
  const view = views.find((known) => known === name)
  return { view: view ?? 'topology', what: what === undefined || what === '' ? null : decodeURIComponent(what) }
}

const placeStore = createStore<Place>(() => placeOf(location.hash, location.pathname))
window.addEventListener('hashchange', () => {
  placeStore.setState(placeOf(location.hash, location.pathname), true)
})

export const hashOf = (view: ViewName, what: string | null): string =>
  what === null ? `#/${view}` : `#/${view}/${encodeURIComponent(what)}`
export const goTo = (view: ViewName, what: string | null): void => {
  location.hash = hashOf(view, what)
}
/** Whether a panel is looked at as a page of its own, without anything around it. */
export const isAlone = ({ view }: Place): boolean =>
  view === 'panel' && location.hash === '' && ALONE.test(location.pathname)
export const usePlace = (): Place => useStore(placeStore)
