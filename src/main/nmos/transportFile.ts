import type { NmosHttp, RequestOptions } from './http'
import { hasStatus } from './nmosHttpError'

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
 * to the receiver untouched.
 * @throws NmosHttpError; `too-large` over MAX_TRANSPORT_FILE_BYTES
 */
export async function fetchTransportFile(http: NmosHttp, url: string, options: RequestOptions): Promise<TransportFile> {
  try {
    const answer = await http.getText(url, {
      ...options,
      accept: `${SDP_TYPE}, */*;q=0.5`,
      maxBytes: MAX_TRANSPORT_FILE_BYTES,
    })
    if (answer.body.trim() === '') return { present: false }
    return {
      present: true,
      data: answer.body,
      type: typeOf(answer.header('content-type'), answer.body),
      url: answer.url,
    }
  } catch (error) {
    if (hasStatus(error, 404)) return { present: false }
    throw error
  }
}

/** The media type without parameters. Devices serve SDP as text/plain and the like; a receiver wants its real name. */
function typeOf(contentType: string | undefined, text: string): string {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return type !== SDP_TYPE && text.startsWith('v=0') ? SDP_TYPE : type || SDP_TYPE
}
