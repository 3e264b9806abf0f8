import { echo } from './echo'
import { type RawKeeper, RawPage } from './rawPage'
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
  ResourceCore,
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
const UNROUTED_SENDER: Sender['subscription'] = Object.freeze({ active: false, receiver_id: null })
const UNROUTED_RECEIVER: Receiver['subscription'] = Object.freeze({ active: false, sender_id: null })

const sameDevice = echo()
const sameFormat = echo()
const sameTransport = echo()

/**
 * Reads one resource of IS-04 v1.0 to v1.3 as tolerantly as real registries and nodes need: an object with a UUID as
 * `id` is enough, everything else has a sensible default. What can be used as it came is not copied.
 */
export function readResource<K extends ResourceKind>(kind: K, json: unknown): ReadResult<ResourceOf<K>> {
  return readKept(kind, json, [json], 0)
}

/**
 * The same for one that `keeper` has at `place`. Only what everybody needs is read at once (this runs on 41 000 resources
 * and on every grain); the rest is read from what is kept, when it is asked for.
 */
export function readKept<K extends ResourceKind>(
  kind: K,
  json: unknown,
  keeper: RawKeeper,
  place: number,
): ReadResult<ResourceOf<K>>
export function readKept(kind: ResourceKind, json: unknown, keeper: RawKeeper, place: number): ReadResult {
  if (!isObject(json)) return { ok: false, fault: `A ${kind} was to be read, but ${describe(json)} came.` }
  const id = json['id']
  if (typeof id !== 'string' || !UUID.test(id)) {
    return { ok: false, fault: `A ${kind} came without a usable id (${describe(id)}).` }
  }
  return { ok: true, resource: read(kind, json, id, keeper, place) }
}

/** Whether two were read from pages of the same text, at the same place. False does not say that they differ. */
export function isSameText(a: Resource, b: Resource): boolean {
  return a instanceof Kept && b instanceof Kept && a.isAtSamePlaceAs(b)
}

function read(kind: ResourceKind, json: Json, id: string, keeper: RawKeeper, place: number): Resource {
  switch (kind) {
    case 'node':
      return new KeptNode(kind, json, id, keeper, place)
    case 'device':
      return new KeptDevice(kind, json, id, keeper, place)
    case 'source':
      return new KeptSource(kind, json, id, keeper, place)
    case 'flow':
      return new KeptFlow(kind, json, id, keeper, place)
    case 'sender':
      return new KeptSender(kind, json, id, keeper, place)
    case 'receiver':
      return new KeptReceiver(kind, json, id, keeper, place)
  }
}

/**
 * What all resources have, and the way back to what they were read from. Fields are declared and not defined, since a
 * defined field is written twice, which took as long as all the rest of the reading.
 */
abstract class Kept<K extends ResourceKind> implements ResourceCore {
  declare readonly kind: K
  declare readonly id: string
  declare readonly version: string
  declare readonly label: string
  declare readonly description: string
  declare readonly tags: Readonly<Record<string, readonly string[]>>
  declare private readonly keeper: RawKeeper
  declare private readonly place: number

  constructor(kind: K, json: Json, id: string, keeper: RawKeeper, place: number) {
    this.kind = kind
    this.id = id
    this.version = text(json['version'])
    this.label = text(json['label'])
    this.description = text(json['description'])
    this.tags = tags(json['tags'])
    this.keeper = keeper
    this.place = place
  }

  get raw(): RawResource {
    return this.keeper.at(this.place) as RawResource
  }

  isAtSamePlaceAs(other: Kept<ResourceKind>): boolean {
    if (this.place !== other.place) return false
    if (this.keeper === other.keeper) return true
    return this.keeper instanceof RawPage && other.keeper instanceof RawPage && this.keeper.isSameAs(other.keeper)
  }
}

class KeptNode extends Kept<'node'> implements Node {
  get href(): string {
    return text(this.raw['href'])
  }
  get hostname(): string {
    return text(this.raw['hostname'])
  }
  get apiVersions(): readonly string[] {
    const { api } = this.raw
    return isObject(api) ? list(api['versions'], isString) : NO_LIST
  }
  get apiEndpoints(): readonly NodeEndpoint[] {
    const { api } = this.raw
    return isObject(api) ? list(api['endpoints'], isEndpoint) : NO_LIST
  }
  get clocks(): readonly Clock[] {
    return list(this.raw['clocks'], isClock)
  }
  get interfaces(): readonly NetworkInterface[] {
    return list(this.raw['interfaces'], isInterface)
  }
}

class KeptDevice extends Kept<'device'> implements Device {
  declare readonly node_id: string | null
  declare readonly controls: readonly Control[]

