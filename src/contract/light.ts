import { z } from 'zod'
import { Format, Id, Status, Timestamp } from './primitives'
import { Tally } from './tally'

/**
 * What a window knows of the plant: light records, never raw resources. Details are asked for on demand.
 * `label` is the device's own, `alias` the operator's; `parent` is the device of a port and the node of a device.
 */
const light = {
  id: Id,
  label: z.string(),
  alias: z.string().nullable(),
  status: Status,
  site: z.string().nullable(),
  room: z.string().nullable(),
}

export const LightNode = z.object({ kind: z.literal('node'), ...light })
export const LightDevice = z.object({
  kind: z.literal('device'),
  ...light,
  parent: Id.nullable(),
  /** False: the device offers no Connection API; its ports can be seen, not taken. */
  controllable: z.boolean(),
})
export const LightSender = z.object({
  kind: z.literal('sender'),
  ...light,
  parent: Id.nullable(),
  format: Format,
  /** Transport URN base without its prefix: `rtp`, `websocket`, `mqtt`, … */
  transport: z.string(),
  active: z.boolean(),
  /** BCP-002-01 group hint, `group:role`, or null. */
  group: z.string().nullable(),
  /** Absent: nothing is said of it. */
  tally: Tally.optional(),
})

/**
 * Where a receiver gets its stream from. `senderId` null while `active`: connected to something unknown.
 * `inferred`: the device names no sender; the one shown has the same multicast, port and source.
 */
export const Route = z.object({ active: z.boolean(), senderId: Id.nullable(), inferred: z.boolean() })
export type Route = z.infer<typeof Route>

/**
 * Who holds a destination. `protect`: others cannot route it, the owner can. `lock`: nobody can, not even the owner.
 * `lease`: as `protect`, of a device on MQTT, and always with an end. `until` null: until it is released.
 */
export const Hold = z.object({
  kind: z.enum(['lock', 'protect', 'lease']),
  owner: z.object({ id: Id, name: z.string() }),
  reason: z.string(),
  since: Timestamp,
  until: Timestamp.nullable(),
})
export type Hold = z.infer<typeof Hold>

/** The next take that Signalbox holds for a destination; `text` for people: `CAM 2`, `nothing`. */
export const Booking = z.object({ scheduleId: Id, at: Timestamp, text: z.string() })
export type Booking = z.infer<typeof Booking>

export const LightReceiver = z.object({
  kind: z.literal('receiver'),
  ...light,
  parent: Id.nullable(),
  format: Format,
  transport: z.string(),
  controllable: z.boolean(),
  route: Route,
  group: z.string().nullable(),
  lock: Hold.nullable(),
  booking: Booking.nullable(),
  /** Absent: nothing is said of it. */
  tally: Tally.optional(),
})

export const LightRecord = z.discriminatedUnion('kind', [LightNode, LightDevice, LightSender, LightReceiver])
export type LightNode = z.infer<typeof LightNode>
export type LightDevice = z.infer<typeof LightDevice>
export type LightSender = z.infer<typeof LightSender>
export type LightReceiver = z.infer<typeof LightReceiver>
export type LightRecord = z.infer<typeof LightRecord>

/**
 * A window's feed of the picture. It begins with a snapshot in one or more parts (all with the same `seq`; parts count
 * from 1), then patches numbered without a gap. A missed number means: watch again, a fresh snapshot comes.
 */
export const PictureMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    seq: z.number().int(),
    part: z.number().int(),
    parts: z.number().int(),
    records: z.array(LightRecord),
  }),
  z.object({ type: z.literal('patch'), seq: z.number().int(), put: z.array(LightRecord), removed: z.array(Id) }),
])
export type PictureMessage = z.infer<typeof PictureMessage>
