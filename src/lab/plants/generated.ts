import type {
  DeviceBlueprint,
  NodeBlueprint,
  PlantBlueprint,
  ReceiverBlueprint,
  SenderBlueprint,
} from '../node/blueprint'
import { ancillary, audioOf, videoFormats, type Essence } from '../node/formats'
import { numberFor } from '../identity'
import { takesAncillary, takesAudio, takesVideo } from './caps'

export type PlantSize = { readonly nodes: number; readonly senders: number; readonly receivers: number }

/** Most IS-04 resources that one process of the lab holds. */
export const resourceLimit = 50_000

/** IS-04 resources of a generated plant: one device per node, a source and a flow per sender. */
export const resourcesOf = (size: PlantSize): number => 2 * size.nodes + 3 * size.senders + size.receivers

/** Enough nodes for so many ports, about forty on each. */
export const nodesFor = (senders: number, receivers: number): number =>
  Math.min(500, Math.max(1, Math.ceil((senders + receivers) / 40)))

type Kind = 'video' | 'audio' | 'data'

/** What the ports of a node are, over and over: six of video, three of audio, one of data. */
const pattern: readonly Kind[] = [
  'video',
  'video',
  'audio',
  'video',
  'video',
  'audio',
  'video',
  'video',
  'audio',
  'data',
]

const roomsPerSite = 8
const nodesPerRoom = 4

/**
 * A plant of any size from a seed. Ports are dealt out evenly; every second receiver is on some sender of its kind.
 * @throws RangeError where it would be too large or a count makes no sense.
 */
export function generated(size: PlantSize, seed: string): PlantBlueprint {
  check(size)
  const sendersByKind = new Map<Kind, string[]>()
  const placed = Array.from({ length: size.senders }, (_, index) => {
    const node = index % size.nodes
    const place = Math.floor(index / size.nodes)
    const kind = pattern[place % pattern.length] ?? 'video'
    const sender = senderOf(node, place, kind, index, seed)
    const keys = sendersByKind.get(kind) ?? []
    keys.push(sender.key)
    sendersByKind.set(kind, keys)
    return sender
  })
  const nodes = Array.from({ length: size.nodes }, (_, node) => {
    const senders = placed.filter((_, index) => index % size.nodes === node)
    const receivers: ReceiverBlueprint[] = []
    for (let index = node; index < size.receivers; index += size.nodes) {
      receivers.push(receiverOf(node, receivers.length, index, sendersByKind, seed))
    }
    return nodeOf(node, senders, receivers)
  })
  return { name: `Campus of ${String(resourcesOf(size))}`, seed, nodes }
}

function check(size: PlantSize): void {
  const counts = [size.nodes, size.senders, size.receivers]
  if (counts.some((count) => !Number.isInteger(count) || count < 0) || size.nodes < 1) {
    throw new RangeError('A plant needs at least one node, and whole numbers of senders and receivers')
  }
  if (resourcesOf(size) > resourceLimit) {
    throw new RangeError(
      `${String(resourcesOf(size))} resources are more than the ${String(resourceLimit)} that one lab holds`,
    )
  }
  if (size.nodes > 1000) throw new RangeError('A lab has at most 1000 nodes, each with a port of its own')
}

const digits = (value: number, count: number): string => String(value + 1).padStart(count, '0')

function nodeOf(
  index: number,
  senders: readonly SenderBlueprint[],
  receivers: readonly ReceiverBlueprint[],
): NodeBlueprint {
  const room = Math.floor(index / nodesPerRoom)
  const tags = {
    site: [`Site ${digits(Math.floor(room / roomsPerSite), 2)}`],
    room: [`Room ${digits(room, 3)}`],
  }
  const name = `N${digits(index, 3)}`
  const device: DeviceBlueprint = {
    key: `${name}/device`,
    label: `Frame ${name}`,
    description: '',
    controllable: true,
    tags,
    senders,
    receivers,
  }
  return { key: name, label: name, description: 'Generated', index, tags, devices: [device] }
}

function senderOf(node: number, place: number, kind: Kind, index: number, seed: string): SenderBlueprint {
  const label = `N${digits(node, 3)} ${kind.toUpperCase()} OUT ${digits(place, 3)}`
  return {
    key: label,
    label,
    description: '',
    transport: 'rtp.mcast',
    legs: numberFor(seed, `legs/${label}`, 10) === 0 ? 1 : 2,
    essence: essenceOf(kind, numberFor(seed, `essence/${label}`, 10)),
    active: true,
    index,
  }
}

/** Nine of ten are the house format. */
function essenceOf(kind: Kind, lot: number): Essence {
  switch (kind) {
    case 'video':
      return lot === 0 ? videoFormats['1080i50'] : videoFormats['1080p50']
    case 'audio':
      return lot === 0 ? audioOf(8, 0.125) : audioOf(2)
    case 'data':
      return ancillary
  }
}

const caps = {
  video: takesVideo('1080p50', '1080i50'),
  audio: takesAudio(16, true),
  data: takesAncillary,
} as const

function receiverOf(
  node: number,
  place: number,
  index: number,
  senders: ReadonlyMap<Kind, readonly string[]>,
  seed: string,
): ReceiverBlueprint {
  const kind = pattern[place % pattern.length] ?? 'video'
  const label = `N${digits(node, 3)} ${kind.toUpperCase()} IN ${digits(place, 3)}`
  const choice = senders.get(kind) ?? []
  const on = index % 2 === 0 ? choice[numberFor(seed, `on/${label}`, Math.max(1, choice.length))] : undefined
  return {
    key: label,
    label,
    description: '',
    transport: 'rtp.mcast',
    legs: 2,
    caps: caps[kind],
    ...(on === undefined ? {} : { connectedTo: on }),
  }
}
