import { Resolver } from 'node:dns/promises'
import { type ApiVersion, highestCommonVersion } from './apiVersion'
import { type DnsRecords, type DnsService, parseTxt, serviceOf } from './dnsSdService'

/** Where and how to browse. */
export type BrowseRequest = {
  /** The DNS domain, `plant.example`. */
  readonly domain: string
  /** Name servers as `ip` or `ip:port`; empty: the system's. */
  readonly servers: readonly string[]
  readonly timeoutMs: number
  /** API versions to speak; services at none of them are left out. */
  readonly versions: readonly ApiVersion[]
  /** Protocols to speak; a secured plant says `https` only. */
  readonly protocols: readonly ('http' | 'https')[]
  /** Whether services that demand authorization can be used. */
  readonly authorization: boolean
  /** 0 ≤ x < 1; chooses among services of equal priority. */
  readonly random: () => number
  readonly signal?: AbortSignal | undefined
}

/** Why browsing failed. `message` is a sentence a person can act on. */
export class DnsSdError extends Error {
  readonly kind: 'unreachable' | 'timeout' | 'refused' | 'bad-server' | 'aborted'

  constructor(kind: DnsSdError['kind'], message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'DnsSdError'
    this.kind = kind
  }
}

const SERVICE = '_nmos-query._tcp'
const EMPTY = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN'])

/**
 * Query APIs announced in a domain by unicast DNS-SD (RFC 6763; IS-04 v1.3 §Discovery: Registered Operation): PTR, then
 * SRV, TXT and address of each. Those that do not fit protocol, version and authorization are left out; ordered by TXT
 * `pri`, 0 first, at random among equals. A domain without the service gives an empty list.
 * @throws DnsSdError when no name server answers
 */
export async function browseQueryApis(request: BrowseRequest): Promise<readonly DnsService[]> {
  if (request.signal?.aborted === true) throw cancelled(request, undefined)
  const resolver = createResolver(request)
  const cancel = () => {
    resolver.cancel()
  }
  request.signal?.addEventListener('abort', cancel, { once: true })
  try {
    const domain = request.domain.replace(/^\.+|\.+$/g, '')
    const instances = await orEmpty(resolver.resolvePtr(`${SERVICE}.${domain}`))
    const found = await Promise.all([...new Set(instances)].map((instance) => lookUp(resolver, instance)))
    return ordered(
      found.flatMap((records) => services(records, request)),
      request.random,
    )
  } catch (error) {
    throw asDnsSdError(error, request)
  } finally {
    request.signal?.removeEventListener('abort', cancel)
  }
}

function createResolver(request: BrowseRequest): Resolver {
  const resolver = new Resolver({ timeout: request.timeoutMs, tries: 2 })
  if (request.servers.length === 0) return resolver
  try {
    resolver.setServers(request.servers)
  } catch (cause) {
    throw new DnsSdError(
      'bad-server',
      `“${request.servers.join(', ')}” is no name server: give its IP, or IP:port.`,
      cause,
    )
  }
  return resolver
}

async function lookUp(resolver: Resolver, instance: string): Promise<DnsRecords> {
  const [targets, txt] = await Promise.all([
    orEmpty(resolver.resolveSrv(instance)),
    orEmpty(resolver.resolveTxt(instance)),
  ])
  const hosts = [...new Set(targets.map(({ name }) => name))]
  const addresses = await Promise.all(
    hosts.map(async (host) => {
      const records = await orEmpty(resolver.resolve4(host, { ttl: true }))
      return records.length > 0 ? records : orEmpty(resolver.resolve6(host, { ttl: true }))
    }),
  )
  return {
    instance,
    targets,
    txt: parseTxt(txt),
    addresses: new Map(hosts.map((host, index) => [host, addresses[index] ?? []])),
  }
}

function services(records: DnsRecords, request: BrowseRequest): readonly DnsService[] {
  return records.targets.flatMap((target) => {
    const service = serviceOf(records, target)
    if (service === null) return []
    const fits =
      request.protocols.some((protocol) => protocol === service.protocol) &&
      highestCommonVersion(service.versions, request.versions) !== null &&
      (request.authorization || !service.authorization)
    return fits ? [service] : []
  })
}

function ordered(found: readonly DnsService[], random: () => number): readonly DnsService[] {
  return found
    .map((service) => ({ service, lot: random() }))
    .sort((a, b) => a.service.priority - b.service.priority || a.lot - b.lot)
    .map(({ service }) => service)
}

async function orEmpty<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer
  } catch (error) {
    if (EMPTY.has(codeOf(error))) return []
    throw error
  }
}

function asDnsSdError(error: unknown, request: BrowseRequest): DnsSdError {
  if (error instanceof DnsSdError) return error
  const server = request.servers.length === 0 ? 'The name server' : `The name server ${request.servers.join(', ')}`
  switch (codeOf(error)) {
    case 'ECANCELLED':
      return cancelled(request, error)
    case 'ETIMEOUT':
      return new DnsSdError('timeout', `${server} did not answer within ${request.timeoutMs} ms.`, error)
    case 'ECONNREFUSED':
      return new DnsSdError('unreachable', `${server} cannot be reached: nothing listens there.`, error)
    default: {
      const words = error instanceof Error ? error.message : String(error)
      return new DnsSdError('refused', `${server} could not browse ${request.domain}: ${words}.`, error)
    }
  }
}

function cancelled(request: BrowseRequest, cause: unknown): DnsSdError {
  return new DnsSdError('aborted', `Browsing ${request.domain} was cancelled.`, cause)
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
