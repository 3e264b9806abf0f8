/** One parameter of a query string: decoded, and as it came. */
export type Parameter = {
  readonly key: string
  readonly value: string
  readonly raw: string
  readonly rawValue: string
}

/**
 * Splits a query string after RFC 3986: `+` is a plus and no space, as strict registries read it.
 * Undefined when something in it is not percent-encoded text.
 */
export function readQueryString(query: string): readonly Parameter[] | undefined {
  try {
    return query
      .split('&')
      .filter((raw) => raw !== '')
      .map((raw) => {
        const equals = raw.indexOf('=')
        const key = equals < 0 ? raw : raw.slice(0, equals)
        const rawValue = equals < 0 ? '' : raw.slice(equals + 1)
        return { key: decodeURIComponent(key), value: decodeURIComponent(rawValue), raw, rawValue }
      })
  } catch {
    return undefined
  }
}
