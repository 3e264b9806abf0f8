/** MQTT 3.1.1 §3.2.2.3: why a broker refuses a connection. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'it does not speak MQTT 3.1.1',
  2: 'it refuses the client id; give another one',
  3: 'it takes no connections at the moment',
  4: 'it refuses the user name or the password',
  5: 'it does not let us in: the user name or the password is wrong, or this user may not connect',
}

const BROKEN_OFF = 'it broke the connection off'
const UNKNOWN_AUTHORITY =
  'its certificate is from an authority that is not known here; give that authority’s certificate (CA)'
const NO_CERTIFICATE = 'it wants a client certificate and got none that it accepts; give a certificate and its key'
const NOT_TLS = 'it does not speak TLS on this port; use mqtt or ws, or the port for TLS'
const BAD_PAIR = 'the certificate and the key do not belong together'

/** By the code of an error of Node, OpenSSL or the system. */
const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: BROKEN_OFF,
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  EPIPE: BROKEN_OFF,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; are the clocks right?',
  CERT_REVOKED: 'its certificate was revoked',
  CERT_UNTRUSTED: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host than the one in the address',
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_HTTP_REQUEST: NOT_TLS,
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: BAD_PAIR,
}

/** What a broker says by a TLS alert, by a part of its code. */
const ALERTS: readonly (readonly [RegExp, string])[] = [
  [/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/, NO_CERTIFICATE],
  [/UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED/, 'it does not accept our client certificate'],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, 'it speaks no version of TLS that Signalbox does'],
]

const CLOSED_AT_ONCE =
  'it closed the connection without a word; is it the right port, and does it want TLS or a client certificate?'

/** `reason` of a connection that ended before the broker had let us in; null: it ended without one. */
export function endedAtOnce(reason: string | null): string {
  return reason === null || reason === BROKEN_OFF ? CLOSED_AT_ONCE : reason
}

/** Why a connection failed, to go on with after “…is not connected: ”. Without secrets. */
export function brokerFault(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed'
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'number') return REFUSALS[code] ?? wordsOf(error)
  if (typeof code === 'string') {
    const known = CODES[code] ?? ALERTS.find(([pattern]) => pattern.test(code))?.[1]
    if (known !== undefined) return known
  }
  if (error.message === 'connack timeout') return 'it does not answer as an MQTT broker does'
  const answer = /^Unexpected server response: (\d{3})$/.exec(error.message)?.[1]
  if (answer !== undefined) return `it answers HTTP ${answer} instead of a WebSocket; is the path right?`
  return wordsOf(error)
}

function wordsOf({ message }: Error): string {
  return message === '' ? 'the connection failed' : message.slice(0, 200)
}
