import { z } from 'zod'
import type { PlantDevice } from '../mqtt/mqttPlant'
import { nvrTopics } from '../nvr/nvrTopics'
import { models } from '../nvr/processorConfig'
import { verb, type Verb } from './verb'
import { devicesNamed, NotThere, type World } from './world'

const device = z.string().min(1)
const room = z.number().int().min(0)

type CameraProcessor = Extract<PlantDevice, { readonly kind: 'nvr' }>

/** Camera processors by id, `*` for all. @throws NotThere */
function processorsNamed(world: World, name: string): readonly CameraProcessor[] {
  const found = devicesNamed(world, name).filter((one) => one.kind === 'nvr')
  if (found.length === 0) throw new NotThere(`There is no camera processor "${name}"`)
  return found
}

/** Who reports what happens in a room: the processor named, else one that watches it, else any. @throws NotThere */
function reporterOf(world: World, roomId: number, named: string | undefined): CameraProcessor {
  const present = processorsNamed(world, '*').filter((one) => one.device.connected())
  const watches = ({ config }: CameraProcessor): boolean => config().streams.some((one) => one.source_id === roomId)
  const found = present.find((one) => one.device.identity.id === named) ?? present.find(watches) ?? present[0]
  if (found === undefined) throw new NotThere('No camera processor is connected that could report it')
  return found
}

function publish(reporter: CameraProcessor, topic: string, message: object): void {
  reporter.device.publish(topic, JSON.stringify(message), false)
}

/** What happens in rooms, and how camera processors go wrong; the faults of all MQTT devices besides. */
export const nvrVerbs: readonly Verb[] = [
  verb(
    'nvr/fall',
    '{"room_id": 2, "confidence": 0.92, "client_id": "processor-a"}',
    'A fall is detected in a room; without client_id by the processor that watches it, else by any',
    z.strictObject({ room_id: room, confidence: z.number().default(0.92), client_id: z.string().optional() }),
    (world, { room_id, confidence, client_id }) => {
      const reporter = reporterOf(world, room_id, client_id)
      const event = { room_id, timestamp: reporter.device.now(), confidence }
      const by = client_id ?? reporter.device.identity.id
      publish(reporter, nvrTopics.fallDetected, { ...event, client_id: by })
      return { client_id: by }
    },
  ),
  verb(
    'nvr/fall-cleared',
    '{"room_id": 2}',
    'The fall in a room is over',
    z.strictObject({ room_id: room }),
    (world, { room_id }) => {
      const reporter = reporterOf(world, room_id, undefined)
      publish(reporter, nvrTopics.fallCleared, { room_id, timestamp: reporter.device.now() })
    },
  ),
  verb(
    'nvr/invalid-model',
    '{"device": "spare-1", "model_id": "yolov11x-640", "on": true}',
    'A model of its list fails when it is loaded, so that the change is rolled back; false mends it',
    z.strictObject({ device, model_id: z.enum(models), on: z.boolean().default(true) }),
    (world, body) => {
      for (const { faults } of processorsNamed(world, body.device)) {
        if (body.on) faults.brokenModels.add(body.model_id)
        else faults.brokenModels.delete(body.model_id)
      }
    },
  ),
  verb(
    'nvr/restart-time',
    '{"device": "processor-a", "ms": 5000}',
    'Its pipeline takes so long to start from now on',
    z.strictObject({ device, ms: z.number().min(0) }),
    (world, body) => {
      for (const { faults } of processorsNamed(world, body.device)) faults.restartMs = body.ms
    },
  ),
]
