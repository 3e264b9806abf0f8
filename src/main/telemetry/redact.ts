/** What a log says instead of a secret. */
export const redacted = '[redacted]'

const secretWords =
  /authori[sz]ation|token|secret|passw|passphrase|cookie|credential|apikey|privatekey|signingkey|sessionhash|^pass$|key$/
const secretParameter = /([?&#;](?:[\w.-]*(?:token|secret|passw\w*|key|code|signature))=)[^&#;\s"'<>]+/gi
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{4,}/gi
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi

/** Limits, so that one line of the log cannot be as big as a plant. */
const longest = 8_000
const deepest = 6
const most = 100

/** Whether a value under this name is kept out of logs. `keyId` and the like are names, not secrets. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
}

/** Takes secrets out of a text: `?token=…` and its like, `Bearer …`, `user:password@` in addresses. */
export function redactText(text: string): string {
  const safe = text
    .replaceAll(secretParameter, `$1${redacted}`)
    .replaceAll(bearer, `$1 ${redacted}`)
    .replaceAll(userInfo, `$1${redacted}@`)
  return safe.length > longest ? `${safe.slice(0, longest)}… (${safe.length} characters)` : safe
}

function redactError(error: Error, seen: readonly object[]): unknown {
  const own = Object.fromEntries(Object.entries(error).filter(([name]) => name !== 'name'))
  return {
    name: error.name,
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactInside(error.cause, seen) }),
    ...(Object.keys(own).length === 0 ? {} : (redactInside(own, seen) as object)),
  }
}

function redactInside(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) return '[circular]'
  if (above.length >= deepest) return '[deeper]'
  const seen = [...above, value]
  if (value instanceof Error) return redactError(value, seen)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString()
  if (value instanceof URL) return redactText(value.href)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof Map) return redactInside(Object.fromEntries(value), seen)
  if (value instanceof Set) return redactInside([...value], seen)
  if (Array.isArray(value)) {
    const items: unknown[] = value.slice(0, most).map((item) => redactInside(item, seen))
    return value.length > most ? [...items, `… ${value.length - most} more`] : items
  }
  const entries = Object.entries(value)
  const kept = entries
    .slice(0, most)
    .map(([name, item]) => [name, isSecretName(name) && item !== null ? redacted : redactInside(item, seen)] as const)
  return Object.fromEntries(entries.length > most ? [...kept, ['…', `${entries.length - most} more`]] : kept)
}

/** Any value as plain JSON without secrets, bounded in depth and length. Never throws for what JSON cannot hold. */
export function redact(value: unknown): unknown {
  return redactInside(value, [])
}
