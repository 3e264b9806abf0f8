import type { Protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve } from 'node:path'
import { contentSecurityPolicy } from './security'

const scheme = 'app'
const host = 'signalbox'

/** The origin of our page, and the page itself. */
export const pageOrigin = `${scheme}://${host}`
export const pageUrl = `${pageOrigin}/`

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
}

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
}

function refusal(status: number, sentence: string): Response {
  return new Response(sentence, { status, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' } })
}

/** The file that an address names, or null when it names none inside `folder`. A path without an extension is the page. */
function fileOf(folder: string, pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const wanted = extname(path) === '' ? 'index.html' : `.${path}`
  const file = resolve(folder, wanted)
  const inside = relative(resolve(folder), file)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : join(resolve(folder), inside)
}

/** Answers requests for `app://signalbox/…` from the built page, and from nowhere else. */
export function answerFrom(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    if (url.protocol !== `${scheme}:` || url.host !== host) return refusal(404, 'There is no such page.')
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Only reading is allowed here.')
    const file = fileOf(folder, url.pathname)
    if (file === null) return refusal(403, 'This is outside the page.')
    try {
      const body = await readFile(file)
      const type = contentTypes[extname(file).toLowerCase()] ?? 'application/octet-stream'
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
        headers: { ...headers, 'Content-Type': type },
      })
    } catch {
      return refusal(404, 'There is no such file.')
    }
  }
}

/** Makes `app:` a scheme with an origin of its own. Before the app is ready, once. */
export function announceScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built page. Returns a disposer. */
export function serveRenderer(protocol: Protocol, folder: string): () => void {
  protocol.handle(scheme, answerFrom(folder))
  return () => {
    protocol.unhandle(scheme)
  }
}
