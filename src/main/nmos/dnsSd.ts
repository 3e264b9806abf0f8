import type { TxtData } from 'dns-packet'
import { setMaxListeners } from 'node:events'
import { type ApiVersion, highestCommonVersion } from './apiVersion'
import { type DnsAsker, DnsFailure, askDns } from './dnsQuery'
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

/**
 * Query APIs announced in a domain by unicast DNS-SD (RFC 6763; IS-04 v1.3 §Discovery: Registered Operation): PTR, then
 * SRV, TXT and address of each. Those that do not fit protocol, version and authorization are left out; ordered by TXT
 * `pri`, 0 first, at random among equals. A domain without the service gives an empty list.
 * @throws DnsSdError when no name server answers
 */
export async function browseQueryApis(request: BrowseRequest): Promise<readonly DnsService[]> {
  const signal = request.signal ?? new AbortController().signal
  // Every question that is under way listens to it.
  setMaxListeners(0, signal)
  const asker = { servers: request.servers, timeoutMs: request.timeoutMs, signal }
  try {
    const domain = request.domain.replace(/^\.+|\.+$/g, '')
    const pointers = await askDns(asker, 'PTR', `${SERVICE}.${domain}`)
    const instances = new Set(pointers.map(({ data }) => data))
    const found = await Promise.all([...instances].map((instance) => lookUp(asker, instance)))
    return ordered(
      found.flatMap((records) => services(records, request)),
      request.random,
    )
  } catch (error) {
    throw asDnsSdError(error, request)
  }
}

async function lookUp(asker: DnsAsker, instance: string): Promise<DnsRecords> {
  const [targets, txt] = await Promise.all([askDns(asker, 'SRV', instance), askDns(asker, 'TXT', instance)])
  const hosts = [...new Set(targets.map(({ data }) => data.target))]
  const addresses = await Promise.all(
    hosts.map(async (host) => {
      const records = await askDns(asker, 'A', host)
      return records.length > 0 ? records : askDns(asker, 'AAAA', host)
    }),
  )
  return {
    instance,
    targets: targets.map(({ data }) => data),
    txt: parseTxt(txt.map(({ data }) => strings(data))),
    addresses: new Map(
      hosts.map((host, i) => [host, (addresses[i] ?? []).map(({ data, ttl }) => ({ address: data, ttl }))]),
    ),
  }
}

function strings(data: TxtData): readonly string[] {
  return (Array.isArray(data) ? data : [data]).map((text) => (typeof text === 'string' ? text : text.toString('utf8')))
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

function asDnsSdError(error: unknown, request: BrowseRequest): DnsSdError {
  const server = request.servers.length === 0 ? 'The name server' : `The name server ${request.servers.join(', ')}`
  const kind = error instanceof DnsFailure ? error.kind : 'refused'
  switch (kind) {
    case 'aborted':
      return new DnsSdError(kind, `Browsing ${request.domain} was cancelled.`, error)
    case 'bad-server':
      return new DnsSdError(kind, `“${request.servers.join(', ')}” is no name server: give its IP, or IP:port.`, error)
    case 'timeout':
      return new DnsSdError(kind, `${server} did not answer within ${request.timeoutMs} ms.`, error)
    case 'unreachable':
      return new DnsSdError(kind, `${server} cannot be reached: nothing listens there.`, error)
    case 'refused': {
      const words = error instanceof Error ? error.message : String(error)
      return new DnsSdError(kind, `${server} could not browse ${request.domain}: ${words}.`, error)
    }
  }
}
