import { NmosHttpError, hasStatus, isNmosHttpError } from './nmosHttpError'
import type { ControlEndpoint } from './urn'

/** The ways to one control API, tried in turn. It remembers which one worked last and begins there. */
export type EndpointPicker = {
  /**
   * Runs `request` at one way after the other. On to the next way when one cannot be reached; on to another version when
   * the device says that the thing is only there (409, IS-05 v1.1 §Interoperability: IS-04). A `safe` request (one that
   * changes nothing) also goes on after silence or a reset, and, to other ways of the same version, where somebody answers who
   * has no such thing (404, 405, 5xx, no JSON, no SDP); any other does not, since it may have been done.
   * @throws NmosHttpError of the way that says most, the first of several
   */
  readonly run: <T>(safe: boolean, request: (endpoint: ControlEndpoint) => Promise<T>) => Promise<T>
}

/** `owner` names the device in the sentence that is thrown when there is no way at all. */
export function createEndpointPicker(endpoints: readonly ControlEndpoint[], owner: string): EndpointPicker {
  let preferred: ControlEndpoint | undefined

  async function run<T>(safe: boolean, request: (endpoint: ControlEndpoint) => Promise<T>): Promise<T> {
    const queue = preferred === undefined ? endpoints : [preferred, ...endpoints.filter((way) => way !== preferred)]
    const refusedVersions = new Set<string>()
    /** Somebody answers at this version who does not have it: other ways of the same version are left. */
    let lacking: string | null = null
    let worst: unknown
    for (const endpoint of queue) {
      if (refusedVersions.has(endpoint.version) || (lacking !== null && endpoint.version !== lacking)) continue
      try {
        const result = await request(endpoint)
        if (endpoint.version === endpoints[0]?.version) preferred = endpoint
        return result
      } catch (error) {
        if (safe && isElsewhere(error)) lacking = endpoint.version
        else if (!goesOn(error, safe)) throw error
        if (hasStatus(error, 409)) refusedVersions.add(endpoint.version)
        if (saysMore(error, worst)) worst = error
      }
    }
    throw worst ?? noWay(owner)
  }

  return { run }
}

function goesOn(error: unknown, safe: boolean): boolean {
  if (hasStatus(error, 409) || isNmosHttpError(error, 'unreachable', 'bad-url')) return true
  return safe && isNmosHttpError(error, 'timeout', 'reset')
}

/** A refusal by version says most, then any answer of a device. */
function saysMore(error: unknown, known: unknown): boolean {
  const weight = (one: unknown) =>
    hasStatus(one, 409) ? 2 : isNmosHttpError(one, 'status', 'not-json', 'not-sdp') ? 1 : 0
  return known === undefined || weight(error) > weight(known)
}

/** Whoever answers there does not seem to have this API. */
function isElsewhere(error: unknown): boolean {
  return isNmosHttpError(error, 'not-json', 'not-sdp') || hasStatus(error, 404, 405, 500, 501, 502, 503, 504)
}

function noWay(owner: string): NmosHttpError {
  return new NmosHttpError({
    kind: 'unreachable',
    method: '',
    url: owner,
    reason: 'it offers no Connection API (sr-ctrl) at a version Signalbox speaks',
  })
}
