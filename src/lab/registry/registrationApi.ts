import { compareApiVersions, formatApiVersion, type ApiVersion } from './apiVersion'
import { isObject, isResourceType, parentOf, typeOfPlural, type ResourceData, type ResourceType } from './kinds'
import type { NodeHealth } from './nodeHealth'
import { emptyReply, errorReply, jsonReply, methodReply, valueReply, type Ask, type Reply } from './reply'
import type { Revision } from './revision'
import { parentIdOf, type ResourceStore } from './store'
import { formatTai, parseTai, taiOffsetSeconds } from '../time/tai'
import { faultOf, isId } from './validity'

function pathOf(version: ApiVersion, ...parts: readonly string[]): string {
  return ['/x-nmos/registration', formatApiVersion(version), ...parts].join('/')
}

function elsewhere(version: ApiVersion, ...parts: readonly string[]): Reply {
  return errorReply(409, `it is registered at ${formatApiVersion(version)}`, { location: pathOf(version, ...parts) })
}

function readResource(
  version: ApiVersion,
  body: string,
): { type: ResourceType; id: string; data: ResourceData } | Reply {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return errorReply(400, 'the body is not JSON')
  }
  if (!isObject(parsed)) return errorReply(400, 'the body is not an object')
  const { type, data } = parsed
  if (!isResourceType(type)) return errorReply(400, 'type is none of the six')
  if (!isObject(data)) return errorReply(400, 'data is not an object')
  const fault = faultOf(type, version, data)
  if (fault !== undefined) return errorReply(400, fault)
  return isId(data.id) ? { type, id: data.id, data } : errorReply(400, 'id is no UUID')
}

function isOlder(data: ResourceData, held: Revision): boolean {
  const before = parseTai(String(held.view.data.version))
  const after = parseTai(String(data.version))
  return before !== undefined && after !== undefined && after < before
}

/** The Registration API (IS-04 v1.3 and v1.2 RegistrationAPI.raml) below its version segment. */
export function createRegistrationApi(
  store: ResourceStore,
  health: NodeHealth,
): (version: ApiVersion, ask: Ask) => Reply {
  function refusedParent(type: ResourceType, data: ResourceData): Reply | undefined {
    const parent = parentOf(type)
    const parentId = parentIdOf(type, data)
    if (parent === undefined || parentId === undefined) return undefined
    const held = store.get(parentId)
    if (held === undefined) return errorReply(400, `${parent.key}: there is no ${parent.type} ${parentId}`)
    return held.type === parent.type ? undefined : errorReply(400, `${parent.key}: ${parentId} is a ${held.type}`)
  }

  function register(version: ApiVersion, body: string): Reply {
    const read = readResource(version, body)
    if ('status' in read) return read
    const { type, id, data } = read
    const held = store.get(id)
    if (held !== undefined) {
      if (held.type !== type) return errorReply(400, `${id} is a ${held.type}`)
      if (compareApiVersions(held.apiVersion, version) !== 0) {
        return elsewhere(held.apiVersion, 'resource', `${type}s`, id)
      }
      if (parentIdOf(type, data) !== parentIdOf(type, held.view.data)) {
        return errorReply(400, `${parentOf(type)?.key ?? 'parent'} must not change`)
      }
      if (isOlder(data, held)) {
        return errorReply(400, `version ${String(data.version)} is before ${String(held.view.data.version)}`)
      }
    }
    const refused = refusedParent(type, data)
    if (refused !== undefined) return refused
    if (type === 'node') health.beat(id)
    const revision = store.put(type, id, version, data)
    return jsonReply(held === undefined ? 201 : 200, revision.view.json, {
      location: pathOf(version, 'resource', `${type}s`, id),
      'x-paging-timestamp': formatTai(revision.updated),
    })
  }

  function resource(version: ApiVersion, plural: string, id: string, ask: Ask): Reply {
    const type = typeOfPlural(plural)
    if (type === undefined) return errorReply(404, null)
    if (ask.method !== 'GET' && ask.method !== 'DELETE') return methodReply(['GET', 'DELETE'])
    const held = store.get(id)
    if (held?.type !== type) return errorReply(404, `there is no ${type} ${id}`)
    if (compareApiVersions(held.apiVersion, version) !== 0) return elsewhere(held.apiVersion, 'resource', plural, id)
    if (ask.method === 'GET') return jsonReply(200, held.view.json)
    store.remove(id)
    return emptyReply(204)
  }

  function nodeHealth(version: ApiVersion, id: string, ask: Ask): Reply {
    if (ask.method !== 'GET' && ask.method !== 'POST') return methodReply(['GET', 'POST'])
    const held = store.get(id)
    if (held?.type !== 'node') return errorReply(404, `there is no node ${id}`)
    if (compareApiVersions(held.apiVersion, version) !== 0) return elsewhere(held.apiVersion, 'health', 'nodes', id)
    const at = ask.method === 'POST' ? health.beat(id) : (health.lastBeat(id) ?? 0)
    return valueReply(200, { health: String(Math.floor(at / 1000) + taiOffsetSeconds) })
  }

  return (version, ask) => {
    const [first, second, third, ...rest] = ask.path
    if (rest.length > 0) return errorReply(404, null)
    if (first === undefined) {
      return ask.method === 'GET' ? valueReply(200, ['resource/', 'health/']) : methodReply(['GET'])
    }
    if (first === 'resource' && second === undefined) {
      return ask.method === 'POST' ? register(version, ask.body) : methodReply(['POST'])
    }
    if (second === undefined || third === undefined) return errorReply(404, null)
    if (first === 'resource') return resource(version, second, third, ask)
    if (first === 'health' && second === 'nodes') return nodeHealth(version, third, ask)
    return errorReply(404, null)
  }
}
