import { z } from 'zod'
import { deviceTopics } from '../mqtt/deviceTopics'
import { garbageKinds, garbageOf } from '../mqtt/garbage'
import { routineConfig } from '../nvr/processorConfig'
import { inTheBackground } from './background'
import { verb, type Verb } from './verb'
import { devicesNamed, NotThere, type World } from './world'

const device = z.string().min(1)
const ms = z.number().min(0)
/** One level of a topic. */
const id = z.string().regex(/^[^\s+#/\p{Cc}]{1,100}$/u, { error: 'is not one level of a topic' })

const newDevice = z.strictObject({
  kind: z.enum(['ndi', 'nvr']),
  id,
  name: z.string().optional(),
  site: z.string().default('Riverside'),
  room: z.string().default('Lab'),
  version: z.string().default('1.0.0'),
  rooms: z.array(z.number().int().min(0)).default([]),
})

async function addDevice(world: World, body: z.infer<typeof newDevice>): Promise<void> {
  const { kind, rooms, site, room, version } = body
  const identity = { id: body.id, name: body.name ?? body.id, site, room, version }
  const added = await world.mqtt.add(
    kind === 'ndi' ? { kind, identity } : { kind, identity, start: routineConfig(rooms, world.mqtt.streamServer) },
  )
  if (!added) throw new NotThere(`There is an MQTT device "${body.id}" already`)
}

/** What MQTT devices do by themselves, and how they go wrong. A `device` is an id, `*` for all. */
export const deviceVerbs: readonly Verb[] = [
  verb(
    'device/add',
    '{"kind": "ndi" | "nvr", "id": "rpi-09", "name": "…", "site": "…", "room": "…", "version": "…", "rooms": [8, 9]}',
    'A further NDI decoder or camera processor connects; `rooms` are the streams of a processor',
    newDevice,
    addDevice,
  ),
  verb(
    'device/remove',
    '{"device": "rpi-09", "forget": false}',
    'Says goodbye and is gone for good; `forget` takes its retained meta and status away too',
    z.strictObject({ device, forget: z.boolean().default(false) }),
    async (world, body) => {
      const gone = devicesNamed(world, body.device)
      await Promise.all(gone.map(({ device: one }) => world.mqtt.remove(one.identity.id, body.forget)))
    },
  ),
  verb(
    'device/slow-ack',
    '{"device": "rpi-01", "ms": 3000}',
    'Every answer comes so much later, what was asked is done at once; 0 ends it',
    z.strictObject({ device, ms }),
    (world, body) => {
      for (const slow of devicesNamed(world, body.device)) slow.device.faults.ackDelayMs = body.ms
    },
  ),
  verb(
    'device/no-ack',
    '{"device": "rpi-01", "on": true, "executed": true}',
    'Answers nothing; `executed` false: what is asked is not done either. `on` false ends it',
    z.strictObject({ device, on: z.boolean().default(true), executed: z.boolean().default(true) }),
    (world, body) => {
      const unanswered = body.executed ? 'executed' : 'lost'
      for (const deaf of devicesNamed(world, body.device)) {
        deaf.device.faults.unanswered = body.on ? unanswered : undefined
      }
    },
  ),
  verb(
    'device/error-ack',
    '{"device": "rpi-01", "count": 1, "error": "Decoder board does not answer"}',
    'The next commands are not executed and answered with this error; 0 ends it',
    z.strictObject({
      device,
      count: z.number().int().min(0).max(10_000).default(1),
      error: z.string().min(1).default('The device has a fault'),
    }),
    (world, body) => {
      for (const refusing of devicesNamed(world, body.device)) {
        const { refusals } = refusing.device.faults
        refusals.splice(0, refusals.length, ...Array.from({ length: body.count }, () => body.error))
      }
    },
  ),
  verb(
    'device/crash',
    '{"device": "processor-a", "backMs": 2000 | null, "memory": "kept" | "lost"}',
    'The connection breaks without goodbye, so that the last will speaks; it comes back after backMs, or by device/back',
    z.strictObject({ device, backMs: ms.nullable().default(null), memory: z.enum(['kept', 'lost']).default('kept') }),
    (world, body) => {
      const { backMs } = body
      for (const { device: gone } of devicesNamed(world, body.device)) {
        gone.vanish(body.memory)
        if (backMs === null) continue
        world.later(backMs, () => {
          if (world.mqtt.device(gone.identity.id)?.device !== gone) return
          inTheBackground(world, 'device/crash', gone.open())
        })
      }
    },
  ),
  verb(
    'device/back',
    '{"device": "processor-a"}',
    'A device that crashed comes back; answers when it is connected',
    z.strictObject({ device }),
    async (world, body) => {
      await Promise.all(devicesNamed(world, body.device).map((back) => back.device.open()))
    },
  ),
  verb(
    'device/silent',
    '{"device": "rpi-01", "on": true}',
    'Publishes no status any more, stays connected and answers commands; false ends it and says how it is now',
    z.strictObject({ device, on: z.boolean().default(true) }),
    (world, body) => {
      for (const { device: silent } of devicesNamed(world, body.device)) {
        silent.faults.silent = body.on
        if (!body.on) silent.announce()
      }
    },
  ),
  verb(
    'device/garbage',
    '{"device": "rpi-01", "topic": "meta" | "status" | "answers", "kind": "text" | "shape" | "large"}',
    'Publishes what is not JSON, JSON of the wrong shape, or 1 MB; meta and status are retained, device/announce puts them right',
    z.strictObject({
      device,
      topic: z.enum(['meta', 'status', 'answers']).default('status'),
      kind: z.enum(garbageKinds).default('text'),
    }),
    (world, body) => {
      for (const { device: babbling } of devicesNamed(world, body.device)) {
        const { meta, status } = deviceTopics(world.mqtt.prefix, babbling.identity.id)
        const topic = { meta, status, answers: babbling.answerTopic }[body.topic]
        babbling.publish(topic, garbageOf(body.kind), body.topic !== 'answers')
      }
    },
  ),
  verb(
    'device/claim',
    '{"device": "rpi-01", "as": "rpi-02", "how": "payload" | "topic" | "both"}',
    'Publishes a retained meta with another’s id: in the message on its own topic, with its own id on the other’s topic, or both',
    z.strictObject({ device, as: id, how: z.enum(['payload', 'topic', 'both']).default('payload') }),
    (world, body) => {
      for (const { device: claiming } of devicesNamed(world, body.device)) {
        const own = claiming.identity.id
        const { meta } = deviceTopics(world.mqtt.prefix, body.how === 'payload' ? own : body.as)
        const claimed = { ...claiming.meta(), device_id: body.how === 'topic' ? own : body.as }
        claiming.publish(meta, JSON.stringify(claimed), true)
      }
    },
  ),
  verb(
    'device/announce',
    '{"device": "rpi-01"}',
    'Publishes its meta and status again',
    z.strictObject({ device }),
    (world, body) => {
      for (const { device: announced } of devicesNamed(world, body.device)) announced.announce()
    },
  ),
]
