import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { PlantEvent } from '../../contract'

type What = Extract<PlantEvent, { type: 'house' }>['what']

/** Counts, for each kind of thing that the house keeps, how often it may have changed: another number, ask afresh. */
export type House = Readonly<Record<What, number>>

const kinds: House = {
  salvos: 0,
  snapshots: 0,
  locks: 0,
  windows: 0,
  schedules: 0,
  settings: 0,
  policies: 0,
  tally: 0,
  brokers: 0,
  devices: 0,
  modules: 0,
  playbooks: 0,
  triggers: 0,
  jobs: 0,
  recovery: 0,
}

export const houseStore = createStore<House>(() => kinds)
export const useHouse = (what: What): number => useStore(houseStore, (house) => house[what])

/** Something of this kind has changed. */
export const houseChanged = (what: What): void => {
  houseStore.setState((house) => ({ [what]: house[what] + 1 }))
}

/** News may have been missed: everything may have changed. */
export const houseMissed = (): void => {
  for (const what of Object.keys(kinds) as What[]) houseChanged(what)
}
