import type { Scope } from '../../contract'
import type { EntryOf, PlantView } from '../plant/plant'
import { inScope } from '../plant/scope'
import { entryName } from '../policy/entryName'
import { naturalOrder } from '../plant/naturalOrder'

/** The receivers of a part of the plant: by site, room and name; those of a selection in its own order. */
export function receiversIn(scope: Scope, plant: PlantView): readonly EntryOf<'receiver'>[] {
  if (scope.kind === 'selection') {
    const found = [...new Set(scope.ids)].map((id) => plant.entry('receiver', id))
    return found.filter((entry) => entry !== undefined)
  }
  const found: EntryOf<'receiver'>[] = []
  for (const entry of plant.all('receiver')) if (inScope(scope, entry)) found.push(entry)
  const keys = new Map(found.map((entry) => [entry, [entry.site ?? '', entry.room ?? '', entryName(entry)]]))
  return found.sort((a, b) => compareKeys(keys.get(a) ?? [], keys.get(b) ?? []))
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [i, key] of a.entries()) {
    const order = naturalOrder(key, b[i] ?? '')
    if (order !== 0) return order
  }
  return 0
}
