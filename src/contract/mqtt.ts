import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { Id, Status, Timestamp, pageOf } from './primitives'
import { MqttDevice, TopicValue } from './relay'

const door = oc.errors(errors)
/** The device in the plant, `mqtt:<broker>/<device id>`: in a path it is written `mqtt%3Alab%2Frpi-01`. */
const byId = z.object({ id: Id })
const limit = (most: number, standard: number) =>
  z.coerce.number<number | string>().int().min(1).max(most).default(standard)

export const MqttDeviceQuery = z.object({
  /** Finds in id, label, site and room. */
  q: z.string().max(200).optional(),
  broker: z.string().max(100).optional(),
  /** Devices that say they have this module. */
  module: z.string().max(50).optional(),
  status: Status.optional(),
  limit: limit(1000, 100),
  cursor: z.string().max(500).optional(),
})
export type MqttDeviceQuery = z.infer<typeof MqttDeviceQuery>

export const MqttTopicQuery = z.object({
  /** The name of one; all of them where it is left out. */
  broker: z.string().max(100).optional(),
  /** Finds in topics, and in what came on them. */
  q: z.string().max(500).default(''),
  limit: limit(5000, 500),
})
export type MqttTopicQuery = z.infer<typeof MqttTopicQuery>

/** What is heard on the brokers, for people. */
export const MqttTopics = z.object({
  /** By broker and topic. */
  items: z.array(TopicValue),
  /** How many were found; more than `items` has when the limit was reached. */
  total: z.number().int(),
  /** Topics that are forgotten since more came than are remembered. */
  dropped: z.number().int(),
  /** Since when it is listened: the first question begins it, and a minute without one ends it. */
  since: Timestamp,
})
export type MqttTopics = z.infer<typeof MqttTopics>

/** Devices on MQTT, and what goes over the brokers. */
export const mqttProcedures = {
  devices: {
    list: door
      .route({ method: 'GET', path: '/mqtt-devices', tags: ['MQTT'] })
      .input(MqttDeviceQuery)
      .output(pageOf(MqttDevice)),
    get: door
      .route({ method: 'GET', path: '/mqtt-devices/{id}', tags: ['MQTT'] })
      .input(byId)
      .output(MqttDevice),
    /** Forgets a device that is offline; it comes back when it is heard again. */
    forget: door
      .route({ method: 'POST', path: '/mqtt-devices/{id}/forget', successStatus: 200, tags: ['MQTT'] })
      .input(byId)
      .output(z.object({ done: z.literal(true) })),
  },
  topics: door
    .route({ method: 'GET', path: '/mqtt-topics', tags: ['MQTT'] })
    .input(MqttTopicQuery)
    .output(MqttTopics),
}
