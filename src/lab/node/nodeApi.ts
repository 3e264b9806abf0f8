import { failure, ok, type Answer, type Route } from './httpApi'
import { asV12 } from './nodeApiV12'
import type { ResourceStore } from './resourceStore'
import type { Resource, ResourceType } from './resources'

export const nodeApiVersions = ['v1.2', 'v1.3'] as const

type NodeApiVersion = (typeof nodeApiVersions)[number]

const kinds = {
  sources: 'source',
  flows: 'flow',
  devices: 'device',
  senders: 'sender',
  receivers: 'receiver',
} as const satisfies Record<string, ResourceType>

const root = '/x-nmos/node'

/** Node API v1.2 and v1.3 (IS-04 NodeAPI.raml). */
export function nodeApiRoutes(store: ResourceStore): Route[] {
  return [
    { method: 'GET', path: root, handle: () => ok(nodeApiVersions.map((version) => `${version}/`)) },
    ...nodeApiVersions.flatMap((version) => versionRoutes(store, version)),
  ]
}

function versionRoutes(store: ResourceStore, version: NodeApiVersion): Route[] {
  const base = `${root}/${version}`
  const routes: Route[] = [
    { method: 'GET', path: base, handle: () => ok(['self/', ...Object.keys(kinds).map((kind) => `${kind}/`)]) },
    { method: 'GET', path: `${base}/self`, handle: () => ok(view({ type: 'node', data: store.self }, version)) },
    {
      method: 'PUT',
      path: `${base}/receivers/:id/target`,
      handle: ({ id = '' }) =>
        store.receivers.has(id) ? failure(501, 'Not implemented: use the Connection API') : unknown(id),
    },
  ]
  for (const [name, type] of Object.entries(kinds)) {
    routes.push(
      { method: 'GET', path: `${base}/${name}`, handle: () => ok([...list(store, type, version)]) },
      { method: 'GET', path: `${base}/${name}/:id`, handle: ({ id = '' }) => single(store, name, type, id, version) },
    )
  }
  return routes
}

function* list(store: ResourceStore, type: ResourceType, version: NodeApiVersion): Generator<unknown> {
  for (const resource of store.all()) {
    if (resource.type !== type) continue
    const shown = view(resource, version)
    if (shown !== undefined) yield shown
  }
}

function single(store: ResourceStore, name: string, type: ResourceType, id: string, version: NodeApiVersion): Answer {
  const resource = store.get(type, id)
  if (resource === undefined) return unknown(id)
  const shown = view(resource, version)
  if (shown !== undefined) return ok(shown)
  return {
    ...failure(409, 'This resource exists at v1.3 only'),
    headers: { location: `${root}/v1.3/${name}/${id}` },
  }
}

const view = (resource: Resource, version: NodeApiVersion): unknown =>
  version === 'v1.3' ? resource.data : asV12(resource)

const unknown = (id: string): Answer => failure(404, 'There is no such resource', id)
