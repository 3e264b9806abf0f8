import type { DnsRecord } from './dnsRecord'

/** A service as DNS-SD announces it. */
export type AnnouncedService = {
  /** Registration and Query API have their own types (IS-04 v1.3 §Discovery – Registered Operation). */
  readonly service: '_nmos-query._tcp' | '_nmos-register._tcp' | '_nmos-registration._tcp' | '_nmos-system._tcp'
  readonly domain: string
  /** Name of the instance, one label; may hold spaces. */
  readonly instance: string
  /** Host name, one label; the A record is made for it. */
  readonly host: string
  /** IPv4 address. */
  readonly address: string
  readonly port: number
  /** TXT `pri`: 0 is highest, 100 and above are for development. */
  readonly priority: number
  /** TXT `api_ver`, lowest first, for instance `['v1.2', 'v1.3']`. */
  readonly apiVersions: readonly string[]
  readonly apiProto: 'http' | 'https'
  readonly apiAuth: boolean
  /** s */
  readonly ttl: number
}

/** PTR, SRV, TXT and A of a service (RFC 6763 §4–6). SRV priority and weight stay 0: TXT `pri` is what counts. */
export function serviceRecords(announced: AnnouncedService): readonly DnsRecord[] {
  const { domain, ttl } = announced
  const browsed = `${announced.service}.${domain}`
  const name = `${announced.instance}.${browsed}`
  const target = `${announced.host}.${domain}`
  const txt = [
    `api_proto=${announced.apiProto}`,
    `api_ver=${announced.apiVersions.join(',')}`,
    `api_auth=${announced.apiAuth}`,
    `pri=${announced.priority}`,
  ]
  return [
    { type: 'PTR', name: browsed, ttl, data: name },
    { type: 'SRV', name, ttl, data: { target, port: announced.port, priority: 0, weight: 0 } },
    { type: 'TXT', name, ttl, data: txt },
    { type: 'A', name: target, ttl, data: announced.address },
  ]
}
