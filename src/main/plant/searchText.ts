import type { Leg } from '../../contract'
import type { PlantEntry } from './plant'

/** What an entry can be found by, in lower case. */
export type SearchText = {
  readonly label: string
  readonly alias: string
  readonly description: string
  readonly id: string
  /** Multicast and source addresses of the legs; a node's host name and address. */
  readonly addresses: readonly string[]
}

const known = new WeakMap<PlantEntry, SearchText>()
const NO_ADDRESSES: readonly string[] = []

/** Made once per entry: entries never change. */
export function searchText(entry: PlantEntry): SearchText {
  const before = known.get(entry)
  if (before !== undefined) return before
  const text: SearchText = {
    label: entry.resource.label.toLowerCase(),
    alias: entry.alias?.toLowerCase() ?? '',
    description: entry.resource.description.toLowerCase(),
    id: entry.id.toLowerCase(),
    addresses: addressesOf(entry),
  }
  known.set(entry, text)
  return text
}

function addressesOf({ resource, connection }: PlantEntry): readonly string[] {
  if (resource.kind === 'node') {
    return [resource.hostname, resource.href, ...resource.apiEndpoints.map(({ host, port }) => `${host}:${port}`)]
      .filter((text) => text !== '')
      .map((text) => text.toLowerCase().replace(/^https?:\/\//, ''))
  }
  if (connection === null || connection.legs.length === 0) return NO_ADDRESSES
  return connection.legs.flatMap(addressesOfLeg)
}

function addressesOfLeg({ multicast, port, source, interface: local }: Leg): readonly string[] {
  const to = multicast === null ? [] : [port === null ? multicast : `${multicast}:${port}`]
  return [...to, ...new Set([source, local])].filter((text) => text !== null)
}
