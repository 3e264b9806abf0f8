import type { ConnectionEndpoint } from './connectionEndpoint'
import { failure, ok, type Answer, type Route } from './httpApi'
import type { ResourceId } from '../identity'
import type { Missing } from './nodeFaults'
import type { Transport } from './urn'
import { connectionVersions, transportBase, type ConnectionVersion } from './urn'

export type Side = 'senders' | 'receivers'

/** What the Connection API needs of a node. */
export type Connections = {
  /** Ids that a device with a Connection API has, with their transports. */
  list(side: Side): Iterable<readonly [ResourceId, Transport]>
  transportOf(side: Side, id: ResourceId): Transport | undefined
  endpoint(side: Side, id: ResourceId): ConnectionEndpoint | undefined
  patch(side: Side, id: ResourceId, body: unknown): Answer
  /** What `/bulk` answers where the device has none; undefined where it has. */
  readonly withoutBulk: Missing | undefined
  /** The SDP of an active sender, or undefined where it has none at the moment. */
  transportFile(id: ResourceId): string | undefined
}

const root = '/x-nmos/connection'

/** Connection API (IS-05 ConnectionAPI.raml) in the versions asked for. */
export function connectionApiRoutes(connections: Connections, versions: readonly ConnectionVersion[]): Route[] {
  return [
    { method: 'GET', path: root, handle: () => ok(versions.map((version) => `${version}/`)) },
    ...versions.flatMap((version) => versionRoutes(connections, version)),
  ]
}

function versionRoutes(connections: Connections, version: ConnectionVersion): Route[] {
  const base = `${root}/${version}`
  return [
    { method: 'GET', path: base, handle: () => ok(['bulk/', 'single/']) },
    { method: 'GET', path: `${base}/bulk`, handle: () => ok(['senders/', 'receivers/']) },
    { method: 'GET', path: `${base}/single`, handle: () => ok(['senders/', 'receivers/']) },
    ...(['senders', 'receivers'] as const).flatMap((side) => [
      { method: 'POST' as const, path: `${base}/bulk/${side}`, handle: bulk(connections, side, version) },
      ...singleRoutes(connections, side, version),
    ]),
  ]
}

function singleRoutes(connections: Connections, side: Side, version: ConnectionVersion): Route[] {
  const base = `${root}/${version}/single/${side}`
  const parts = [
    'constraints/',
    'staged/',
    'active/',
    ...(side === 'senders' ? ['transportfile/'] : []),
    ...(version === 'v1.0' ? [] : ['transporttype/']),
  ]
  /** A route below one sender or receiver, guarded by 404 and 409. */
  const below = (
    method: Route['method'],
    part: string,
    handle: (id: ResourceId, body: unknown) => Answer | undefined,
  ): Route => ({
    method,
    path: `${base}/:id${part}`,
    handle: ({ id = '' }, { body }) =>
      misplaced(connections, side, id, version, part) ?? handle(id, body) ?? unknown(id),
  })
  const endpoint = (id: ResourceId): ConnectionEndpoint | undefined => connections.endpoint(side, id)
  const found = (body: unknown): Answer | undefined => (body === undefined ? undefined : ok(body))
  const routes = [
    below('GET', '', () => ok(parts)),
    below('GET', '/constraints', (id) => found(endpoint(id)?.profile.constraints)),
    below('GET', '/staged', (id) => found(endpoint(id)?.staged)),
    below('GET', '/active', (id) => found(endpoint(id)?.activeOnWire)),
    below('PATCH', '/staged', (id, body) => connections.patch(side, id, body)),
  ]
  if (side === 'senders') routes.push(below('GET', '/transportfile', (id) => transportFile(connections, id)))
  if (version !== 'v1.0') {
    routes.push(
      below('GET', '/transporttype', (id) => {
        const transport = connections.transportOf(side, id)
        return transport === undefined ? undefined : ok(`urn:x-nmos:transport:${transportBase(transport)}`)
      }),
    )
  }
  return [{ method: 'GET', path: base, handle: () => ok(visible(connections, side, version)) }, ...routes]
}

function visible(connections: Connections, side: Side, version: ConnectionVersion): string[] {
  const ids: string[] = []
  for (const [id, transport] of connections.list(side)) {
    if (connectionVersions(transport).includes(version)) ids.push(`${id}/`)
  }
  return ids
}

/** 404 for what is not there, 409 with the place for what is there at another version. */
function misplaced(
  connections: Connections,
  side: Side,
  id: ResourceId,
  version: ConnectionVersion,
  part: string,
): Answer | undefined {
  const transport = connections.transportOf(side, id)
  if (transport === undefined) return unknown(id)
  const versions = connectionVersions(transport)
  if (versions.includes(version)) return undefined
  const better = versions[0] ?? version
  return {
    ...failure(409, `This resource is only available at ${better}`),
    headers: { location: `${root}/${better}/single/${side}/${id}${part}` },
  }
}

function transportFile(connections: Connections, id: ResourceId): Answer {
  const sdp = connections.transportFile(id)
  if (sdp === undefined) return failure(404, 'There is no transport file: the sender is inactive or needs none', id)
  return {
    status: 200,
    text: { type: 'application/sdp', data: sdp },
    headers: { 'cache-control': 'no-cache' },
  }
}

/** Each item as if it had come alone; 400 only where the list itself is malformed (IS-05 ConnectionAPI.raml /bulk). */
function bulk(connections: Connections, side: Side, version: ConnectionVersion): Route['handle'] {
  return (_, { body }) => {
    if (connections.withoutBulk !== undefined) return failure(connections.withoutBulk, 'There is no bulk interface')
    if (!Array.isArray(body)) return failure(400, 'The body must be a list of {id, params}')
    const items: { readonly id: ResourceId; readonly params: unknown }[] = []
    for (const item of body as unknown[]) {
      if (!isBulkItem(item)) return failure(400, 'Each item must be {id, params}')
      items.push(item)
    }
    return ok(
      items.map(({ id, params }) => {
        const answer = misplaced(connections, side, id, version, '') ?? connections.patch(side, id, params)
        return answer.status < 400 ? { id, code: answer.status } : { id, code: answer.status, ...reasonOf(answer) }
      }),
    )
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function isBulkItem(item: unknown): item is { id: ResourceId; params: unknown } {
  if (typeof item !== 'object' || item === null) return false
  const { id, params } = item as Record<string, unknown>
  const object = typeof params === 'object' && params !== null
  return Object.keys(item).length === 2 && typeof id === 'string' && uuid.test(id) && object
}

function reasonOf(answer: Answer): { error: string; debug: string | null } {
  const { error, debug } = answer.body as { error: string; debug: string | null }
  return { error, debug }
}

const unknown = (id: ResourceId): Answer => failure(404, 'There is no such sender or receiver', id)
