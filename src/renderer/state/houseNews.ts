import { houseStore, type House } from './house'

/** Calls back whenever the house has something new of this kind, or may have missed it. */
export const newsOf =
  (what: keyof House) =>
  (hear: () => void): (() => void) =>
    houseStore.subscribe((now, before) => {
      if (now[what] !== before[what]) hear()
    })
