import { showUrl } from './href'
import { NmosHttpError, type NmosHttpErrorDetails } from './nmosHttpError'

/** The methods that registries and devices understand. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One HTTP exchange to be done. */
export type Call = {
  readonly method: Method
  readonly url: string
  readonly accept: string
  readonly body?: string
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** The error that a call ended in. */
export function failure(call: Call, details: Omit<NmosHttpErrorDetails, 'method' | 'url'>): NmosHttpError {
  return new NmosHttpError({ ...details, method: call.method, url: showUrl(call.url) })
}