  constructor(kind: 'device', json: Json, id: string, keeper: RawKeeper, place: number) {
    super(kind, json, id, keeper, place)
    this.node_id = reference(json['node_id'])
    this.controls = list(json['controls'], isControl)
  }

  get type(): string {
    return text(this.raw['type'])
  }
}

class KeptSource extends Kept<'source'> implements Source {
  declare readonly device_id: string | null
  declare readonly format: string

  constructor(kind: 'source', json: Json, id: string, keeper: RawKeeper, place: number) {
    super(kind, json, id, keeper, place)
    this.device_id = sameDevice(reference(json['device_id']))
    this.format = sameFormat(text(json['format']))
  }

  get grain_rate(): Rational | null {
    return rational(this.raw['grain_rate'])
  }
  get clock_name(): string | null {
    return reference(this.raw['clock_name'])
  }
  get parents(): readonly string[] {
    return list(this.raw['parents'], isString)
  }
  get channel_count(): number | null {
    const { channels } = this.raw
    return Array.isArray(channels) ? channels.length : null
  }
  get event_type(): string | null {
    return reference(this.raw['event_type'])
  }
}

class KeptFlow extends Kept<'flow'> implements Flow {
  declare readonly source_id: string | null
  declare readonly device_id: string | null
  declare readonly format: string

  constructor(kind: 'flow', json: Json, id: string, keeper: RawKeeper, place: number) {
    super(kind, json, id, keeper, place)
    this.source_id = reference(json['source_id'])
    this.device_id = sameDevice(reference(json['device_id']))
    this.format = sameFormat(text(json['format']))
  }

  get media_type(): string | null {
    return reference(this.raw['media_type'])
  }
  get grain_rate(): Rational | null {
    return rational(this.raw['grain_rate'])
  }
  get frame_width(): number | null {
    return number(this.raw['frame_width'])
  }
  get frame_height(): number | null {
    return number(this.raw['frame_height'])
  }
  get interlace_mode(): string | null {
    return reference(this.raw['interlace_mode'])
  }
  get colorspace(): string | null {
    return reference(this.raw['colorspace'])
  }
  get transfer_characteristic(): string | null {
    return reference(this.raw['transfer_characteristic'])
  }
  get components(): readonly VideoComponent[] {
    return list(this.raw['components'], isComponent)
  }
  get sample_rate(): Rational | null {
    return rational(this.raw['sample_rate'])
  }
  get bit_depth(): number | null {
    return number(this.raw['bit_depth'])
  }
  get event_type(): string | null {
    return reference(this.raw['event_type'])
  }
}

class KeptSender extends Kept<'sender'> implements Sender {
  declare readonly device_id: string | null
  declare readonly flow_id: string | null
  declare readonly transport: string
  declare readonly subscription: Sender['subscription']

  constructor(kind: 'sender', json: Json, id: string, keeper: RawKeeper, place: number) {
    super(kind, json, id, keeper, place)
    const subscription = json['subscription']
    const receiver = isObject(subscription) ? reference(subscription['receiver_id']) : null
    this.device_id = sameDevice(reference(json['device_id']))
    this.flow_id = reference(json['flow_id'])
    this.transport = sameTransport(text(json['transport']))
    const active = isActive(subscription, receiver)
    this.subscription = active || receiver !== null ? { active, receiver_id: receiver } : UNROUTED_SENDER
  }

  get manifest_href(): string | null {
    return reference(this.raw['manifest_href'])
  }
  get interface_bindings(): readonly string[] {
    return list(this.raw['interface_bindings'], isString)
  }
}

class KeptReceiver extends Kept<'receiver'> implements Receiver {
  declare readonly device_id: string | null
  declare readonly transport: string
  declare readonly format: string
  declare readonly subscription: Receiver['subscription']
  private readCaps: ReceiverCaps | null = null

  constructor(kind: 'receiver', json: Json, id: string, keeper: RawKeeper, place: number) {
    super(kind, json, id, keeper, place)
    const subscription = json['subscription']
    const sender = isObject(subscription) ? reference(subscription['sender_id']) : null
    this.device_id = sameDevice(reference(json['device_id']))
    this.transport = sameTransport(text(json['transport']))
    this.format = sameFormat(text(json['format']))
    const active = isActive(subscription, sender)
    this.subscription = active || sender !== null ? { active, sender_id: sender } : UNROUTED_RECEIVER
  }

  get interface_bindings(): readonly string[] {
    return list(this.raw['interface_bindings'], isString)
  }
  /** The same object each time: what was judged of it is remembered by it. */
  get caps(): ReceiverCaps {
    return (this.readCaps ??= caps(this.raw['caps']))
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
  if (!isObject(value) || isEmpty(value)) return NO_TAGS
  return isTags(value) ? value : mendedTags(value)
}

function isEmpty(value: Json): boolean {
  for (const _ in value) return false
  return true
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
