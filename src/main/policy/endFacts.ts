import type { Format, Id } from '../../contract'
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
  readonly id: Id
  /** Label and alias. */
  readonly names: readonly string[]
  /** Its own tags, those of its device and those of its node: name to values. */
  readonly tags: ReadonlyMap<string, readonly string[]>
  readonly groups: readonly string[]
  readonly site: string | null
  readonly room: string | null
  /** Label, alias and id of its device; of its node. */
  readonly device: readonly string[]
  readonly node: readonly string[]
  readonly format: Format
  readonly registries: { readonly has: (id: Id) => boolean; readonly keys: () => Iterable<Id> }
  /** The values of a field; none when it is missing. */
  readonly values: (of: TestedKind, field: string) => readonly FieldValue[]
}

export function partsOf(entry: EndEntry, plant: PlantView): EndParts {
  const { resource } = entry
  const device = plant.entry('device', resource.device_id ?? '')
  const flow = resource.kind === 'sender' ? plant.entry('flow', resource.flow_id ?? '') : undefined
  return {
    device,
    node: plant.entry('node', device?.resource.node_id ?? ''),
    flow,
    source: plant.entry('source', flow?.resource.source_id ?? ''),
  }
}

export function areSameParts(a: EndParts, b: EndParts): boolean {
  return a.device === b.device && a.node === b.node && a.flow === b.flow && a.source === b.source
}

export function factsOf(entry: EndEntry, parts: EndParts, plant: PlantView): EndFacts {
  const { device, node } = parts
  const values = new Map<string, readonly FieldValue[]>()
  const format = formatOfEntry(entry, plant.entry)
  return {
    entry,
    parts,
    id: entry.id,
    names: namesOf(entry),
    tags: tagsOf([entry, device, node]),
    groups: groupsOf(entry.resource.tags),
    site: entry.site,
    room: entry.room,
    device: device === undefined ? [] : [...namesOf(device), device.id.toLowerCase()],
    node: node === undefined ? [] : [...namesOf(node), node.id.toLowerCase()],
    format,
    registries: entry.witnesses,
    values(of, field) {
      const key = `${of} ${field}`
      const known = values.get(key)
      if (known !== undefined) return known
      const found = fieldValues(testedEntry(of, entry, parts), field, format)
      values.set(key, found)
      return found
    },
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

const GROUP_HINT = 'urn:x-nmos:tag:grouphint/'
const NO_GROUPS: readonly string[] = Object.freeze([])

/** The natural groups of a port (BCP-002-01 v1.0 §Group Hint: `group:role` with more behind it). */
function groupsOf(tags: Readonly<Record<string, readonly string[]>>): readonly string[] {
  for (const name in tags) {
    if (!name.startsWith(GROUP_HINT)) continue
    return (tags[name] ?? NO_GROUPS).map((hint) => (hint.split(':')[0] ?? hint).toLowerCase())
  }
  return NO_GROUPS
}

const NO_TAGS: ReadonlyMap<string, readonly string[]> = new Map()

function tagsOf(entries: readonly (PlantEntry | undefined)[]): ReadonlyMap<string, readonly string[]> {
  let tags: Map<string, readonly string[]> | null = null
  for (const entry of entries) {
    if (entry === undefined) continue
    const own = entry.resource.tags
    for (const name in own) {
      tags ??= new Map()
      const lower = (own[name] ?? []).map((value) => value.toLowerCase())
      tags.set(name, [...(tags.get(name) ?? []), ...lower])
    }
  }
  return tags ?? NO_TAGS
}
