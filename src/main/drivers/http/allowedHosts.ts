/**
 * Whether the settings allow a host: `host` on every port, `host:port` on this one, `*.domain` for every name below it.
 */
export function isAllowedHost(url: URL, allowed: readonly string[]): boolean {
  const name = url.hostname.toLowerCase()
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return allowed.some((one) => {
    const entry = one.trim().toLowerCase()
    if (entry.startsWith('*.')) return name.endsWith(entry.slice(1)) && name.length > entry.length - 1
    return entry === name || entry === `${name}:${port}`
  })
}
