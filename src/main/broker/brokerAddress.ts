const PORTS: Readonly<Record<string, string>> = { 'mqtt:': '1883', 'mqtts:': '8883' }

/** Whether a text is the address of a broker: `mqtt://host[:port]` or `mqtts://…`, with a user name or without. */
export function isBrokerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol in PORTS && hostname !== ''
}

/** The address with its port and without user name and password; the same for every way to write the same broker. */
export function brokerAddress(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return `${protocol}//${hostname.toLowerCase()}:${port === '' ? (PORTS[protocol] ?? '') : port}`
}
