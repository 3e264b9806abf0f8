import type {
  Clock,
  Control,
  Device,
  Flow,
  NetworkInterface,
  Node,
  NodeEndpoint,
  Rational,
  RawResource,
  Receiver,
  ReceiverCaps,
  Resource,
  ResourceKind,
  ResourceOf,
  Sender,
  Source,
  VideoComponent,
} from './resources'

/** A resource that was read, or a sentence that says why it could not be. */
export type ReadResult<R extends Resource = Resource> =
  { readonly ok: true; readonly resource: R } | { readonly ok: false; readonly fault: string }

type Json = Readonly<Record<string, unknown>>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const NO_TAGS: Readonly<Record<string, readonly string[]>> = Object.freeze({})
const NO_LIST: readonly never[] = Object.freeze([])
const NO_CAPS: ReceiverCaps = Object.freeze({
  media_types: null,
  event_types: null,
  constraint_sets: null,
  version: '',
})

/**
 * Reads one resource of IS-04 v1.0 to v1.3 as tolerantly as real registries and nodes need: an object with a UUID as
 * `id` is enough, everything else has a sensible default. The original stays at `raw`, by reference; what can be used as
 * it came is not copied (this runs on 41 000 resources and on every grain).
 */
export function readResource<K extends ResourceKind>(kind: K, json: unknown): ReadResult<ResourceOf<K>>
export function readResource(kind: ResourceKind, json: unknown): ReadResult {
  if (!isObject(json)) return { ok: false, fault: `A ${kind} was to be read, but ${describe(json)} came.` }
  const id = json['id']
  if (typeof id !== 'string' || !UUID.test(id)) {
    return { ok: false, fault: `A ${kind} came without a usable id (${describe(id)}).` }
  }
  return { ok: true, resource: READERS[kind](id, json) }
}

const READERS: { readonly [K in ResourceKind]: (id: string, json: Json) => ResourceOf<K> } = {
  node: readNode,
  device: readDevice,
  source: readSource,
  flow: readFlow,
  sender: readSender,
  receiver: readReceiver,
}

function readNode(id: string, json: Json): Node {
  const api = isObject(json['api']) ? json['api'] : null
  return {
    kind: 'node',
    id,
    version: text(json['version']),
    label: text(json['label']),
    description: text(json['description']),
    tags: tags(json['tags']),
    raw: json,
    href: text(json['href']),
    hostname: text(json['hostname']),
    apiVersions: api === null ? NO_LIST : list(api['versions'], isString),
    apiEndpoints: api === null ? NO_LIST : list(api['endpoints'], isEndpoint),
    clocks: list(json['clocks'], isClock),
    interfaces: list(json['interfaces'], isInterface),
  }
}

function readDevice(id: string, json: Json): Device {
  return {
    kind: 'device',
    id,
    version: text(json['version']),
    label: text(json['label']),
    description: text(json['description']),
    tags: tags(json['tags']),
    raw: json,
    type: text(json['type']),
    node_id: reference(json['node_id']),
    controls: list(json['controls'], isControl),
  }
}

function readSource(id: string, json: Json): Source {
  const channels = json['channels']
  return {
    kind: 'source',
    id,
    version: text(json['version']),
    label: text(json['label']),
    description: text(json['description']),
    tags: tags(json['tags']),
    raw: json,
    device_id: reference(json['device_id']),
    format: text(json['format']),
    grain_rate: rational(json['grain_rate']),
    clock_name: reference(json['clock_name']),
    parents: list(json['parents'], isString),
    channel_count: Array.isArray(channels) ? channels.length : null,
    event_type: reference(json['event_type']),
  }
}

function readFlow(id: string, json: Json): Flow {
  return {
    kind: 'flow',
    id,
    version: text(json['version']),
    label: text(json['label']),
    description: text(json['description']),
    tags: tags(json['tags']),
    raw: json,
    source_id: reference(json['source_id']),
    device_id: reference(json['device_id']),
    format: text(json['format']),
    media_type: reference(json['media_type']),
    grain_rate: rational(json['grain_rate']),
    frame_width: number(json['frame_width']),
    frame_height: number(json['frame_height']),
    interlace_mode: reference(json['interlace_mode']),
    colorspace: reference(json['colorspace']),
    transfer_characteristic: reference(json['transfer_characteristic']),
    components: list(json['components'], isComponent),
    sample_rate: rational(json['sample_rate']),
    bit_depth: number(json['bit_depth']),
    event_type: reference(json['event_type']),
  }
}

