import type { DnsRecord } from '../dns/dnsRecord'

/** Where NDI sources are to be had. */
export type NdiAnnouncement = {
  /** `riverside.example` */
  readonly domain: string
  /** IPv4 address of all of them. */
  readonly address: string
  /** s */
  readonly ttl: number
}

/** The port of the first source; each further one has the next. */
const firstPort = 5961

/**
 * `_ndi._tcp` of these sources: PTR, SRV, TXT and A (RFC 6763 §4–6). The instance is the source's name as it is,
 * `STUDIO-A (CAM 1)` for instance: one label, spaces and parentheses in it (§4.1.1); a name with a point would be several.
 */
export function ndiRecords(sources: readonly string[], announcement: NdiAnnouncement): readonly DnsRecord[] {
  const { domain, address, ttl } = announcement
  const browsed = `_ndi._tcp.${domain}`
  return sources.flatMap((source, index): DnsRecord[] => {
    const name = `${source}.${browsed}`
    const target = `ndi-${String(index + 1)}.${domain}`
    return [
      { type: 'PTR', name: browsed, ttl, data: name },
      { type: 'SRV', name, ttl, data: { target, port: firstPort + index, priority: 0, weight: 0 } },
      { type: 'TXT', name, ttl, data: [''] },
      { type: 'A', name: target, ttl, data: address },
    ]
  })
}
