/** What is used of dns-packet, which brings no types. */
declare module 'dns-packet' {
  export type Question = { readonly type: string; readonly name: string; readonly class?: string }

  export type SrvData = {
    readonly port: number
    readonly target: string
    readonly priority: number
    readonly weight: number
  }

  /** One string, or several; bytes when read from the wire. */
  export type TxtData = string | Buffer | readonly (string | Buffer)[]

  export type Record =
    | { readonly type: 'PTR'; readonly name: string; readonly ttl: number; readonly data: string }
    | { readonly type: 'A' | 'AAAA'; readonly name: string; readonly ttl: number; readonly data: string }
    | { readonly type: 'TXT'; readonly name: string; readonly ttl: number; readonly data: TxtData }
    | { readonly type: 'SRV'; readonly name: string; readonly ttl: number; readonly data: SrvData }

  export type Packet = {
    readonly id: number
    readonly type: 'query' | 'response'
    readonly flags: number
    readonly questions: readonly Question[]
    readonly answers: readonly Record[]
  }

  export const AUTHORITATIVE_ANSWER: number
  export const TRUNCATED_RESPONSE: number
  export const RECURSION_DESIRED: number
  /** Throws on anything that is no DNS message. */
  export function decode(message: Uint8Array): Packet & { readonly additionals: readonly { readonly type: string }[] }
  export function encode(packet: Packet): Buffer
}