function readSender(id: string, json: Json): Sender {
  const subscription = json['subscription']
  const receiver = isObject(subscription) ? reference(subscription['receiver_id']) : null
  return {
    kind: 'sender',
    id,
    version: text(json['version']),
    label: text(json['label']),
    description: text(json['description']),
    tags: tags(json['tags']),
    raw: json,
    device_id: reference(json['device_id']),
    flow_id: reference(json['flow_id']),
    transport: text(json['transport']),
    manifest_href: reference(json['manifest_href']),
    interface_bindings: list(json['interface_bindings'], isString),
    subscription: { active: isActive(subscription, receiver), receiver_id: receiver },
  }
}

function readReceiver(id: string, json: Json): Receiver {
  const subscription = json['subscription']
  const sender = isObject(subscription) ? reference(subscription['sender_id']) : null
  return {
    kind: 'receiver',
    id,
    version: text(json['version']),
    label: text(json['label']),
    description: text(json['description']),
    tags: tags(json['tags']),
    raw: json,
    device_id: reference(json['device_id']),
    transport: text(json['transport']),
    format: text(json['format']),
    interface_bindings: list(json['interface_bindings'], isString),
    subscription: { active: isActive(subscription, sender), sender_id: sender },
    caps: caps(json['caps']),
  }
}

/** IS-04 before v1.2 had no `active`: who named a peer was connected. */
function isActive(subscription: unknown, peer: string | null): boolean {
  if (!isObject(subscription)) return false
  return typeof subscription['active'] === 'boolean' ? subscription['active'] : peer !== null
}

function caps(value: unknown): ReceiverCaps {
  if (!isObject(value)) return NO_CAPS
  const sets = value['constraint_sets']
  return {
    media_types: Array.isArray(value['media_types']) ? list(value['media_types'], isString) : null,
    event_types: Array.isArray(value['event_types']) ? list(value['event_types'], isString) : null,
    constraint_sets: Array.isArray(sets) ? list<RawResource>(sets, isObject) : null,
    version: text(value['version']),
  }
}

function tags(value: unknown): Readonly<Record<string, readonly string[]>> {
  if (!isObject(value)) return NO_TAGS
  return isTags(value) ? value : mendedTags(value)
}

function isTags(value: Json): value is Readonly<Record<string, readonly string[]>> {
  for (const key in value) {
    const entry = value[key]
    if (!Array.isArray(entry) || !entry.every(isString)) return false
  }
  return true
}

/** Devices in the field write a tag as a bare string, too. */
function mendedTags(value: Json): Readonly<Record<string, readonly string[]>> {
  const mended = new Map<string, readonly string[]>()
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'string') mended.set(key, [entry])
    else if (Array.isArray(entry)) mended.set(key, list(entry, isString))
  }
  return Object.fromEntries(mended)
}

/** The same array when all of it is usable, else a copy of what is. */
function list<T>(value: unknown, isUsable: (entry: unknown) => entry is T): readonly T[] {
  if (!Array.isArray(value)) return NO_LIST
  if (value.length === 0) return NO_LIST
  const entries: readonly unknown[] = value
  return allAre(entries, isUsable) ? entries : entries.filter(isUsable)
}

function allAre<T>(entries: readonly unknown[], is: (entry: unknown) => entry is T): entries is readonly T[] {
  for (const entry of entries) if (!is(entry)) return false
  return true
}

function rational(value: unknown): Rational | null {
  return isRational(value) ? value : null
}

function isRational(value: unknown): value is Rational {
  if (!isObject(value) || typeof value['numerator'] !== 'number') return false
  const denominator = value['denominator']
  return denominator === undefined || (typeof denominator === 'number' && denominator !== 0)
}

function isEndpoint(value: unknown): value is NodeEndpoint {
  return (
    isObject(value) &&
    typeof value['host'] === 'string' &&
    typeof value['port'] === 'number' &&
    (value['protocol'] === 'http' || value['protocol'] === 'https')
  )
}

function isClock(value: unknown): value is Clock {
  return isObject(value) && typeof value['name'] === 'string'
}

function isInterface(value: unknown): value is NetworkInterface {
  return isObject(value) && typeof value['name'] === 'string'
}

function isControl(value: unknown): value is Control {
  return isObject(value) && typeof value['href'] === 'string' && typeof value['type'] === 'string'
}

function isComponent(value: unknown): value is VideoComponent {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['width'] === 'number' &&
    typeof value['height'] === 'number' &&
    typeof value['bit_depth'] === 'number'
  )
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function reference(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const shown = JSON.stringify(value)
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
}
