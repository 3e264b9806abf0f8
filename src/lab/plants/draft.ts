import type {
  DeviceBlueprint,
  NodeBlueprint,
  PlantBlueprint,
  ReceiverBlueprint,
  ReceiverCaps,
  SenderBlueprint,
} from '../node/blueprint'
import type { Essence } from '../node/formats'
import type { Transport } from '../node/urn'

/** A sender as a plant's file says it; two legs of multicast and active unless said otherwise. */
export type SenderDraft = {
  readonly label: string
  readonly essence: Essence
  readonly key?: string
  readonly description?: string
  readonly transport?: Transport
  readonly legs?: 1 | 2
  readonly inactive?: true
  readonly group?: string
  /** `<device>/<label or key>` of the senders that it is made from. */
  readonly madeFrom?: readonly string[]
}

export type ReceiverDraft = {
  readonly label: string
  readonly caps: ReceiverCaps
  readonly key?: string
  readonly description?: string
  readonly transport?: Transport
  readonly legs?: 1 | 2
  readonly group?: string
  /** `<device>/<label or key>` of the sender that it is on at the start. */
  readonly on?: string
}

export type DeviceDraft = {
  readonly label: string
  readonly description: string
  readonly room: string
  readonly uncontrolled?: true
  readonly senders?: readonly SenderDraft[]
  readonly receivers?: readonly ReceiverDraft[]
}

export type NodeDraft = {
  readonly label: string
  readonly description: string
  readonly site: string
  readonly devices: readonly DeviceDraft[]
}

/** Numbers and keys a plant's draft, so that ids and addresses follow from names and places. */
export function plantOf(name: string, seed: string, drafts: readonly NodeDraft[]): PlantBlueprint {
  let senders = 0
  const nodes = drafts.map((draft, index): NodeBlueprint => {
    const room = draft.devices[0]?.room ?? ''
    return {
      key: draft.label,
      label: draft.label,
      description: draft.description,
      index,
      tags: { site: [draft.site], room: [room] },
      devices: draft.devices.map((device): DeviceBlueprint => ({
        key: device.label,
        label: device.label,
        description: device.description,
        controllable: device.uncontrolled !== true,
        tags: { site: [draft.site], room: [device.room] },
        senders: (device.senders ?? []).map((sender) => senderOf(device, sender, senders++)),
        receivers: (device.receivers ?? []).map((receiver) => receiverOf(device, receiver)),
      })),
    }
  })
  return { name, seed, nodes }
}

function senderOf(device: DeviceDraft, draft: SenderDraft, index: number): SenderBlueprint {
  return {
    key: `${device.label}/${draft.key ?? draft.label}`,
    label: draft.label,
    description: draft.description ?? '',
    transport: draft.transport ?? 'rtp.mcast',
    legs: draft.legs ?? (draft.transport === undefined || draft.transport.startsWith('rtp') ? 2 : 1),
    essence: draft.essence,
    active: draft.inactive !== true,
    index,
    ...(draft.group === undefined ? {} : { groupHint: draft.group }),
    ...(draft.madeFrom === undefined ? {} : { madeFrom: draft.madeFrom }),
  }
}

function receiverOf(device: DeviceDraft, draft: ReceiverDraft): ReceiverBlueprint {
  return {
    key: `${device.label}/${draft.key ?? draft.label}`,
    label: draft.label,
    description: draft.description ?? '',
    transport: draft.transport ?? 'rtp.mcast',
    legs: draft.legs ?? (draft.transport === undefined || draft.transport.startsWith('rtp') ? 2 : 1),
    caps: draft.caps,
    ...(draft.group === undefined ? {} : { groupHint: draft.group }),
    ...(draft.on === undefined ? {} : { connectedTo: draft.on }),
  }
}
