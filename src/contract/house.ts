import { z } from 'zod'
import { BrokerStatus } from './brokers'
import { Actor, Id, Role, Timestamp } from './primitives'
import { Registry } from './registries'
import { Run } from './runs'

/** A window's or machine's identity as the door sees it. */
export const Session = z.object({ actor: Actor, via: z.enum(['cookie', 'key', 'local']) })

/** An API key; the secret itself is shown once, when it is made. */
export const Key = z.object({
  id: Id,
  label: z.string(),
  role: Role,
  createdAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
})
export type Key = z.infer<typeof Key>

export const KeyInput = z.object({ label: z.string().min(1).max(100), role: Role })

export const Counts = z.object({
  nodes: z.number().int(),
  devices: z.number().int(),
  sources: z.number().int(),
  flows: z.number().int(),
  senders: z.number().int(),
  receivers: z.number().int(),
  routes: z.number().int(),
  offline: z.number().int(),
})
export type Counts = z.infer<typeof Counts>

export const Health = z.object({
  status: z.enum(['ok', 'degraded', 'failed']),
  version: z.string(),
  startedAt: Timestamp,
  now: Timestamp,
  registries: z.array(Registry),
  /** MQTT brokers, by name; those that are switched off too. No broker is configured: null. */
  mqtt: z
    .array(z.object({ id: Id, name: z.string(), state: BrokerStatus.shape.state, problem: z.string().nullable() }))
    .nullable(),
  store: z.object({
    ok: z.boolean(),
    sizeBytes: z.number().int(),
    problem: z.string().nullable(),
    unfinishedRuns: z.number().int(),
  }),
  plant: Counts,
  lastRun: z
    .object({ id: Id, number: z.number().int(), state: z.string(), durationMs: z.number().nullable() })
    .nullable(),
})
export type Health = z.infer<typeof Health>

/** What the house keeps, each with news of its own. */
export const HousePart = z.enum([
  'salvos',
  'snapshots',
  'locks',
  'windows',
  'schedules',
  'settings',
  'policies',
  'tally',
  'brokers',
  'devices',
  'modules',
  'playbooks',
  'triggers',
  'jobs',
  'recovery',
])
export type HousePart = z.infer<typeof HousePart>

/** What happens, as it happens. `id` counts from 1 and is the SSE id; `Last-Event-ID` replays what was missed. */
export const PlantEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), id: z.number().int(), run: Run }),
  z.object({ type: z.literal('registry'), id: z.number().int(), registry: Registry }),
  z.object({ type: z.literal('registry.removed'), id: z.number().int(), registryId: Id }),
  z.object({
    type: z.literal('foreign-change'),
    id: z.number().int(),
    at: Timestamp,
    receiverId: Id,
    from: Id.nullable(),
    to: Id.nullable(),
    text: z.string(),
  }),
  /** Somebody else switched a destination of which Signalbox is the one controller. */
  z.object({
    type: z.literal('alarm'),
    id: z.number().int(),
    at: Timestamp,
    code: z.string(),
    text: z.string(),
    target: Id.nullable(),
  }),
  /** Something that people should know: a step of a playbook, a trigger, or a module says it. */
  z.object({
    type: z.literal('notice'),
    id: z.number().int(),
    at: Timestamp,
    severity: z.enum(['info', 'warning', 'alarm']),
    text: z.string(),
    target: Id.nullable(),
    /** Who says it: `playbook fall-response`, `trigger Falls`, `module nvr`. */
    by: z.string(),
  }),
  /** What the house has of these has changed: ask for it afresh. */
  z.object({
    type: z.literal('house'),
    id: z.number().int(),
    what: HousePart,
  }),
  z.object({ type: z.literal('fault'), id: z.number().int(), at: Timestamp, text: z.string(), target: Id.nullable() }),
  /** Events were missed that are no longer kept: ask for everything afresh. */
  z.object({ type: z.literal('gap'), id: z.number().int() }),
])
export type PlantEvent = z.infer<typeof PlantEvent>
