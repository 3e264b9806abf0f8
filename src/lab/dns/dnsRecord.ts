/** A record of the lab's zone. Names are absolute and without a point at the end; `ttl` in s. */
export type DnsRecord =
  | { readonly type: 'PTR'; readonly name: string; readonly ttl: number; readonly data: string }
  | { readonly type: 'A'; readonly name: string; readonly ttl: number; readonly data: string }
  | { readonly type: 'TXT'; readonly name: string; readonly ttl: number; readonly data: readonly string[] }
  | { readonly type: 'SRV'; readonly name: string; readonly ttl: number; readonly data: SrvData }

/** Where a service is (RFC 2782). */
export type SrvData = {
  readonly target: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}
