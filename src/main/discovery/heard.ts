import type { Id } from '../../contract'
import { RESOURCE_KINDS, type Resource, type ResourceKind } from '../nmos/resources'
import { compareVersions } from '../nmos/tai'
import type { WitnessChange } from '../plant/witness'
import type { Listed } from './absence'
import type { SourceParts } from './source'

/** What the subscriptions told while a listing was under way: it is newer than the listing. */
export type Heard = {
  readonly begin: () => void
  readonly end: () => void
  readonly note: (change: WitnessChange) => void
  /** Whether a listed resource is newer than what is known. What was removed meanwhile is not. */
  readonly isNews: (parts: Pick<SourceParts, 'plant' | 'witness'>) => (resource: Resource) => boolean
  /** What came meanwhile may be on no page: it is there all the same. */
  readonly addTo: (listed: Listed) => void
}

export function createHeard(): Heard {
  const came = new Map<Id, ResourceKind>()
  const gone = new Set<Id>()
  let isOn = false

  return {
    begin() {
      isOn = true
    },
    end() {
      isOn = false
      came.clear()
      gone.clear()
    },
    note(change) {
      if (!isOn) return
      if (change.type === 'put') {
        came.set(change.resource.id, change.resource.kind)
        gone.delete(change.resource.id)
      } else {
        came.delete(change.id)
        gone.add(change.id)
      }
    },
    isNews:
      ({ plant, witness }) =>
      ({ id, version }) => {
        if (gone.has(id)) return false
        const held = plant.get(id)?.witnesses.get(witness)?.version
        return held === undefined || compareVersions(version, held) >= 0
      },
    addTo(listed) {
      for (const [id, kind] of came) listed[kind].add(id)
      for (const id of gone) for (const kind of RESOURCE_KINDS) listed[kind].delete(id)
    },
  }
}
