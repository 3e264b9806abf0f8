/** What is longer is no message for a trigger. */
export const LONGEST_PAYLOAD = 256 * 1024

/** A payload as what it says: JSON, else a text; undefined: it is too long. */
export function payloadValue(payload: Buffer): unknown {
  if (payload.byteLength > LONGEST_PAYLOAD) return undefined
  const text = payload.toString('utf8')
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
