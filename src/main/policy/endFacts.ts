import type { Format } from '../../contract'
import type { Resource } from '../nmos/resources'
import type { EntryOf, PlantEntry, PlantView } from '../plant/plant'
import { formatOfEntry } from '../plant/plantIndexes'
import { type FieldValue, fieldValues } from './fieldValues'

export type EndEntry = EntryOf<'sender'> | EntryOf<'receiver'>

/** A thing of the plant whose fields can be tested, seen from an end. */
export type TestedKind = Resource['kind']

/** What an end hangs together with; a change of one of them changes what rules see. */
export type EndParts = {
  readonly device: EntryOf<'device'> | undefined
  readonly node: EntryOf<'node'> | undefined
  readonly flow: EntryOf<'flow'> | undefined
  readonly source: EntryOf<'source'> | undefined
}

/** What rules can see of an end. Texts that globs are held against are in lower case. */
export type EndFacts = {
  readonly entry: EndEntry
  readonly parts: EndParts
  /** Label and alias. */
  readonly names: readonly string[]
  readonly groups: readonly string[]
  /** Label, alias and id of its device; of its node. */
  readonly device: readonly string[]
  readonly node: readonly string[]
  readonly format: Format
  /** The values of a tag: its own, its device's and its node's. */
  readonly tag: (name: string) => readonly string[]
  /** The values of a field; none when it is missing. */
  readonly values: (of: TestedKind, field: string) => readonly FieldValue[]
}

/** What all ports of a device have in common. */
type HostWords = {
  readonly of: EntryOf<'node'> | undefined
  readonly device: readonly string[]
  readonly node: readonly string[]
  readonly tags: ReadonlyMap<string, readonly string[]>
}

const NOTHING: readonly string[] = Object.freeze([])
const NO_HOST: HostWords = { of: undefined, device: NOTHING, node: NOTHING, tags: new Map() }
const GROUP_HINT = 'urn:x-nmos:tag:grouphint/'

export function partsOf(entry: EndEntry, plant: PlantView): EndParts {
  const { resource } = entry
  const device = plant.entry('device', resource.device_id ?? '')
  const flow = resource.kind === 'sender' ? plant.entry('flow', resource.flow_id ?? '') : undefined
  return {
    device,
    node: device === undefined ? undefined : plant.entry('node', device.resource.node_id ?? ''),
    flow,
    source: flow === undefined ? undefined : plant.entry('source', flow.resource.source_id ?? ''),
  }
}

export function areSameParts(a: EndParts, b: EndParts): boolean {
  return a.device === b.device && a.node === b.node && a.flow === b.flow && a.source === b.source
}

/** Reads ends; what the ports of a device have in common is read once. */
export function createEndReader(plant: PlantView): (entry: EndEntry, parts: EndParts) => EndFacts {
  const hosts = new WeakMap<PlantEntry, HostWords>()

  function hostOf({ device, node }: EndParts): HostWords {
    if (device === undefined) return NO_HOST
    const known = hosts.get(device)
    if (known !== undefined && known.of === node) return known
    const fresh: HostWords = {
      of: node,
      device: [...namesOf(device), device.id.toLowerCase()],
      node: node === undefined ? NOTHING : [...namesOf(node), node.id.toLowerCase()],
      tags: tagsOf(node === undefined ? [device] : [device, node]),
    }
    hosts.set(device, fresh)
    return fresh
  }

  return (entry, parts) => new ReadEnd(entry, parts, hostOf(parts), formatOfEntry(entry, plant.entry))
}

/** Most rules look at few of the fields of an end, so the others are not read. */
class ReadEnd implements EndFacts {
  readonly names: readonly string[]
  private known: Map<string, readonly FieldValue[]> | null = null

  constructor(
    readonly entry: EndEntry,
    readonly parts: EndParts,
    private readonly host: HostWords,
    readonly format: Format,
  ) {
    this.names = namesOf(entry)
  }

  get device(): readonly string[] {
    return this.host.device
  }

  get node(): readonly string[] {
    return this.host.node
  }

  get groups(): readonly string[] {
    return groupsOf(this.entry.resource.tags)
  }

  tag(name: string): readonly string[] {
    const { tags } = this.entry.resource
    const inherited = this.host.tags.get(name) ?? NOTHING
    if (!Object.hasOwn(tags, name)) return inherited
    return [...(tags[name] ?? NOTHING).map((value) => value.toLowerCase()), ...inherited]
  }

  values(of: TestedKind, field: string): readonly FieldValue[] {
    const key = `${of} ${field}`
    this.known ??= new Map()
    const known = this.known.get(key)
    if (known !== undefined) return known
    const found = fieldValues(testedEntry(of, this.entry, this.parts), field, this.format)
    this.known.set(key, found)
    return found
  }
}

function testedEntry(of: TestedKind, entry: EndEntry, parts: EndParts): PlantEntry | undefined {
  switch (of) {
    case 'sender':
    case 'receiver':
      return entry.kind === of ? entry : undefined
    case 'device':
    case 'node':
    case 'flow':
    case 'source':
      return parts[of]
  }
}

function namesOf({ resource, alias }: PlantEntry): readonly string[] {
  const label = resource.label.toLowerCase()
  if (alias === null || alias === '') return [label]
  return [label, alias.toLowerCase()]
}

/** The natural groups of a port (BCP-002-01 v1.0 §Group Hint: `group:role` with more behind it). */
function groupsOf(tags: Readonly<Record<string, readonly string[]>>): readonly string[] {
  for (const name in tags) {
    if (!name.startsWith(GROUP_HINT)) continue
    return (tags[name] ?? NOTHING).map((hint) => (hint.split(':')[0] ?? hint).toLowerCase())
  }
  return NOTHING
}

function tagsOf(entries: readonly PlantEntry[]): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, readonly string[]>()
  for (const { resource } of entries) {
    for (const [name, values] of Object.entries(resource.tags)) {
      tags.set(name, [...(tags.get(name) ?? NOTHING), ...values.map((value) => value.toLowerCase())])
    }
  }
  return tags
}
