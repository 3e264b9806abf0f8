import type { SrvData } from 'dns-packet'

/** The records of one service instance, as they were looked up. */
export type DnsRecords = {
  readonly instance: string
  readonly targets: readonly SrvData[]
  readonly txt: ReadonlyMap<string, string>
  readonly addresses: ReadonlyMap<string, readonly { readonly address: string; readonly ttl: number }[]>
}

/** An NMOS API announced by DNS-SD. */
export type DnsService = {
  /** The instance without service and domain: `qry-api-1`. */
  readonly name: string
  /** The base to give to openQueryApi. By address for http; by name for https, as its certificate has it. */
  readonly url: string
  readonly host: string
  readonly addresses: readonly string[]
  readonly port: number
  readonly protocol: 'http' | 'https'
  readonly versions: readonly string[]
  readonly authorization: boolean
  /** 0 is best. TXT `pri`, which beats the SRV record's own. */
  readonly priority: number
  /** 100 and above: not for a live plant (IS-04 v1.3 §Discovery: Registered Operation). */
  readonly development: boolean
  /** How long the answer holds, s; null when it is not known. */
  readonly ttlSeconds: number | null
}

const DEVELOPMENT_PRIORITY = 100

/** The key=value strings of TXT records (RFC 6763 §6.4): keys in any case, the first of a key counts. */
export function parseTxt(records: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const text of records.flat()) {
    const equals = text.indexOf('=')
    const key = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase()
    if (key !== '' && !entries.has(key)) entries.set(key, equals < 0 ? '' : text.slice(equals + 1).trim())
  }
  return entries
}

/** The service at one SRV target, or null when it is none that can be used. What TXT leaves out is as IS-04 v1.0 had it. */
export function serviceOf(records: DnsRecords, target: SrvData): DnsService | null {
  const { txt } = records
  const protocol = (txt.get('api_proto') ?? 'http').toLowerCase()
  if (protocol !== 'http' && protocol !== 'https') return null
  const addresses = records.addresses.get(target.target) ?? []
  const host = target.target.replace(/\.$/, '')
  const priority = priorityOf(txt.get('pri'), target)
  const ttls = addresses.map(({ ttl }) => ttl)
  return {
    name: records.instance.split('._nmos-')[0] ?? records.instance,
    url: `${protocol}://${hostInUrl(protocol, host, addresses[0]?.address)}:${target.port}`,
    host,
    addresses: addresses.map(({ address }) => address),
    port: target.port,
    protocol,
    versions: (txt.get('api_ver') ?? 'v1.0').split(',').map((version) => version.trim()),
    authorization: txt.get('api_auth')?.toLowerCase() === 'true',
    priority,
    development: priority >= DEVELOPMENT_PRIORITY,
    ttlSeconds: ttls.length === 0 ? null : Math.min(...ttls),
  }
}

function priorityOf(text: string | undefined, target: SrvData): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : target.priority
}

/** The system's name server need not know what the plant's does, so http goes to the address. */
function hostInUrl(protocol: 'http' | 'https', host: string, address: string | undefined): string {
  if (protocol === 'https' || address === undefined) return host
  return address.includes(':') ? `[${address}]` : address
}
