import type { Id, SearchHit } from '../../../contract'
import { pictureStore } from '../../state/picture'
import { problemOf } from '../../state/problem'
import { toast } from '../../state/toasts'
import { flyTo, groupKey, isShown, select, showEverything, viewStore, type SelectionKind } from '../../state/view'
import { client } from '../client'

/** Selects a thing of the picture and has the graph fly there, through filters that would hide it. */
export function flyToThing(kind: SelectionKind, id: Id): void {
  const picture = pictureStore.getState()
  const record =
    picture.senders.get(id) ?? picture.receivers.get(id) ?? picture.devices.get(id) ?? picture.nodes.get(id)
  if (record !== undefined && !isShown(viewStore.getState(), record)) {
    showEverything()
  }
  if (record?.kind === 'node') {
    flyToNode(id)
    return
  }
  flyTo({ kind, id }, record === undefined ? null : groupKey(record))
}

/** A node is drawn as its devices: the graph flies to the first, the panel shows the node. */
function flyToNode(id: Id): void {
  for (const device of pictureStore.getState().devices.values()) {
    if (device.parent !== id) continue
    flyTo({ kind: 'device', id: device.id }, groupKey(device))
    break
  }
  select({ kind: 'node', id })
}

/** The same for a hit. Sources and flows are not in the picture: their device is. */
export function flyToHit({ kind, id }: SearchHit): void {
  if (kind !== 'source' && kind !== 'flow') {
    flyToThing(kind, id)
    return
  }
  const asked = kind === 'source' ? client.sources.get({ id }) : client.flows.get({ id })
  asked.then(
    ({ deviceId }) => {
      if (deviceId === null) toast('note', `This ${kind} names no device, so it has no place in the picture.`)
      else flyToThing('device', deviceId)
    },
    (thrown: unknown) => {
      toast('trouble', problemOf(thrown))
    },
  )
}
