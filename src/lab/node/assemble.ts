import { interfaceNames, macAddress, ptp } from './addressing'
import type { DeviceBlueprint, NodeBlueprint, ReceiverBlueprint, ReceiverCaps, SenderBlueprint } from './blueprint'
import { audioBitDepth, audioSampleRate, formatOf, mediaTypeOf, videoBitDepth, type Essence } from './formats'
import { idFor, type ResourceId } from '../identity'
import { ResourceStore } from './resourceStore'
import type {
  DeviceResource,
  FlowResource,
  NodeResource,
  ReceiverResource,
  SenderResource,
  SourceResource,
  Tags,
} from './resources'
import type { TaiClock } from '../time/tai'
import { formatUrn, transportBase, transportUrn } from './urn'

export type AssemblyOptions = {
  readonly blueprint: NodeBlueprint
  readonly seed: string
  readonly host: string
  readonly port: number
  readonly tai: TaiClock
}

/** Ids of what a sender stands for. */
export const senderIds = (seed: string, key: string): { sender: ResourceId; flow: ResourceId; source: ResourceId } => ({
  sender: idFor(seed, `sender/${key}`),
  flow: idFor(seed, `flow/${key}`),
  source: idFor(seed, `source/${key}`),
})

export const receiverId = (seed: string, key: string): ResourceId => idFor(seed, `receiver/${key}`)
export const deviceId = (seed: string, key: string): ResourceId => idFor(seed, `device/${key}`)
export const nodeId = (seed: string, key: string): ResourceId => idFor(seed, `node/${key}`)

/** The IS-04 resources of a node as it starts. */
export function assemble(options: AssemblyOptions): ResourceStore {
  const { blueprint, tai } = options
  const store = new ResourceStore(nodeResource(options), tai)
  for (const device of blueprint.devices) {
    store.add({ type: 'device', data: deviceResource(options, device) })
    for (const sender of device.senders) {
      store.add({ type: 'source', data: sourceResource(options, device, sender) })
      store.add({ type: 'flow', data: flowResource(options, device, sender) })
      store.add({ type: 'sender', data: senderResource(options, device, sender) })
    }
    for (const receiver of device.receivers) {
      store.add({ type: 'receiver', data: receiverResource(options, device, receiver) })
    }
  }
  return store
}

const baseUrl = (options: AssemblyOptions): string => `http://${options.host}:${String(options.port)}`

function nodeResource(options: AssemblyOptions): NodeResource {
  const { blueprint, seed, host, port, tai } = options
  return {
    id: nodeId(seed, blueprint.key),
    version: tai.version(),
    label: blueprint.label,
    description: blueprint.description,
    tags: blueprint.tags,
    href: `${baseUrl(options)}/`,
    hostname: `${blueprint.key.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.lab.example`,
    api: { versions: ['v1.2', 'v1.3'], endpoints: [{ host, port, protocol: 'http', authorization: false }] },
    caps: {},
    services: [],
    clocks: [
      {
        name: 'clk0',
        ref_type: 'ptp',
        traceable: true,
        version: 'IEEE1588-2008',
        gmid: ptp.grandmaster,
        locked: true,
      },
    ],
    interfaces: interfaceNames.map((name, leg) => ({
      name,
      chassis_id: macAddress(blueprint.index, 0),
      port_id: macAddress(blueprint.index, leg),
      attached_network_device: {
        chassis_id: `02-53-42-ff-00-0${String(leg)}`,
        port_id: `Ethernet${String(1 + blueprint.index)}`,
      },
    })),
  }
}

function deviceResource(options: AssemblyOptions, device: DeviceBlueprint): DeviceResource {
  const { blueprint, seed, tai } = options
  const ports = [...device.senders, ...device.receivers]
  const versions = ports.some((port) => port.transport === 'mxl') ? ['v1.0', 'v1.1', 'v1.2'] : ['v1.0', 'v1.1']
  return {
    id: deviceId(seed, device.key),
    version: tai.version(),
    label: device.label,
    description: device.description,
    tags: device.tags,
    type: 'urn:x-nmos:device:generic',
    node_id: nodeId(seed, blueprint.key),
    senders: device.senders.map((sender) => senderIds(seed, sender.key).sender),
    receivers: device.receivers.map((receiver) => receiverId(seed, receiver.key)),
    controls: [
      ...(device.controllable ? versions : []).map((version) => ({
        type: `urn:x-nmos:control:sr-ctrl/${version}`,
        href: `${baseUrl(options)}/x-nmos/connection/${version}/`,
        authorization: false,
      })),
      ...(device.senders.some(({ essence }) => essence.kind === 'event')
        ? [
            {
              type: 'urn:x-nmos:control:events/v1.0',
              href: `${baseUrl(options)}/x-nmos/events/v1.0/`,
              authorization: false,
            },
          ]
        : []),
    ],
  }
}

