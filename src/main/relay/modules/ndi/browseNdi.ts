import { askDns } from '../../../nmos/dnsQuery'

const SERVICE = '_ndi._tcp'
const TIMEOUT_MS = 2_000

/**
 * The names of NDI sources that a domain announces by unicast DNS-SD (RFC 6763), in the order of the alphabet.
 * @throws DnsFailure when no name server answers
 */
export async function browseNdi(request: {
  readonly domain: string
  /** `ip` or `ip:port`; empty: the system's. */
  readonly servers: readonly string[]
  readonly signal: AbortSignal
}): Promise<readonly string[]> {
  const { servers, signal } = request
  const service = `${SERVICE}.${request.domain.replace(/^\.+|\.+$/g, '')}`
  const pointers = await askDns({ servers, signal, timeoutMs: TIMEOUT_MS }, 'PTR', service)
  const names = pointers.map(({ data }) => instanceName(data, service))
  return [...new Set(names)].sort((a, b) => a.localeCompare(b))
}

/** The first label, as people wrote it: `STUDIO-A (CAM 1)` (RFC 6763 §4.3: dots and backslashes are escaped). */
function instanceName(instance: string, service: string): string {
  const trimmed = instance.replace(/\.+$/, '')
  const label = trimmed.toLowerCase().endsWith(`.${service.toLowerCase()}`)
    ? trimmed.slice(0, -service.length - 1)
    : trimmed
  return label.replace(/\\(\d{3}|.)/g, (_whole, escaped: string) =>
    /^\d{3}$/.test(escaped) ? String.fromCharCode(Number(escaped)) : escaped,
  )
}
