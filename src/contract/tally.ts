import { z } from 'zod'
import { Id, Timestamp } from './primitives'

/** What a tally says of a thing. */
export const TallyState = z.enum(['on-air', 'preset', 'recording'])
export type TallyState = z.infer<typeof TallyState>

/** A value of an event: IS-07 boolean, number, string, enum (a string) and object. */
export const EventValue = z.union([z.boolean(), z.number(), z.string().max(2000), z.record(z.string(), z.unknown())])
export type EventValue = z.infer<typeof EventValue>

/**
 * Something that sends states. `is07`: an IS-07 source, found in the plant or given by its id. `mqtt`: a plain topic.
 * `stale`: nothing was heard of its connection for too long; its last value is what it is.
 */
export const EventSource = z.object({
  /** `is07:<source id>` or `mqtt:<broker>/<topic>`. */
  id: z.string().max(500),
  kind: z.enum(['is07', 'mqtt']),
  label: z.string(),
  /** IS-07 `event_type`, such as `boolean` or `number/temperature/C`; null for plain topics. */
  eventType: z.string().nullable(),
  transport: z.enum(['websocket', 'mqtt']),
  /** Where it is heard: the address of the socket or broker. */
  address: z.string().nullable(),
  state: z.enum(['connecting', 'live', 'stale', 'off']),
  /** Why it is not live, as a sentence. */
  problem: z.string().nullable(),
  value: EventValue.nullable(),
  /** When the source says the value began (its own clock, TAI, as UTC), and when it was heard. */
  at: Timestamp.nullable(),
  heardAt: Timestamp.nullable(),
  events: z.number().int(),
})
export type EventSource = z.infer<typeof EventSource>

/** When a value means yes. Nothing named: `true`, a number other than 0, and the strings `true`, `on`, `1`, `active`. */
export const ValueTest = z.strictObject({
  /** Of an object: the field, by its path. */
  path: z.string().max(200).optional(),
  operator: z.enum(['is', 'is_not', 'less_than', 'greater_than', 'contains']).default('is'),
  value: z.union([z.boolean(), z.number(), z.string().max(500)]).optional(),
})
export type ValueTest = z.infer<typeof ValueTest>

const mapping = {
  label: z.string().trim().max(100),
  /** An `EventSource.id`. */
  source: z.string().min(1).max(500),
  when: ValueTest,
  /** What it is about: receivers, senders, or all of a natural group (BCP-002-01) by its name. */
  targets: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('receiver'), id: Id }),
        z.strictObject({ kind: z.literal('sender'), id: Id }),
        z.strictObject({ kind: z.literal('group'), group: z.string().min(1).max(200) }),
      ]),
    )
    .min(1)
    .max(500),
  means: TallyState,
  enabled: z.boolean(),
}

export const TallyMappingInput = z.strictObject({
  ...mapping,
  label: mapping.label.default(''),
  when: mapping.when.prefault({}),
  means: mapping.means.default('on-air'),
  enabled: mapping.enabled.default(true),
})
export type TallyMappingInput = z.infer<typeof TallyMappingInput>
export const TallyMappingPatch = z.strictObject(mapping).partial()

/** A mapping, and what it says now. `active` null: its source has said nothing yet. */
export const TallyMapping = z.object({
  id: Id,
  ...mapping,
  active: z.boolean().nullable(),
  /** Its source is stale: what it marks counts as on air. */
  stale: z.boolean(),
  since: Timestamp.nullable(),
})
export type TallyMapping = z.infer<typeof TallyMapping>

/**
 * What is said of one thing. `stale`: the source is not heard any more, so it counts as on air. `through`: a sender, or a
 * receiver of a device that sends on what it gets, that feeds something on air.
 */
export const Tally = z.object({
  state: TallyState,
  since: Timestamp,
  stale: z.boolean(),
  /** For people: the mapping's or source's label. */
  by: z.string(),
})
export type Tally = z.infer<typeof Tally>

export const TallyEntry = z.object({
  target: Id,
  label: z.string(),
  kind: z.enum(['receiver', 'sender']),
  tallies: z.array(Tally),
  /** What feeds it now; null for senders and for receivers on nothing. */
  senderId: Id.nullable(),
})
export type TallyEntry = z.infer<typeof TallyEntry>

/** A plain MQTT topic to listen to; `+` and `#` as in MQTT. */
export const TallyTopic = z.strictObject({
  broker: z.string().min(1).max(100),
  topic: z.string().min(1).max(500),
})
export type TallyTopic = z.infer<typeof TallyTopic>
