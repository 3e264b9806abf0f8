import { isIP } from 'node:net'

/** Whether a `Host` header names this machine as it is meant to be asked. */
export type HostGuard = (header: string | undefined) => boolean

/**
 * Lets pass loopback names, the address it listens on and `allowed`; the port does not matter. A page that has its own
 * name point here (DNS rebinding) does not pass. Listening on every address, any IP literal passes: it cannot be rebound.
 */
export function createHostGuard(bind: string, allowed: readonly string[]): HostGuard {
  const names = new Set(['localhost', '::1', bind, ...allowed].map((name) => bare(name)))
  const everywhere = bind === '0.0.0.0' || bind === '::'
  return (header) => {
    const name = hostnameOf(header)
    if (name === null) return false
    const family = isIP(name)
    if (family === 4 && name.startsWith('127.')) return true
    return names.has(name) || (family !== 0 && everywhere)
  }
}

/** The name of a `Host` header, without port and brackets; null when it is none. */
export function hostnameOf(header: string | undefined): string | null {
  if (header === undefined || /[/\\?#@\s]/.test(header) || !URL.canParse(`http://${header}/`)) return null
  return bare(new URL(`http://${header}/`).hostname)
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}
