import { showUrl } from './href'
import type { NmosAnswer, NmosHttp, RequestOptions } from './http'
import { NmosHttpError, hasStatus } from './nmosHttpError'

/**
 * A sender's transport file, or the news that there is none: the sender is inactive, not configured, or its transport
 * has no file (IS-05 v1.1 `/transportfile`, 404).
 */
export type TransportFile =
  | { readonly present: true; readonly data: string; readonly type: string; readonly url: string }
  | { readonly present: false }

/** An SDP is a few KB. More than this is a fault, not a file. Bytes. */
export const MAX_TRANSPORT_FILE_BYTES = 1024 * 1024

const SDP_TYPE = 'application/sdp'

/**
 * Fetches a transport file, from `/transportfile` or a `manifest_href`, fresh each time (IS-05 v1.1 §Behaviour –
 * Transport Files & Caching). Redirects (307) are followed. The text is left as it came, since a device's file goes on
 * to the receiver untouched, as `application/sdp` whatever the device calls it: many serve it as text/plain and the like.
 * @throws NmosHttpError; `too-large` over MAX_TRANSPORT_FILE_BYTES, `not-sdp` for a sign-in page or the like
 */
export async function fetchTransportFile(http: NmosHttp, url: string, options: RequestOptions): Promise<TransportFile> {
  try {
    const answer = await http.getText(url, {
      ...options,
      accept: `${SDP_TYPE}, */*;q=0.5`,
      maxBytes: MAX_TRANSPORT_FILE_BYTES,
    })
    const { body } = answer
    if (body.trim() === '') return { present: false }
    // trimStart takes a byte order mark away, too.
    if (!body.trimStart().startsWith('v=0')) throw noSdp(answer)
    return { present: true, data: body, type: SDP_TYPE, url: answer.url }
  } catch (error) {
    if (hasStatus(error, 404)) return { present: false }
    throw error
  }
}

function noSdp({ url, status, body }: NmosAnswer<string>): NmosHttpError {
  const start = body.replace(/\s+/g, ' ').trim().slice(0, 60)
  const reason = `it begins “${start}”`
  return new NmosHttpError({ kind: 'not-sdp', method: 'GET', url: showUrl(url), status, reason })
}
