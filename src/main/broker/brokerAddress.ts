const PORTS: Readonly<Record<string, string>> = { 'mqtt:': '1883', 'mqtts:': '8883', 'ws:': '80', 'wss:': '443' }

/** Whether a text is the address of a broker: `mqtt`, `mqtts`, `ws` or `wss://host[:port][/path]`, with credentials or without. */
export function isBrokerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash } = new URL(text)
  return protocol in PORTS && hostname !== '' && search === '' && hash === ''
}

/** The address with its port and without user name and password; the same for every way to write the same broker. */
export function brokerAddress(url: string): string {
  const { protocol, hostname, port, pathname } = new URL(url)
  const path = protocol.startsWith('ws') && pathname !== '/' ? pathname : ''
  return `${protocol}//${hostname.toLowerCase()}:${port === '' ? (PORTS[protocol] ?? '') : port}${path}`
}

/** Whether what goes to this address is encrypted (TLS). */
export function isSecure(url: string): boolean {
  return /^(?:mqtts|wss):/i.test(url)
}

/** User name and password of an address; null where it has none. */
export function credentialsOf(url: string): { readonly username: string | null; readonly password: string | null } {
  const { username, password } = new URL(url)
  return { username: plain(username), password: plain(password) }
}

function plain(encoded: string): string | null {
  if (encoded === '') return null
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
