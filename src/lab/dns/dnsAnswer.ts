import {
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
  type Packet,
  type Question,
} from 'dns-packet'
import type { DnsRecord } from './dnsRecord'

/** The longest answer (bytes) that goes into a datagram without EDNS (RFC 1035 §4.2.1). */
const longestPlainDatagram = 512

const nxDomain = 3
const servFail = 2

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** NXDOMAIN is right only where neither the name nor anything below it exists (RFC 8020). */
function exists(records: readonly DnsRecord[], name: string): boolean {
  const below = `.${name.toLowerCase()}`
  return records.some((record) => sameName(record.name, name) || record.name.toLowerCase().endsWith(below))
}

function asked(record: DnsRecord, { name, type }: Question): boolean {
  return sameName(record.name, name) && (type === 'ANY' || type === record.type)
}

/** How a query came. */
export type DnsTransport = 'udp' | 'tcp'

/** The answer to a query, and what was asked; undefined when the message is no query. */
export function answerDns(
  message: Uint8Array,
  records: readonly DnsRecord[],
  transport: DnsTransport,
  failing: boolean,
): { readonly answer: Buffer; readonly questions: readonly Question[] } | undefined {
  let query: ReturnType<typeof decode>
  try {
    query = decode(message)
  } catch {
    return undefined
  }
  const [question] = query.questions
  if (query.type !== 'query' || question === undefined) return undefined
  const code = failing ? servFail : exists(records, question.name) ? 0 : nxDomain
  const response: Packet = {
    id: query.id,
    type: 'response',
    flags: AUTHORITATIVE_ANSWER | (query.flags & RECURSION_DESIRED) | code,
    questions: query.questions,
    answers: code === 0 ? records.filter((record) => asked(record, question)) : [],
  }
  const whole = encode(response)
  const hasEdns = query.additionals.some(({ type }) => type === 'OPT')
  const fits = transport === 'tcp' || hasEdns || whole.length <= longestPlainDatagram
  const answer = fits ? whole : encode({ ...response, flags: response.flags | TRUNCATED_RESPONSE, answers: [] })
  return { answer, questions: query.questions }
}
