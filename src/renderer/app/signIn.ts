/**
 * Where a pasted address or token leads: the same door with the token in the query. Null when it is neither, or an
 * address of some other machine.
 */
export function signInUrl(pasted: string, origin: string): string | null {
  const text = pasted.trim()
  if (/^https?:\/\//.test(text)) {
    if (!URL.canParse(text)) return null
    const url = new URL(text)
    return url.origin === origin && url.searchParams.has('token') ? url.href : null
  }
  return /^[\w.~-]{8,}$/.test(text) ? `${origin}/sign-in?token=${encodeURIComponent(text)}` : null
}
