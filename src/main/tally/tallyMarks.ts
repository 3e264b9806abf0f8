import type { Id, Tally, TallyEntry } from '../../contract'
import type { Marks, Plant, PlantDiff } from '../plant/plant'
import { createGroupIndex } from './groupIndex'
import type { MappingStates } from './mappingStates'
import { spread } from './spread'
import { createUpstream, nameOf, senderOf } from './upstream'

/** What the mappings say, as marks on the plant. */
export type TallyMarks = {
  /** Brings the plant up to what the mappings say now; answers whether anything is said otherwise than before. */
  readonly settle: () => boolean
  /** Of everything of which a tally says something, by name, as it was last settled. */
  readonly entries: () => readonly TallyEntry[]
  /** Whether a change of the plant changes who feeds what is on air, or who belongs to a group. Marks alone do not. */
  readonly isMoved: (diff: PlantDiff) => boolean
}

export function createTallyMarks(plant: Plant, states: Pick<MappingStates, 'lit'>): TallyMarks {
  const groups = createGroupIndex(plant)
  const upstream = createUpstream(plant)
  /** What the plant was told of each thing. */
  const marked = new Map<Id, Tally>()
  let spoken: ReturnType<typeof spread> = new Map()

  return {
    settle() {
      spoken = spread(upstream, groups, states.lit())
      const changed: (readonly [Id, Pick<Marks, 'tally'>])[] = []
      for (const id of marked.keys()) {
        if (spoken.has(id)) continue
        marked.delete(id)
        changed.push([id, { tally: null }])
      }
      for (const [id, { tallies }] of spoken) {
        const [tally] = tallies
        if (tally === undefined || isSameTally(marked.get(id), tally)) continue
        marked.set(id, tally)
        changed.push([id, { tally }])
      }
      if (changed.length > 0) plant.setManyMarks(changed)
      return changed.length > 0
    },
    entries: () =>
      [...spoken]
        .map(([target, { kind, tallies }]): TallyEntry => {
          const entry = plant.get(target)
          return { target, label: nameOf(entry, target), kind, tallies: [...tallies], senderId: senderOf(entry) }
        })
        .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }) || a.target.localeCompare(b.target)),
    isMoved({ added, updated, removed }) {
      const isOther = added.length > 0 || removed.length > 0
      const isReread = isOther || updated.some(([from, to]) => from.resource !== to.resource)
      if (isReread) groups.forget()
      const isMoved =
        isReread || updated.some(([from, to]) => from.connection !== to.connection || from.alias !== to.alias)
      if (isMoved) upstream.forget()
      return isMoved
    },
  }
}

function isSameTally(a: Tally | undefined, b: Tally): boolean {
  return a === b || (a?.state === b.state && a.since === b.since && a.stale === b.stale && a.by === b.by)
}
