/** The six kinds of IS-04 resource. */
export type ResourceKind = 'node' | 'device' | 'source' | 'flow' | 'sender' | 'receiver'

/** All kinds, parents before children. */
export const RESOURCE_KINDS: readonly ResourceKind[] = ['node', 'device', 'source', 'flow', 'sender', 'receiver']

/** A resource as a registry or a node holds it, untouched. */
export type RawResource = Readonly<Record<string, unknown>>

/** A rational number; a missing denominator is 1 (IS-04 v1.3 `flow_core.json`). */
export type Rational = { readonly numerator: number; readonly denominator?: number }

/** What all resources have (IS-04 v1.3 `resource_core.json`). `raw` is the object that was read, by reference. */
export type ResourceCore = {
  readonly id: string
  /** TAI `sec:nsec`; empty when the resource has none. */
  readonly version: string
  readonly label: string
  readonly description: string
  readonly tags: Readonly<Record<string, readonly string[]>>
  readonly raw: RawResource
}

/** Where a Node API is served (IS-04 v1.3 `node.json` `api.endpoints`). */
export type NodeEndpoint = {
  readonly host: string
  readonly port: number
  readonly protocol: 'http' | 'https'
  readonly authorization?: boolean
}

/** A clock of a Node. PTP clocks also say `gmid`, `traceable` and `locked`. */
export type Clock = {
  readonly name: string
  readonly ref_type?: string
  readonly gmid?: string
  readonly traceable?: boolean
  readonly locked?: boolean
}

/** A network interface of a Node; `name` is what `interface_bindings` refer to. */
export type NetworkInterface = { readonly name: string; readonly port_id?: string; readonly chassis_id?: string | null }

/** A control endpoint of a Device (IS-04 v1.3 `device.json`). */
export type Control = { readonly href: string; readonly type: string; readonly authorization?: boolean }

export type Node = ResourceCore & {
  readonly kind: 'node'
  /** Deprecated in IS-04; empty when missing. */
  readonly href: string
  readonly hostname: string
  readonly apiVersions: readonly string[]
  readonly apiEndpoints: readonly NodeEndpoint[]
  readonly clocks: readonly Clock[]
  readonly interfaces: readonly NetworkInterface[]
}

export type Device = ResourceCore & {
  readonly kind: 'device'
  readonly type: string
  readonly node_id: string | null
  readonly controls: readonly Control[]
}

export type Source = ResourceCore & {
  readonly kind: 'source'
  readonly device_id: string | null
  /** Format URN; empty when missing. */
  readonly format: string
  readonly grain_rate: Rational | null
  readonly clock_name: string | null
  readonly parents: readonly string[]
  /** How many channels an audio source has; null when it does not say. */
  readonly channel_count: number | null
  readonly event_type: string | null
}

/** A component of a raw video Flow (IS-04 v1.3 `flow_video_raw.json`). */
export type VideoComponent = {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly bit_depth: number
}

export type Flow = ResourceCore & {
  readonly kind: 'flow'
  readonly source_id: string | null
  /** Null in v1.0, which had none. */
  readonly device_id: string | null
  readonly format: string
  readonly media_type: string | null
  readonly grain_rate: Rational | null
  readonly frame_width: number | null
  readonly frame_height: number | null
  readonly interlace_mode: string | null
  readonly colorspace: string | null
  readonly transfer_characteristic: string | null
  readonly components: readonly VideoComponent[]
  readonly sample_rate: Rational | null
  readonly bit_depth: number | null
  readonly event_type: string | null
}

export type Sender = ResourceCore & {
  readonly kind: 'sender'
  readonly device_id: string | null
  readonly flow_id: string | null
  readonly transport: string
  readonly manifest_href: string | null
  readonly interface_bindings: readonly string[]
  readonly subscription: { readonly active: boolean; readonly receiver_id: string | null }
}

/** What a Receiver can take (IS-04 v1.3 `receiver_*.json`, BCP-004-01). Null: it does not say, so anything. */
export type ReceiverCaps = {
  readonly media_types: readonly string[] | null
  readonly event_types: readonly string[] | null
  readonly constraint_sets: readonly RawResource[] | null
  /** TAI `sec:nsec` of the last change of the caps; empty when missing. */
  readonly version: string
}

export type Receiver = ResourceCore & {
  readonly kind: 'receiver'
  readonly device_id: string | null
  readonly transport: string
  readonly format: string
  readonly interface_bindings: readonly string[]
  readonly subscription: { readonly active: boolean; readonly sender_id: string | null }
  readonly caps: ReceiverCaps
}

/** Any IS-04 resource, told apart by `kind`. */
export type Resource = Node | Device | Source | Flow | Sender | Receiver

/** The resource type of a kind. */
export type ResourceOf<K extends ResourceKind> = Extract<Resource, { readonly kind: K }>

/** The path of a kind below an IS-04 API, without slashes: `node` → `nodes`. */
export function resourcePath(kind: ResourceKind): string {
  return `${kind}s`
}