function sourceResource(options: AssemblyOptions, device: DeviceBlueprint, sender: SenderBlueprint): SourceResource {
  const { seed, tai } = options
  const core = {
    id: senderIds(seed, sender.key).source,
    version: tai.version(),
    label: sender.label,
    description: sender.description,
    tags: {},
    device_id: deviceId(seed, device.key),
    format: formatUrn(formatOf(sender.essence)),
    caps: {},
    parents: (sender.madeFrom ?? []).map((key) => senderIds(seed, key).source),
    clock_name: sender.essence.kind === 'event' ? null : 'clk0',
  }
  const { essence } = sender
  if (essence.kind === 'audio') return { ...core, ...{ channels: channelsOf(essence.channels) } }
  if (essence.kind === 'event') return { ...core, event_type: essence.signal.eventType }
  return core
}

function channelsOf(count: number): object[] {
  const named: Readonly<Record<number, readonly string[]>> = {
    1: ['M1'],
    2: ['L', 'R'],
    6: ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
  }
  const symbols = named[count] ?? Array.from({ length: count }, (_, i) => `U${String(i + 1).padStart(2, '0')}`)
  return symbols.map((symbol, i) => ({ label: `Channel ${String(i + 1)}`, symbol }))
}

function flowResource(options: AssemblyOptions, device: DeviceBlueprint, sender: SenderBlueprint): FlowResource {
  const { seed, tai } = options
  const ids = senderIds(seed, sender.key)
  const core = {
    id: ids.flow,
    version: tai.version(),
    label: sender.label,
    description: sender.description,
    tags: {},
    device_id: deviceId(seed, device.key),
    source_id: ids.source,
    parents: [],
    format: formatUrn(formatOf(sender.essence)),
    media_type: mediaTypeOf(sender.essence),
  }
  return { ...core, ...essenceAttributes(sender.essence) }
}

/** Attributes of a flow that depend on its format (IS-04 v1.3 flow_*.json). */
function essenceAttributes(essence: Essence): object {
  switch (essence.kind) {
    case 'video':
      return {
        grain_rate: essence.rate,
        frame_width: essence.width,
        frame_height: essence.height,
        interlace_mode: essence.interlace,
        colorspace: essence.colorspace,
        transfer_characteristic: essence.transfer,
        components: (['Y', 'Cb', 'Cr'] as const).map((name) => ({
          name,
          width: name === 'Y' ? essence.width : essence.width / 2,
          height: essence.height,
          bit_depth: videoBitDepth,
        })),
      }
    case 'audio':
      return { sample_rate: { numerator: audioSampleRate, denominator: 1 }, bit_depth: audioBitDepth }
    case 'ancillary':
      return {
        grain_rate: essence.rate,
        DID_SDID: [
          { DID: '0x61', SDID: '0x02' },
          { DID: '0x60', SDID: '0x60' },
        ],
      }
    case 'event':
      return { event_type: essence.signal.eventType }
    case 'mux':
      return {}
  }
}

function senderResource(options: AssemblyOptions, device: DeviceBlueprint, sender: SenderBlueprint): SenderResource {
  const { seed, tai } = options
  const ids = senderIds(seed, sender.key)
  const rtp = transportBase(sender.transport) === 'rtp'
  const file = `${baseUrl(options)}/x-nmos/connection/v1.1/single/senders/${ids.sender}/transportfile`
  return {
    id: ids.sender,
    version: tai.version(),
    label: sender.label,
    description: sender.description,
    tags: groupTags(sender.groupHint),
    device_id: deviceId(seed, device.key),
    flow_id: ids.flow,
    transport: transportUrn(sender.transport),
    manifest_href: rtp ? file : null,
    interface_bindings: interfaceNames.slice(0, sender.legs),
    subscription: { receiver_id: null, active: sender.active },
  }
}

function receiverResource(
  options: AssemblyOptions,
  device: DeviceBlueprint,
  receiver: ReceiverBlueprint,
): ReceiverResource {
  const { seed, tai } = options
  const source = receiver.connectedTo
  return {
    id: receiverId(seed, receiver.key),
    version: tai.version(),
    label: receiver.label,
    description: receiver.description,
    tags: groupTags(receiver.groupHint),
    device_id: deviceId(seed, device.key),
    format: formatUrn(receiver.caps.format),
    transport: transportUrn(receiver.transport),
    caps: capsOnWire(receiver.caps, capsVersion),
    interface_bindings: interfaceNames.slice(0, receiver.legs),
    subscription: {
      sender_id: source === undefined ? null : senderIds(seed, source).sender,
      active: source !== undefined,
    },
  }
}

/** Capabilities never change in the lab; their version is one moment in 2024 (TAI). */
const capsVersion = '1704067237:0'

function capsOnWire(caps: ReceiverCaps, version: string): object {
  return {
    ...(caps.mediaTypes === undefined ? {} : { media_types: caps.mediaTypes }),
    ...(caps.eventTypes === undefined ? {} : { event_types: caps.eventTypes }),
    ...(caps.constraintSets === undefined ? {} : { constraint_sets: caps.constraintSets, version }),
  }
}

function groupTags(hint: string | undefined): Tags {
  return hint === undefined ? {} : { 'urn:x-nmos:tag:grouphint/v1.0': [hint] }
}
