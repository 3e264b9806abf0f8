import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { Id, Role, Timestamp } from './primitives'

/** MQTT 3.1.1 §4.3: at most once, at least once, exactly once. */
export const Qos = z.union([z.literal(0), z.literal(1), z.literal(2)])
export type Qos = z.infer<typeof Qos>

/** By what people, topics of tallies and device ids call a broker. */
export const BrokerName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'A name is made of a to z, 0 to 9 and hyphens, such as “studio-2”.')

/** PEM texts: what kind they are of is looked at when they are saved. */
const pem = z.string().trim().min(1).max(100_000)

/** Said by the broker to everyone when the link breaks without a goodbye (MQTT 3.1.1 §3.1.2.5). */
export const BrokerWill = z.strictObject({
  topic: z.string().min(1).max(500),
  payload: z.string().max(10_000),
  qos: Qos,
  retain: z.boolean(),
})
export type BrokerWill = z.infer<typeof BrokerWill>

/**
 * What waits while the broker is away: retained state and events; commands never do. A retained message takes the place
 * of one before it on its topic. `limit`: messages (0: nothing waits); `bytes`: of their topics and payloads.
 */
export const BrokerQueue = z.strictObject({
  limit: z.number().int().min(0).max(100_000),
  bytes: z.number().int().min(0).max(1_000_000_000),
  /** When it is full: the oldest goes, the newest goes, or who publishes is told. */
  policy: z.enum(['drop-oldest', 'drop-newest', 'refuse']),
})
export type BrokerQueue = z.infer<typeof BrokerQueue>

const broker = {
  name: BrokerName,
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://` and the host, with a port and (ws, wss) a path or without; no credentials. */
  url: z.string().trim().min(1).max(500),
  username: z.string().min(1).max(500).nullable(),
  /** Used with mqtts and wss. */
  tls: z.strictObject({
    /** The certificates of the authorities that are believed; null: those that come with Signalbox. */
    ca: pem.nullable(),
    /** Of Signalbox, shown to a broker that asks for one. */
    cert: pem.nullable(),
    /** The broker's certificate is not checked: anybody on the way can be the broker. */
    allowUntrusted: z.boolean(),
  }),
  /** The broker keeps for us what it hears while we are away (clean session off, MQTT 3.1.1 §3.1.2.4). */
  keepSession: z.boolean(),
  /** Null: made up, and the same at each connection where the session is kept. */
  clientId: z.string().min(1).max(200).nullable(),
  will: BrokerWill.nullable(),
  /** In place of what a publisher or listener asks for; the first filter that has the topic counts. */
  qos: z.array(z.strictObject({ filter: z.string().min(1).max(500), qos: Qos })).max(100),
  queue: BrokerQueue,
  /** What those may do who command over it: the connection carries the role, not the names in its messages. */
  role: Role,
  /** The devices on it are part of the plant. */
  relay: z.boolean(),
  /** Before every topic of devices: `/lab/device/…`. */
  topicPrefix: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^+#\p{Cc}]*[^+#/\p{Cc}]$/u, 'A prefix has no + and no #, and no slash at its end, such as “/lab”.'),
  enabled: z.boolean(),
}

const tls = {
  ca: broker.tls.shape.ca.default(null),
  cert: broker.tls.shape.cert.default(null),
  allowUntrusted: broker.tls.shape.allowUntrusted.default(false),
}
const queue = {
  limit: BrokerQueue.shape.limit.default(1000),
  bytes: BrokerQueue.shape.bytes.default(10_000_000),
  policy: BrokerQueue.shape.policy.default('drop-oldest'),
}

/** Written, never read: left out: as it was; null: none. */
const secrets = {
  password: z.string().min(1).max(10_000).nullable().optional(),
  /** The private key of `tls.cert`, PEM, without a passphrase. */
  key: pem.nullable().optional(),
}

export const BrokerInput = z.strictObject({
  ...broker,
  ...secrets,
  username: broker.username.default(null),
  tls: z.strictObject(tls).prefault({}),
  keepSession: broker.keepSession.default(false),
  clientId: broker.clientId.default(null),
  will: broker.will.default(null),
  qos: broker.qos.default([]),
  queue: z.strictObject(queue).prefault({}),
  role: broker.role.default('operator'),
  relay: broker.relay.default(true),
  topicPrefix: broker.topicPrefix.default('/lab'),
  enabled: broker.enabled.default(true),
})
export type BrokerInput = z.infer<typeof BrokerInput>

/** What is not named stays as it is. `revision`: the one that was edited; refused when somebody saved meanwhile. */
export const BrokerPatch = z
  .strictObject({
    ...broker,
    ...secrets,
    tls: broker.tls.partial(),
    queue: BrokerQueue.partial(),
    revision: z.number().int(),
  })
  .partial()
export type BrokerPatch = z.infer<typeof BrokerPatch>

/** How the link to a broker is. `off`: it is disabled. */
export const BrokerStatus = z.object({
  state: z.enum(['off', 'connecting', 'live', 'lost']),
  since: Timestamp,
  /** Why it is not live, as a sentence; null while it is. */
  problem: z.string().nullable(),
  /** What is not safe about it although it works, as a sentence. */
  warning: z.string().nullable(),
  /** Messages that wait for the broker. */
  queued: z.number().int(),
  /** Messages that the full queue has cost since the link was made. */
  dropped: z.number().int(),
})
export type BrokerStatus = z.infer<typeof BrokerStatus>

export const Broker = z.object({
  id: Id,
  ...broker,
  tls: broker.tls.extend({ hasKey: z.boolean() }),
  hasPassword: z.boolean(),
  /** `settings`: kept in the store. `flag`: given at the start, not changeable here. */
  from: z.enum(['settings', 'flag']),
  /** Counts from 1, with every change. */
  revision: z.number().int(),
  state: BrokerStatus,
})
export type Broker = z.infer<typeof Broker>

/** Settings to try. `id`: of a broker whose secrets are used where none are named. */
export const BrokerTest = BrokerInput.extend({ id: Id.optional() })
export type BrokerTest = z.infer<typeof BrokerTest>

const door = oc.errors(errors)
const byId = z.object({ id: Id })

export const brokers = {
  list: door.route({ method: 'GET', path: '/brokers', tags: ['Brokers'] }).output(z.object({ items: z.array(Broker) })),
  create: door
    .route({ method: 'POST', path: '/brokers', successStatus: 201, tags: ['Brokers'] })
    .input(BrokerInput)
    .output(Broker),
  update: door
    .route({ method: 'PATCH', path: '/brokers/{id}', tags: ['Brokers'] })
    .input(BrokerPatch.extend({ id: Id }))
    .output(Broker),
  remove: door
    .route({ method: 'DELETE', path: '/brokers/{id}', tags: ['Brokers'] })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
  /** Connects once, beside whatever is connected, and says what happened in one sentence. Nothing is kept. */
  test: door
    .route({ method: 'POST', path: '/brokers/test', successStatus: 200, tags: ['Brokers'] })
    .input(BrokerTest)
    .output(z.object({ ok: z.boolean(), text: z.string() })),
}
