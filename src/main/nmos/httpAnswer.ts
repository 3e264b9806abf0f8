import { type Call, failure } from './httpCall'
import type { Received } from './httpExchange'
import { readJson } from './rawPage'

/** An answer with a 2xx status. `url` is where it came from in the end, redirects followed. */
export type NmosAnswer<T> = {
  readonly status: number
  readonly body: T
  /** The body as it came. */
  readonly bytes: Buffer
  readonly url: string
  /** The value of a header, by its lower-case name. */
  readonly header: (name: string) => string | undefined
}

/** The answer of a success. @throws NmosHttpError `status` for anything else, with the device's own words */
export function answerOf(call: Call, received: Received): NmosAnswer<Buffer> {
  const { status, bytes } = received
  const header = (name: string) => headerOf(received, name)
  if (status >= 200 && status < 300) return { status, body: bytes, bytes, url: call.url, header }
  const text = bytes.toString('utf8')
  const body = tryJson(text)
  const location = header('location')
  throw failure(call, {
    kind: 'status',
    status,
    body: body ?? text,
    ...(location === undefined ? {} : { location }),
    ...deviceWords(body, text, received.statusText),
  })
}

function headerOf({ headers }: Received, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** `error` and `debug` of an IS-04/IS-05 error body; for any other body its beginning, for an empty one the status text. */
function deviceWords(
  body: unknown,
  text: string,
  statusText: string,
): { error?: string; debug?: string; reason?: string } {
  if (typeof body === 'object' && body !== null) {
    const { error, debug } = body as { readonly error?: unknown; readonly debug?: unknown }
    const words = typeof error === 'string' && error !== '' ? { error } : { reason: statusText }
    if (debug === undefined || debug === null) return words
    return { ...words, debug: typeof debug === 'string' ? debug : JSON.stringify(debug) }
  }
  const start = beginning(text)
  return { reason: start === '' || /^<|^“</.test(start) ? statusText : start }
}

/** The JSON of an answer. @throws NmosHttpError `not-json` */
export function parsed(call: Call, answer: NmosAnswer<Buffer>): NmosAnswer<unknown> {
  if (answer.bytes.length === 0 && answer.status === 204) return { ...answer, body: null }
  try {
    return { ...answer, body: readJson(answer.bytes) }
  } catch (cause) {
    const start = beginning(answer.bytes.toString('utf8'))
    const reason = start === '' ? 'the answer is empty' : `it begins “${start}”`
    throw failure(call, { kind: 'not-json', status: answer.status, reason, cause })
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function beginning(text: string): string {
  return text.slice(0, 400).replace(/\s+/g, ' ').trim().slice(0, 80)
}
