import type { Id, ImpactKind } from '../../../contract'
import type { PlantEntry, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import type { Lost } from './impact'

/** What a thing is made of, itself included; null: there is no such thing. `label`: what people call it. */
export function whatIsLost(
  plant: PlantView,
  kind: ImpactKind,
  id: Id,
  site: string | null,
): (Lost & { readonly label: string; readonly entries: readonly PlantEntry[] }) | null {
  switch (kind) {
    case 'sender':
    case 'receiver':
    case 'device':
    case 'node': {
      const entry = plant.entry(kind, id)
      if (entry === undefined) return null
      return { ...lostOf(withParts(plant, [entry])), label: entryName(entry), place: null }
    }
    case 'site': {
      const found = plant.inSite(id)
      if (found.length === 0) return null
      return { ...lostOf(withParts(plant, found)), label: id, place: { site: id, room: null } }
    }
    case 'room': {
      const found = plant.inRoom(id).filter((entry) => site === null || entry.site === site)
      if (found.length === 0) return null
      const label = site === null ? id : `${id} (${site})`
      return { ...lostOf(withParts(plant, found)), label, place: { site, room: id } }
    }
  }
}

/** With the devices of nodes and the ports of devices. Sources and flows are nothing of their own. */
function withParts(plant: PlantView, entries: readonly PlantEntry[]): readonly PlantEntry[] {
  const found = new Map<Id, PlantEntry>()
  const add = (entry: PlantEntry): void => {
    if (found.has(entry.id) || entry.kind === 'source' || entry.kind === 'flow') return
    found.set(entry.id, entry)
    if (entry.kind === 'node') plant.devicesOfNode(entry.id).forEach(add)
    if (entry.kind !== 'device') return
    plant.sendersOfDevice(entry.id).forEach(add)
    plant.receiversOfDevice(entry.id).forEach(add)
  }
  entries.forEach(add)
  return [...found.values()]
}

function lostOf(entries: readonly PlantEntry[]): Omit<Lost, 'place'> & { readonly entries: readonly PlantEntry[] } {
  const names = new Map<string, Id>()
  for (const { id, alias, resource } of entries) {
    for (const name of [alias ?? '', resource.label]) if (name.trim() !== '' && !names.has(name)) names.set(name, id)
  }
  return { ids: new Set(entries.map(({ id }) => id)), names, entries }
}
