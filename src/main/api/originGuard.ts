/** The headers by which a browser says on whose behalf it asks. */
export type OriginHeaders = {
  readonly host?: string | undefined
  readonly origin?: string | undefined
  readonly 'sec-fetch-site'?: string | string[] | undefined
}

/**
 * Whether a request comes from our own page or from no page at all. Browsers always send `Origin` with what changes
 * something and with WebSockets (Fetch Standard §3.2), so it decides; a request with neither header comes from no browser.
 */
export function isSameOrigin({ host, origin, 'sec-fetch-site': site }: OriginHeaders): boolean {
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none'
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === hostOf(host, origin)
}

/** The `Host` as a URL would have it: lower case, without the scheme's own port. */
function hostOf(host: string, origin: string): string | null {
  const url = `${new URL(origin).protocol}//${host}`
  return URL.canParse(url) ? new URL(url).host : null
}
