import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Format, Id, LightRecord } from '../../contract'
import { airOf } from './onAir'

export type SelectionKind = LightRecord['kind']
export type Selection = { readonly kind: SelectionKind; readonly id: Id }

/** What the person is doing. Filters are null while they let everything through. */
export type View = {
  readonly sites: ReadonlySet<string> | null
  /** Of group keys, see `groupKey`. */
  readonly rooms: ReadonlySet<string> | null
  readonly formats: ReadonlySet<Format> | null
  /** Only what is on air, and what feeds it. */
  readonly onAir: boolean
  /** What the panel shows. */
  readonly selected: Selection | null
  /** Ports chosen together, to be routed, held or captured as one. */
  readonly selection: ReadonlySet<Id>
  /** Group keys whose devices are folded away. */
  readonly collapsed: ReadonlySet<string>
  /** Where the graph should fly; `at` (epoch ms) makes flying there twice two wishes. */
  readonly flyTo: { readonly id: Id; readonly at: number } | null
  readonly autoTake: boolean
  readonly finder: boolean
}

/** The key of a group of the picture. Rooms of the same name at two sites are two. */
export const groupKey = (of: { readonly site: string | null; readonly room: string | null }): string =>
  `${of.site ?? ''}|${of.room ?? ''}`

const nothingChosen: ReadonlySet<Id> = new Set()

export const viewStore = createStore<View>(() => ({
  sites: null,
  rooms: null,
  formats: null,
  onAir: false,
  selected: null,
  selection: nothingChosen,
  collapsed: new Set(),
  flyTo: null,
  autoTake: false,
  finder: false,
}))

export const useView = <T>(select: (view: View) => T): T => useStore(viewStore, select)

/** Whether the filters let a record through. Nodes and devices have no format of their own. */
export function isShown(view: Pick<View, 'sites' | 'rooms' | 'formats' | 'onAir'>, record: LightRecord): boolean {
  if (view.sites !== null && !view.sites.has(record.site ?? '')) return false
  if (view.rooms !== null && !view.rooms.has(groupKey(record))) return false
  if (view.onAir && (record.kind === 'sender' || record.kind === 'receiver') && airOf(record.tally) === null)
    return false
  if (view.formats === null || record.kind === 'node' || record.kind === 'device') return true
  return view.formats.has(record.format)
}

const set = viewStore.setState

export const setSites = (sites: ReadonlySet<string> | null): void => {
  set({ sites })
}
export const setRooms = (rooms: ReadonlySet<string> | null): void => {
  set({ rooms })
}
export const setFormats = (formats: ReadonlySet<Format> | null): void => {
  set({ formats })
}
export const setOnAir = (onAir: boolean): void => {
  set({ onAir })
}
/** Lets everything through again. */
export const showEverything = (): void => {
  set({ sites: null, rooms: null, formats: null, onAir: false })
}
/** Shows one thing in the panel; what was chosen together is let go. */
export const select = (selected: Selection | null): void => {
  set({ selected, selection: nothingChosen })
}
/** Chooses these ports together. */
export const choose = (ids: Iterable<Id>): void => {
  const selection = new Set(ids)
  set({ selection: selection.size === 0 ? nothingChosen : selection })
}
export const chooseNothing = (): void => {
  set({ selection: nothingChosen })
}
/** Puts a port among those that are chosen together, or takes it out; the first one joins what the panel shows. */
export const toggleChosen = (port: { readonly kind: 'sender' | 'receiver'; readonly id: Id }): void => {
  set(({ selected, selection }) => {
    const next = new Set(selection)
    if (next.size === 0 && selected !== null && (selected.kind === 'sender' || selected.kind === 'receiver'))
      next.add(selected.id)
    if (next.has(port.id) && (selection.size > 0 || selected?.id === port.id)) next.delete(port.id)
    else next.add(port.id)
    return { selection: next.size === 0 ? nothingChosen : next, selected: { kind: port.kind, id: port.id } }
  })
}
export const setAutoTake = (autoTake: boolean): void => {
  set({ autoTake })
}
export const showFinder = (finder: boolean): void => {
  set({ finder })
}
export const toggleCollapsed = (key: string): void => {
  set(({ collapsed }) => {
    const next = new Set(collapsed)
    if (!next.delete(key)) next.add(key)
    return { collapsed: next }
  })
}
/** Selects a thing, opens the group it is in, and has the graph fly there. */
export const flyTo = (selected: Selection, group: string | null): void => {
  set(({ collapsed }) => {
    const open = new Set(collapsed)
    if (group !== null) open.delete(group)
    return { selected, selection: nothingChosen, collapsed: open, flyTo: { id: selected.id, at: Date.now() } }
  })
}
