/**
 * What is wrong with the registry at the moment. `latencyMs` and `down` strike everything; `status500`, `html`,
 * `halfPage` and `redirectLoop` strike the Query API alone, so that nodes stay registered meanwhile.
 */
export type RegistryFaults = {
  /** Every answer comes that much later, ms. */
  readonly latencyMs: number
  /** The Query API answers 500. */
  readonly status500: boolean
  /** The Query API answers a web page, as a login portal in between does. */
  readonly html: boolean
  /** Lists break off in the middle: half of the announced bytes, then the connection is reset. */
  readonly halfPage: boolean
  /** GETs are redirected to themselves. */
  readonly redirectLoop: boolean
  /** WebSockets are refused with 503. */
  readonly refuseWebSocket: boolean
  /** The port is closed and every connection reset. */
  readonly down: boolean
}

/** Nothing is wrong. */
export const noFaults: RegistryFaults = {
  latencyMs: 0,
  status500: false,
  html: false,
  halfPage: false,
  redirectLoop: false,
  refuseWebSocket: false,
  down: false,
}
