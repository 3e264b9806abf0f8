import type { Id } from '../../src/contract'
import { controlsOf } from '../../src/main/nmos/urn'
import type { EntryOf, PlantView } from '../../src/main/plant/plant'

export type SalvoRoute = {
  readonly senderId: Id
  readonly receiverId: Id
  /** Connection APIs of the receiver's and the sender's device, with a slash at the end. */
  readonly deviceUrl: string
  readonly senderDeviceUrl: string
}

/**
 * Each receiver of a node on the sender of the same place of the node `turn` further on: each sender once. Nodes take turns,
 * so that a loop over the list speaks to many of them at once.
 */
export function routesOf(plant: PlantView, turn: number): readonly SalvoRoute[] {
  const devices = [...plant.all('device')].sort((a, b) => byLabel(a, b))
  const ports = devices.map((device) => ({
    url: urlOf(device),
    senders: [...plant.sendersOfDevice(device.id)].sort((a, b) => byPlace(a, b)),
    receivers: [...plant.receiversOfDevice(device.id)].sort((a, b) => byPlace(a, b)),
  }))
  const places = ports[0]?.receivers.length ?? 0
  return Array.from({ length: places }, (_, place) =>
    ports.flatMap(({ url, receivers }, index) => {
      const from = ports[(index + 1 + (turn % 7)) % ports.length]
      const [sender, receiver] = [from?.senders[place], receivers[place]]
      if (from === undefined || sender === undefined || receiver === undefined) return []
      return [{ senderId: sender.id, receiverId: receiver.id, deviceUrl: url, senderDeviceUrl: from.url }]
    }),
  ).flat()
}

function urlOf({ resource }: EntryOf<'device'>): string {
  const [control] = controlsOf(resource, 'sr-ctrl')
  if (control === undefined) throw new Error(`${resource.label} has no Connection API`)
  return control.href.endsWith('/') ? control.href : `${control.href}/`
}

type Labelled = EntryOf<'device'> | EntryOf<'sender'> | EntryOf<'receiver'>

function byLabel(a: Labelled, b: Labelled): number {
  return a.resource.label.localeCompare(b.resource.label)
}

/** `N001 VIDEO OUT 004` is in place 004. */
function byPlace(a: Labelled, b: Labelled): number {
  return a.resource.label.slice(-3).localeCompare(b.resource.label.slice(-3))
}
