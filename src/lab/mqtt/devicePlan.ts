import { routineConfig, type ProcessorConfig } from '../nvr/processorConfig'
import type { DeviceOptions } from './deviceOptions'
import type { DeviceIdentity } from './virtualDevice'

/** A device that is to be. */
export type PlannedDevice =
  | { readonly kind: 'ndi'; readonly identity: DeviceIdentity }
  | { readonly kind: 'nvr'; readonly identity: DeviceIdentity; readonly start: ProcessorConfig }

const roomsEach = 4

const decoderRooms = ['Studio A', 'Studio B', 'MCR', 'Lab'] as const

/** The devices of a plant, as they are when it starts. */
export function plannedDevices(options: DeviceOptions): readonly PlannedDevice[] {
  const { streamServer } = options
  const decoders = numbered(options.decoders).map((n): PlannedDevice => {
    const place = { site: 'Riverside', room: decoderRooms[(n - 1) % decoderRooms.length] ?? 'MCR' }
    const number = String(n).padStart(2, '0')
    return { kind: 'ndi', identity: { id: `rpi-${number}`, name: `NDI decoder ${number}`, ...place, version: '1.4.0' } }
  })
  const processors = numbered(options.processors).map((n): PlannedDevice => {
    const letter = lettered(n)
    const rooms = Array.from({ length: roomsEach }, (_, room) => (n - 1) * roomsEach + room)
    const identity = cameraProcessor(`processor-${letter}`, `Camera processor ${letter.toUpperCase()}`)
    return { kind: 'nvr', identity, start: routineConfig(rooms, streamServer) }
  })
  const spares = numbered(options.spares).map((n): PlannedDevice => {
    const identity = cameraProcessor(`spare-${String(n)}`, `Spare processor ${String(n)}`)
    return { kind: 'nvr', identity, start: routineConfig([], streamServer) }
  })
  return [...decoders, ...processors, ...spares]
}

const cameraProcessor = (id: string, name: string): DeviceIdentity => ({
  id,
  name,
  site: 'Riverside',
  room: 'Care wing',
  version: '2.0.0',
})

const numbered = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

/** 1 is `a`, 26 is `z`, 27 is `aa`. */
function lettered(n: number): string {
  const rest = (n - 1) % 26
  const before = n > 26 ? lettered((n - 1 - rest) / 26) : ''
  return before + String.fromCharCode('a'.charCodeAt(0) + rest)
}
