import type { Id, SearchHit } from '../../../contract'
import { pictureStore } from '../../state/picture'
import {
  flyTo,
  groupKey,
  isShown,
  setFormats,
  setRooms,
  setSites,
  viewStore,
  type SelectionKind,
} from '../../state/view'

/** Selects a thing of the picture and has the graph fly there, through filters that would hide it. */
export function flyToThing(kind: SelectionKind, id: Id): void {
  const picture = pictureStore.getState()
  const record =
    picture.senders.get(id) ?? picture.receivers.get(id) ?? picture.devices.get(id) ?? picture.nodes.get(id)
  if (record !== undefined && !isShown(viewStore.getState(), record)) {
    setSites(null)
    setRooms(null)
    setFormats(null)
  }
  flyTo({ kind, id }, record === undefined ? null : groupKey(record))
}

/** The same for a hit. Sources and flows are not in the picture: nothing to fly to. */
export function flyToHit(hit: SearchHit): void {
  if (hit.kind === 'source' || hit.kind === 'flow') return
  flyToThing(hit.kind, hit.id)
}
