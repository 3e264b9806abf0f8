import type { PlantChoice } from '../plants/profiles'

/** What MQTT devices a plant has, and how they are. */
export type DeviceOptions = {
  /** `mqtt://user:password@host:port` of the broker that they use; null: the plant's own. */
  readonly brokerUrl: string | null
  /** What the topics of devices begin with. */
  readonly prefix: string
  /** NDI decoders, `rpi-01` … */
  readonly decoders: number
  /** Camera processors, `processor-a` …, with four rooms each from room 0. */
  readonly processors: number
  /** Camera processors without rooms, `spare-1` … */
  readonly spares: number
  /** Names of the NDI sources that there are. */
  readonly ndiSources: readonly string[]
  /** A device says its status so often, ms. */
  readonly heartbeatMs: number
  /** How long the pipeline of a camera processor takes to start, ms. */
  readonly restartMs: number
  /** Where the pictures of rooms are, by number: `<streamServer>/2`. */
  readonly streamServer: string
}

/** At most so many devices of a kind, each with a connection of its own. */
const mostOfAKind = 1000

/** The named plant has devices; the generated ones have those that are wished for. */
export function deviceOptions(choice: PlantChoice, wishes: Partial<DeviceOptions>): DeviceOptions {
  const named = 'profile' in choice && choice.profile === 'lab'
  const options = {
    brokerUrl: null,
    prefix: '/lab',
    decoders: named ? 4 : 0,
    processors: named ? 2 : 0,
    spares: named ? 2 : 0,
    ndiSources: riversideSources,
    heartbeatMs: 5000,
    restartMs: 300,
    streamServer: 'rtsp://go2rtc-server',
    ...wishes,
  }
  const counts = [options.decoders, options.processors, options.spares]
  if (counts.some((count) => !Number.isInteger(count) || count < 0 || count > mostOfAKind)) {
    throw new RangeError(`A plant has 0 to ${String(mostOfAKind)} decoders, processors and spares each`)
  }
  return options
}

const riversideSources: readonly string[] = [
  'NDI-Source-1',
  'NDI-Source-2',
  'NDI-Source-3',
  'NDI-Source-4',
  'STUDIO-A (CAM 1)',
  'STUDIO-A (CAM 2)',
]
