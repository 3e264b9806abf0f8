import { NmosHttpError } from './nmosHttpError'

const SECRET_WORDS = /token|key|secret|passw|auth|sig|credential/i

/**
 * Joins path segments onto an `href` whether or not it ends in a slash, and never leaves one at the end (IS-04 v1.3
 * §Controllers – Trailing Slashes). Segments are encoded, so an id from outside cannot leave its place.
 * @throws NmosHttpError `bad-url` when `href` is no http(s) URL or a segment is `.` or `..`
 */
export function joinHref(href: string, ...segments: readonly string[]): string {
  const url = parseHttpUrl(href)
  let path = url.pathname.replace(/\/+$/, '')
  for (const segment of segments) {
    if (segment === '.' || segment === '..' || segment === '') {
      throw new NmosHttpError({ kind: 'bad-url', method: '', url: showUrl(href), reason: `“${segment}” is no path` })
    }
    path += `/${encodeURIComponent(segment)}`
  }
  url.pathname = path
  return url.href
}

/**
 * Parses an http or https URL.
 * @throws NmosHttpError `bad-url` for anything else
 */
export function parseHttpUrl(href: string): URL {
  const url = tryUrl(href)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    const reason = url === null ? 'it is no URL' : 'it does not begin with http:// or https://'
    throw new NmosHttpError({ kind: 'bad-url', method: '', url: showUrl(href), reason })
  }
  return url
}

/** The URL that `href` is, seen from `base`, or null when it is none. */
export function tryUrl(href: string, base?: string): URL | null {
  try {
    return new URL(href, base)
  } catch {
    return null
  }
}

/** A URL fit for a log or a window: without credentials and with secret-looking query values blanked. */
export function showUrl(href: string): string {
  const url = tryUrl(href)
  if (url === null) return href.slice(0, 200).replace(/\/\/[^/@\s]*@/, '//')
  url.username = ''
  url.password = ''
  url.hash = ''
  for (const name of new Set(url.searchParams.keys())) {
    if (SECRET_WORDS.test(name)) url.searchParams.set(name, '…')
  }
  const shown = url.href.replaceAll('%E2%80%A6', '…')
  return shown.length > 500 ? `${shown.slice(0, 500)}…` : shown
}
