import type { Id } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Device, Flow, Node, Receiver, ReceiverCaps, Sender } from '../../nmos/resources'
import { MQTT_CONTROL } from '../../plant/lightRecord'
import { brokerNodeIdOf, unitIdOf, moduleNodeIdOf } from '../../plant/deviceIds'
import type { ModuleInput, ModuleSource } from '../module'
import { word } from './readMeta'

type Tags = Readonly<Record<string, readonly string[]>>

/** These resources have no versions: what they were made from says whether they changed. */
const VERSION = '0:0'
const NO_TAGS: Tags = Object.freeze({})
const NO_LIST: readonly never[] = Object.freeze([])
const ANYTHING: ReceiverCaps = Object.freeze({
  media_types: null,
  event_types: null,
  constraint_sets: null,
  version: '',
})
const FORMAT = 'urn:x-nmos:format:'
const TRANSPORT = 'urn:x-signalbox:transport:'
const CONTROLS = [{ type: MQTT_CONTROL, href: '' }]

/** The broker, as the node of its devices. */
export function brokerNode(broker: string, address: string): Node {
  return nodeOf(brokerNodeIdOf(broker), broker, `MQTT broker ${address}`, { from: 'mqtt', broker, address })
}

/** A device as it says it is. What it says from one moment to the next is not in it: that is its receivers' to show. */
export function mqttDevice({ id, broker, deviceId, label, modules, meta }: DeviceState): Device {
  return {
    kind: 'device',
    id,
    version: VERSION,
    label,
    description: modules.length === 0 ? '' : `On MQTT: ${modules.join(', ')}`,
    tags: placeTags(word(meta['site']), word(meta['room'])),
    type: 'urn:x-signalbox:device:mqtt',
    node_id: brokerNodeIdOf(broker),
    controls: CONTROLS,
    raw: { from: 'mqtt', broker, device_id: deviceId, meta },
  }
}

/** The input of a module's device. `senderId`: what it is on, in the plant; null: nothing, or nobody knows. */
export function inputReceiver(device: DeviceState, module: string, input: ModuleInput, senderId: Id | null): Receiver {
  const { id, broker, deviceId } = device
  const { label, format, active } = input
  return {
    kind: 'receiver',
    id: unitIdOf(module, id),
    version: VERSION,
    label,
    description: '',
    tags: NO_TAGS,
    device_id: id,
    transport: TRANSPORT + module,
    format: FORMAT + format,
    interface_bindings: NO_LIST,
    subscription: { active, sender_id: senderId },
    caps: ANYTHING,
    raw: { from: 'mqtt', broker, device_id: deviceId, module, label, format, active, sender_id: senderId },
  }
}

/** Where the sources of a module are shown: a node and a device of their own, since no broker has them. */
export function moduleNode(module: string, title: string): Node {
  return nodeOf(moduleNodeIdOf(module), title, `Sources of the module ${module}`, { from: 'module', module, title })
}

export function moduleDevice(module: string, title: string): Device {
  return {
    kind: 'device',
    id: moduleDeviceId(module),
    version: VERSION,
    label: `${title}: sources`,
    description: '',
    tags: NO_TAGS,
    type: 'urn:x-signalbox:device:module',
    node_id: moduleNodeIdOf(module),
    controls: CONTROLS,
    raw: { from: 'module', module, title },
  }
}

/** What all sources of a module send; only its format is known. */
export function moduleFlow(module: string, format: ModuleInput['format']): Flow {
  return {
    kind: 'flow',
    id: moduleFlowId(module),
    version: VERSION,
    label: module,
    description: '',
    tags: NO_TAGS,
    source_id: null,
    device_id: moduleDeviceId(module),
    format: FORMAT + format,
    media_type: null,
    grain_rate: null,
    frame_width: null,
    frame_height: null,
    interlace_mode: null,
    colorspace: null,
    transfer_characteristic: null,
    components: NO_LIST,
    sample_rate: null,
    bit_depth: null,
    event_type: null,
    raw: { from: 'module', module, format },
  }
}

export function sourceSender(module: string, source: ModuleSource): Sender {
  const { name, label, site, room } = source
  return {
    kind: 'sender',
    id: sourceIdOf(module, name),
    version: VERSION,
    label,
    description: '',
    tags: placeTags(site ?? null, room ?? null),
    device_id: moduleDeviceId(module),
    flow_id: moduleFlowId(module),
    transport: TRANSPORT + module,
    manifest_href: null,
    interface_bindings: NO_LIST,
    subscription: { active: true, receiver_id: null },
    raw: { from: 'module', module, name, label, site: site ?? null, room: room ?? null },
  }
}

/** The id of a source of a module in the plant: `<module>:<name>`. */
export function sourceIdOf(module: string, name: string): Id {
  return `${module}:${name}`
}

const moduleDeviceId = (module: string): Id => `module:${module}:sources`
const moduleFlowId = (module: string): Id => `module:${module}:flow`

function nodeOf(id: Id, label: string, description: string, raw: Node['raw']): Node {
  return {
    kind: 'node',
    id,
    version: VERSION,
    label,
    description,
    tags: NO_TAGS,
    href: '',
    hostname: '',
    apiVersions: NO_LIST,
    apiEndpoints: NO_LIST,
    clocks: NO_LIST,
    interfaces: NO_LIST,
    raw,
  }
}

function placeTags(site: string | null, room: string | null): Tags {
  if (site === null && room === null) return NO_TAGS
  return { ...(site === null ? {} : { site: [site] }), ...(room === null ? {} : { room: [room] }) }
}
