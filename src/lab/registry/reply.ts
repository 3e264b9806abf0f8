/** What the registry answers to a request, before it goes over the wire. */
export type Reply = {
  readonly status: number
  /** JSON text (or whatever `content-type` in `headers` says); undefined for no body. */
  readonly body: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** A request as the APIs see it. */
export type Ask = {
  readonly method: string
  /** Path below the API's version, split at the slashes, without empty parts. */
  readonly path: readonly string[]
  /** The raw query string without the question mark. */
  readonly query: string
  /** The authority the client used; goes into absolute links. */
  readonly host: string
  readonly body: string
}

/** An answer of JSON text. */
export function jsonReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body, headers }
}

/** An answer of a value that is yet to be written as JSON. */
export function valueReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return jsonReply(status, JSON.stringify(value), headers)
}

/** An answer without body. */
export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body: undefined, headers }
}

const sentences: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  500: 'Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

/** An error with the body the APIs share (IS-04 v1.3 §APIs – Error Codes & Responses, error.json). */
export function errorReply(
  status: number,
  debug: string | null,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const error = sentences[status] ?? 'Error'
  return valueReply(status, { code: status, error: debug === null ? error : `${error}: ${debug}`, debug }, headers)
}

/** 405 with the methods that would do; OPTIONS and HEAD are understood everywhere. */
export function methodReply(allowed: readonly string[]): Reply {
  return errorReply(405, null, { allow: [...allowed, 'OPTIONS'].join(', ') })
}
