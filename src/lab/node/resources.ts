import type { ResourceId } from '../identity'
import type { TaiText } from '../time/tai'

/** Kinds of IS-04 resources, in the order in which they are registered (IS-04 v1.3 §Behaviour: Registration). */
export const resourceTypes = ['node', 'device', 'source', 'flow', 'sender', 'receiver'] as const

export type ResourceType = (typeof resourceTypes)[number]

export type Tags = Readonly<Record<string, readonly string[]>>

/** IS-04 v1.3 resource_core.json. */
export type ResourceCore = {
  readonly id: ResourceId
  readonly version: TaiText
  readonly label: string
  readonly description: string
  readonly tags: Tags
}

export type NodeResource = ResourceCore & {
  readonly href: string
  readonly hostname: string
  readonly api: {
    readonly versions: readonly string[]
    readonly endpoints: readonly {
      readonly host: string
      readonly port: number
      readonly protocol: 'http'
      readonly authorization?: boolean
    }[]
  }
  readonly caps: object
  readonly services: readonly { readonly href: string; readonly type: string }[]
  readonly clocks: readonly object[]
  readonly interfaces: readonly {
    readonly name: string
    readonly chassis_id: string
    readonly port_id: string
    readonly attached_network_device?: { readonly chassis_id: string; readonly port_id: string }
  }[]
}

export type DeviceResource = ResourceCore & {
  readonly type: string
  readonly node_id: ResourceId
  readonly senders: readonly ResourceId[]
  readonly receivers: readonly ResourceId[]
  readonly controls: readonly { readonly type: string; readonly href: string; readonly authorization?: boolean }[]
}

export type SourceResource = ResourceCore & {
  readonly device_id: ResourceId
  readonly format: string
  readonly caps: object
  readonly parents: readonly ResourceId[]
  readonly clock_name: string | null
  readonly event_type?: string
}

export type FlowResource = ResourceCore & {
  readonly device_id: ResourceId
  readonly source_id: ResourceId
  readonly format: string
  readonly media_type: string
  readonly parents: readonly ResourceId[]
  readonly event_type?: string
}

export type SenderResource = ResourceCore & {
  readonly device_id: ResourceId
  readonly flow_id: ResourceId | null
  readonly transport: string
  readonly manifest_href: string | null
  readonly interface_bindings: readonly string[]
  readonly subscription: { readonly receiver_id: ResourceId | null; readonly active: boolean }
}

export type ReceiverResource = ResourceCore & {
  readonly device_id: ResourceId
  readonly format: string
  readonly transport: string
  readonly caps: object
  readonly interface_bindings: readonly string[]
  readonly subscription: { readonly sender_id: ResourceId | null; readonly active: boolean }
}

/** One resource with its kind; `data` is what goes on the wire. */
export type Resource =
  | { readonly type: 'node'; readonly data: NodeResource }
  | { readonly type: 'device'; readonly data: DeviceResource }
  | { readonly type: 'source'; readonly data: SourceResource }
  | { readonly type: 'flow'; readonly data: FlowResource }
  | { readonly type: 'sender'; readonly data: SenderResource }
  | { readonly type: 'receiver'; readonly data: ReceiverResource }
