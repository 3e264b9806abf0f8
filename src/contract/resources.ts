import { z } from 'zod'
import { Booking, Hold, Route } from './light'
import { Format, Id, ResourceKind, Status, Timestamp } from './primitives'
import { Tally } from './tally'

/** Who says that a resource exists: a registry (by its id), a node given by URL, or the devices of an MQTT broker. */
export const Witness = z.object({
  id: Id,
  kind: z.enum(['registry', 'node', 'broker']),
  label: z.string(),
  seenAt: Timestamp,
})
export type Witness = z.infer<typeof Witness>

const common = {
  id: Id,
  label: z.string(),
  alias: z.string().nullable(),
  description: z.string(),
  status: Status,
  site: z.string().nullable(),
  room: z.string().nullable(),
  tags: z.record(z.string(), z.array(z.string())),
}

export const NodeView = z.object({ ...common, hostname: z.string(), href: z.string() })
export const DeviceView = z.object({ ...common, nodeId: Id.nullable(), type: z.string(), controllable: z.boolean() })
export const SourceView = z.object({ ...common, deviceId: Id.nullable(), format: Format })
export const FlowView = z.object({
  ...common,
  deviceId: Id.nullable(),
  sourceId: Id.nullable(),
  format: Format,
  mediaType: z.string().nullable(),
  /** In words: `1080p50`, `2 ch 48 kHz`; empty when the flow does not say. */
  summary: z.string(),
})
export const SenderView = z.object({
  ...common,
  format: Format,
  transport: z.string(),
  deviceId: Id.nullable(),
  nodeId: Id.nullable(),
  flowId: Id.nullable(),
  active: z.boolean(),
})

/** One path of ST 2022-7, as `/active` says. */
export const Leg = z.object({
  enabled: z.boolean(),
  multicast: z.string().nullable(),
  port: z.number().int().nullable(),
  source: z.string().nullable(),
  interface: z.string().nullable(),
})
export type Leg = z.infer<typeof Leg>

export const ReceiverView = z.object({
  ...common,
  format: Format,
  transport: z.string(),
  deviceId: Id.nullable(),
  nodeId: Id.nullable(),
  caps: z.record(z.string(), z.unknown()),
  controllable: z.boolean(),
  connection: Route.extend({ legs: z.array(Leg) }),
  /** Null: no tally says anything of it. A stale tally counts as on air. */
  onAir: z.boolean().nullable(),
  tally: Tally.nullable(),
  lock: Hold.nullable(),
  booking: Booking.nullable(),
})
export type NodeView = z.infer<typeof NodeView>
export type DeviceView = z.infer<typeof DeviceView>
export type SourceView = z.infer<typeof SourceView>
export type FlowView = z.infer<typeof FlowView>
export type SenderView = z.infer<typeof SenderView>
export type ReceiverView = z.infer<typeof ReceiverView>

/** What its device says about a sender or receiver right now (IS-05), and the resource as its witnesses hold it. */
export const Inspection = z.object({
  kind: ResourceKind,
  id: Id,
  /** The raw IS-04 resource. */
  resource: z.record(z.string(), z.unknown()),
  witnesses: z.array(Witness),
  /** In words: `1080p50 · BT709`; empty when unknown. */
  summary: z.string(),
  legs: z.array(Leg),
  staged: z.unknown().nullable(),
  /** Its `/active`; of an input of a device on MQTT: what the device said of it last. */
  active: z.unknown().nullable(),
  constraints: z.unknown().nullable(),
  /** The transport file as the sender serves it (of a receiver: the one in its `/active`), or null. */
  transportFile: z.string().nullable(),
  /** The device's fault in its own words where something could not be read; null when all was. */
  fault: z.string().nullable(),
  readAt: Timestamp,
})
export type Inspection = z.infer<typeof Inspection>

/** A hit of the finder. `match` says by what: `label`, `alias`, `id`, `address`, `format`. */
export const SearchHit = z.object({
  kind: ResourceKind,
  id: Id,
  label: z.string(),
  alias: z.string().nullable(),
  /** Where it is, in words: device · room · site. */
  where: z.string(),
  format: Format.nullable(),
  status: Status,
  match: z.string(),
})
export type SearchHit = z.infer<typeof SearchHit>

/** The plant as a picture for other systems: rooms, devices, ports, edges. */
export const Topology = z.object({
  groups: z.array(
    z.object({ id: z.string(), site: z.string().nullable(), room: z.string().nullable(), devices: z.array(Id) }),
  ),
  devices: z.array(
    z.object({ id: Id, label: z.string(), alias: z.string().nullable(), status: Status, nodeId: Id.nullable() }),
  ),
  ports: z.array(
    z.object({
      id: Id,
      kind: z.enum(['sender', 'receiver']),
      deviceId: Id.nullable(),
      label: z.string(),
      alias: z.string().nullable(),
      format: Format,
      status: Status,
    }),
  ),
  edges: z.array(z.object({ senderId: Id, receiverId: Id, format: Format, inferred: z.boolean(), status: Status })),
})
export type Topology = z.infer<typeof Topology>

/** May this pair be connected? `reasons` are sentences for the operator; `confirm` names what needs a yes. */
export const Candidate = z.object({
  id: Id,
  verdict: z.enum(['fits', 'confirm', 'refused']),
  code: z.string().nullable(),
  reasons: z.array(z.string()),
})
export type Candidate = z.infer<typeof Candidate>
