import type { Essence } from './formats'
import type { Transport } from './urn'

/** What a plant says about a port of a device; `key` is unique within the plant and is what the id is made of. */
type PortBlueprint = {
  readonly key: string
  readonly label: string
  readonly description: string
  readonly transport: Transport
  /** Two for ST 2022-7. */
  readonly legs: 1 | 2
  /** BCP-002-01 natural group, `<group>:<role>`. */
  readonly groupHint?: string
}

export type SenderBlueprint = PortBlueprint & {
  readonly essence: Essence
  readonly active: boolean
  /** Keys of the senders whose sources this one is made from, when the plant starts (IS-04 v1.3 source `parents`). */
  readonly madeFrom?: readonly string[]
  /** A number of its own in the plant; multicast addresses are made of it. */
  readonly index: number
}

export type ReceiverBlueprint = PortBlueprint & {
  readonly caps: ReceiverCaps
  /** Key of the sender that it is on when the plant starts. */
  readonly connectedTo?: string
}

/** BCP-004-01 capabilities; `constraintSets` without `urn:x-nmos:cap:` prefixes left out: as they go on the wire. */
export type ReceiverCaps = {
  readonly format: 'video' | 'audio' | 'data' | 'mux'
  readonly mediaTypes?: readonly string[]
  readonly eventTypes?: readonly string[]
  readonly constraintSets?: readonly ConstraintSet[]
}

export type ConstraintSet = Readonly<Record<string, unknown>>

export type DeviceBlueprint = {
  readonly key: string
  readonly label: string
  readonly description: string
  /** False: no Connection API for this device. */
  readonly controllable: boolean
  readonly tags: Readonly<Record<string, readonly string[]>>
  readonly senders: readonly SenderBlueprint[]
  readonly receivers: readonly ReceiverBlueprint[]
}

export type NodeBlueprint = {
  readonly key: string
  readonly label: string
  readonly description: string
  /** A number of its own in the plant; addresses are made of it. */
  readonly index: number
  readonly tags: Readonly<Record<string, readonly string[]>>
  readonly devices: readonly DeviceBlueprint[]
}

export type PlantBlueprint = {
  readonly name: string
  readonly seed: string
  readonly nodes: readonly NodeBlueprint[]
}
