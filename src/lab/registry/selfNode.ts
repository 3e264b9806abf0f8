import { formatApiVersion, servedVersions, type ApiVersion } from './apiVersion'
import type { ResourceData } from './kinds'
import { errorReply, methodReply, valueReply, type Ask, type Reply } from './reply'

/** The registry's own node resource: real registries are nodes as well, without devices. */
export function selfNodeData(id: string, label: string, version: string, host: string, port: number): ResourceData {
  return {
    id,
    version,
    label,
    description: 'NMOS registry',
    tags: {},
    href: `http://${host}:${port}/`,
    hostname: 'registry.lab',
    caps: {},
    api: {
      versions: servedVersions.map(formatApiVersion),
      endpoints: [{ host, port, protocol: 'http' }],
    },
    services: [],
    clocks: [],
    interfaces: [],
  }
}

const listed: readonly string[] = ['self/', 'sources/', 'flows/', 'devices/', 'senders/', 'receivers/']

/** The Node API of the registry's own node: itself, and five empty lists (IS-04 v1.3 NodeAPI.raml). */
export function createSelfNodeApi(self: () => ResourceData): (version: ApiVersion, ask: Ask) => Reply {
  return (_version, ask) => {
    if (ask.method !== 'GET') return methodReply(['GET'])
    const [first, second] = ask.path
    if (first === undefined) return valueReply(200, listed)
    if (second !== undefined || !listed.includes(`${first}/`)) return errorReply(404, null)
    return valueReply(200, first === 'self' ? self() : [])
  }
}
