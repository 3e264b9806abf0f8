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

/** Whether what was pasted is an API key, which never goes into an address. */
export function isKey(pasted: string): boolean {
  return pasted.trim().startsWith('sbx_')
}

/** Signs this window in as whose key it is. Null: done; else why not, as a sentence. */
export async function signInWithKey(key: string): Promise<string | null> {
  const answer = await fetch('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: key.trim() }),
  }).catch(() => null)
  if (answer === null) return 'Signalbox does not answer.'
  if (answer.ok) return null
  const body: unknown = await answer.json().catch(() => null)
  const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : null
  return typeof said === 'string' ? said : 'This key does not sign you in.'
}

/** Ends this window's session; whoever comes next says who they are. */
export async function signOut(): Promise<void> {
  await fetch('/sign-out', { method: 'POST' }).catch(() => null)
  location.assign('/')
}
