import type { PlantEntry } from '../plant/plant'

/** What people call it: the operator's alias, else the device's label, else kind and the beginning of its id. */
export function entryName(entry: PlantEntry): string {
  const alias = entry.alias ?? ''
  if (alias !== '') return alias
  const label = entry.resource.label.trim()
  return label === '' ? `${entry.kind} ${entry.id.slice(0, 8)}` : label
}
