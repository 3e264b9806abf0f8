/** Bytes of a message that are read; what is longer is no device's description of itself. */
export const MOST_BYTES = 64 * 1024
/** Levels of lists and objects within each other. */
const DEEPEST = 32

const NOTHING = { kind: 'empty' } as const

/** What a message carries. `fault`: why it cannot be used, as the end of a sentence that begins with what it is. */
export type Payload =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unfit'; readonly fault: string }

/** Reads JSON; a payload of no bytes takes back what was retained (MQTT 3.1.1 §3.3.1.3). */
export function readPayload(bytes: Buffer): Payload {
  if (bytes.length === 0) return NOTHING
  if (bytes.length > MOST_BYTES) {
    return {
      kind: 'unfit',
      fault: `is ${String(bytes.length)} bytes long; more than ${String(MOST_BYTES)} are not read`,
    }
  }
  const text = bytes.toString('utf8')
  try {
    const value = JSON.parse(text) as unknown
    return isDeeper(value, DEEPEST)
      ? { kind: 'unfit', fault: `has more than ${String(DEEPEST)} levels within each other` }
      : { kind: 'json', value, text }
  } catch {
    return { kind: 'text', text }
  }
}

/** Whether a JSON value is an object, and no list. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((inner) => isDeeper(inner, levels - 1))
  const object = value as Readonly<Record<string, unknown>>
  for (const key in object) {
    const inner = object[key]
    if (typeof inner === 'object' && inner !== null && isDeeper(inner, levels - 1)) return true
  }
  return false
}
