import type { Finding, Id } from '../../../contract'
import { NODE_VERSIONS, highestCommonVersion } from '../../nmos/apiVersion'
import { joinHref } from '../../nmos/href'
import type { NmosHttp, RequestOptions } from '../../nmos/http'
import { RESOURCE_KINDS, type ResourceKind, resourcePath } from '../../nmos/resources'
import { compareVersions } from '../../nmos/tai'
import type { EntryOf, PlantEntry, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { attempt } from './deviceReads'
import { someOf } from './inPieces'
import { finding } from './job'

/** What a node is worth: whether it was reached, what is wrong with it, and what the plant has of it that it has not. */
export type NodeCheck = {
  readonly isReached: boolean
  readonly findings: readonly Finding[]
  readonly ghosts: readonly Id[]
}

const AWAY = { isReached: false, ghosts: [] } as const

/**
 * Whether a node answers at its own Node API, with the versions it announced, and whether the plant has what it has
 * (IS-04 v1.3 §APIs: Common Keys – version).
 */
export async function checkNode(
  node: EntryOf<'node'>,
  plant: PlantView,
  http: NmosHttp,
  options: RequestOptions,
): Promise<NodeCheck> {
  const name = entryName(node)
  const address = addressOf(node)
  if (address === null) {
    const text = `${name} does not say where its Node API is.`
    return { ...AWAY, findings: [finding('alarm', 'NODE_WITHOUT_ADDRESS', text, [node.id])] }
  }
  const root = await attempt(async () => (await http.getJson(joinHref(address, 'x-nmos', 'node'), options)).body)
  if (!root.ok) {
    const text = `${name} does not answer at its Node API, though it is registered: ${root.why}`
    return { ...AWAY, findings: [finding('alarm', 'NODE_UNREACHABLE', text, [node.id])] }
  }
  const served = textsOf(root.value)
  const findings: Finding[] = versionFindings(node, served)
  const best = highestCommonVersion(served, NODE_VERSIONS)
  if (best === null) return { isReached: true, findings, ghosts: [] }
  const base = joinHref(address, 'x-nmos', 'node', best)
  const stale: PlantEntry[] = []
  const ghosts: PlantEntry[] = []
  const missing: string[] = []
  for (const kind of RESOURCE_KINDS) {
    const read = await attempt(async () => (await http.getJson(joinHref(base, pathOf(kind)), options)).body)
    if (!read.ok) {
      const text = `${name} does not say which ${resourcePath(kind)} it has: ${read.why}`
      findings.push(finding('warning', 'NODE_API_FAULT', text, [node.id]))
      continue
    }
    const own = resourcesOf(kind, read.value)
    for (const [id, { version, label }] of own) {
      const entry = plant.entry(kind, id)
      if (entry === undefined || entry.status === 'offline')
        missing.push(label === '' ? `${kind} ${id.slice(0, 8)}` : label)
      else if (version !== '' && compareVersions(entry.resource.version, version) < 0) stale.push(entry)
    }
    for (const entry of entriesOn(plant, node, kind)) {
      if (!own.has(entry.id) && entry.status === 'online') ghosts.push(entry)
    }
  }
  const idsOf = (entries: readonly PlantEntry[]): readonly string[] => [node.id, ...entries.map(({ id }) => id)]
  if (stale.length > 0) {
    const text = `The registry has older versions than ${name} itself of ${someOf(stale.map(entryName))}.`
    findings.push(finding('warning', 'STALE_IN_REGISTRY', text, idsOf(stale)))
  }
  if (missing.length > 0) {
    const text = `${name} has what the registry does not: ${someOf(missing)}.`
    findings.push(finding('warning', 'NOT_REGISTERED', text, [node.id]))
  }
  if (ghosts.length > 0) {
    const text = `The registry has what ${name} itself does not have any more: ${someOf(ghosts.map(entryName))}.`
    findings.push(finding('warning', 'GHOST_IN_REGISTRY', text, idsOf(ghosts)))
  }
  return { isReached: true, findings, ghosts: ghosts.map(({ id }) => id) }
}

/** IS-04 v1.3 `node.json`: `api.endpoints`, else the deprecated `href`. */
function addressOf({ resource: { apiEndpoints, href } }: EntryOf<'node'>): string | null {
  const [endpoint] = apiEndpoints
  if (endpoint !== undefined) {
    const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
    return `${endpoint.protocol}://${host}:${endpoint.port}`
  }
  return /^https?:\/\//i.test(href) ? href.replace(/\/x-nmos\/.*$/, '') : null
}

function versionFindings(node: EntryOf<'node'>, served: readonly string[]): Finding[] {
  const name = entryName(node)
  const announced = [...node.resource.apiVersions].sort()
  const real = served.map((word) => word.replace(/\/$/, '')).sort()
  if (announced.length === 0 || announced.join() === real.join()) return []
  const text = `${name} announces the versions ${announced.join(', ')} of its Node API and serves ${real.join(', ') || 'none'}.`
  return [finding('warning', 'VERSION_MISMATCH', text, [node.id])]
}

function pathOf(kind: ResourceKind): string {
  return kind === 'node' ? 'self' : resourcePath(kind)
}

function textsOf(body: unknown): readonly string[] {
  return Array.isArray(body) ? body.filter((word): word is string => typeof word === 'string') : []
}

type Own = { readonly version: string; readonly label: string }

function resourcesOf(kind: ResourceKind, body: unknown): ReadonlyMap<string, Own> {
  const list: readonly unknown[] = kind === 'node' ? [body] : Array.isArray(body) ? (body as unknown[]) : []
  const found = new Map<string, Own>()
  for (const one of list) {
    if (typeof one !== 'object' || one === null) continue
    const { id, version, label } = one as Readonly<Record<string, unknown>>
    if (typeof id !== 'string') continue
    found.set(id, {
      version: typeof version === 'string' ? version : '',
      label: typeof label === 'string' ? label : '',
    })
  }
  return found
}

/** What the plant has of a kind on this node; sources and flows are looked at from the node's side only. */
function entriesOn(plant: PlantView, node: EntryOf<'node'>, kind: ResourceKind): readonly PlantEntry[] {
  const devices = plant.devicesOfNode(node.id)
  switch (kind) {
    case 'device':
      return devices
    case 'sender':
      return devices.flatMap(({ id }) => plant.sendersOfDevice(id))
    case 'receiver':
      return devices.flatMap(({ id }) => plant.receiversOfDevice(id))
    case 'node':
    case 'source':
    case 'flow':
      return []
  }
}
