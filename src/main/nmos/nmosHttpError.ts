/**
 * Why an HTTP request to a registry or a device failed.
 * - `unreachable`: the request was never sent (refused, no route, unknown name, no connection in time, TLS refused)
 * - `timeout`: it was sent, or may have been, and no full answer came in time
 * - `reset`: the connection broke after it was made; what was asked may have happened
 * - `status`: an answer with a status that is no success
 * - `not-json`: an answer that should have been JSON and is not
 * - `not-sdp`: an answer that should have been an SDP and is not
 * - `too-large`: an answer over the size limit
 * - `redirect-loop`: more than five redirects, or one that leads back
 * - `bad-url`: what was given, or what a redirect named, is no URL we may go to
 * - `aborted`: the caller's signal ended it
 */
export type NmosHttpFailure =
  | 'unreachable'
  | 'timeout'
  | 'reset'
  | 'status'
  | 'not-json'
  | 'not-sdp'
  | 'too-large'
  | 'redirect-loop'
  | 'bad-url'
  | 'aborted'

/** What an NmosHttpError is made of. `url` must already be fit for a log (showUrl). */
export type NmosHttpErrorDetails = {
  readonly kind: NmosHttpFailure
  readonly method: string
  readonly url: string
  /** The second half of the sentence, for the kinds that need one. */
  readonly reason?: string
  readonly status?: number
  /** The `error` of the answer's body: the device's own words (IS-04 v1.3 `error.json`). */
  readonly error?: string
  /** The `debug` of the answer's body. */
  readonly debug?: string
  /** The whole body of a refusal: JSON when it was JSON, else its text. */
  readonly body?: unknown
  /** The `Location` of a refusal: where IS-04 and IS-05 say that a resource lives at another version (409). */
  readonly location?: string
  readonly cause?: unknown
}

/** A failed request. `message` is a sentence a person can act on. */
export class NmosHttpError extends Error {
  readonly kind: NmosHttpFailure
  readonly method: string
  readonly url: string
  readonly status: number | undefined
  readonly error: string | undefined
  readonly debug: string | undefined
  readonly body: unknown
  readonly location: string | undefined

  constructor(details: NmosHttpErrorDetails) {
    super(sentence(details), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'NmosHttpError'
    this.kind = details.kind
    this.method = details.method
    this.url = details.url
    this.status = details.status
    this.error = details.error
    this.debug = details.debug
    this.body = details.body
    this.location = details.location
  }
}

/** Whether `error` is an NmosHttpError, of one of `kinds` when some are named. */
export function isNmosHttpError(error: unknown, ...kinds: readonly NmosHttpFailure[]): error is NmosHttpError {
  return error instanceof NmosHttpError && (kinds.length === 0 || kinds.includes(error.kind))
}

/** Whether `error` is an answer with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is NmosHttpError {
  return error instanceof NmosHttpError && error.status !== undefined && statuses.includes(error.status)
}

function sentence(details: NmosHttpErrorDetails): string {
  const { kind, method, url, reason } = details
  const host = URL.canParse(url) ? new URL(url).host : url
  const request = method === '' ? '' : ` (${method} ${url})`
  const why = reason === undefined ? '' : `: ${reason}`
  switch (kind) {
    case 'unreachable':
      return `${host} cannot be reached${why}${request}.`
    case 'timeout':
      return `${host} did not answer in time${why}${request}.`
    case 'reset':
      return `${host} broke the connection before it had answered${why}${request}.`
    case 'status':
      return `${host} answered ${details.status ?? 'an error'}${statusWords(details)}${request}.`
    case 'not-json':
      return `${host} did not answer with JSON${why}${request}.`
    case 'not-sdp':
      return `${host} did not answer with an SDP${why}${request}.`
    case 'too-large':
      return `The answer of ${host} is too large${why}${request}.`
    case 'redirect-loop':
      return `${host} redirects in circles${why}${request}.`
    case 'bad-url':
      return `“${url}” cannot be used as an address${why}.`
    case 'aborted':
      return `The request to ${host} was cancelled${request}.`
  }
}

function statusWords(details: NmosHttpErrorDetails): string {
  const words = details.error ?? details.reason
  const debug = details.debug === undefined || details.debug === words ? '' : ` (${details.debug.slice(0, 200)})`
  return words === undefined ? '' : `: ${words}${debug}`
}
