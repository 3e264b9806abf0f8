/** Whether an IPv4 or IPv6 address is a multicast group (224.0.0.0/4, ff00::/8). */
export function isMulticast(address: string): boolean {
  if (address.includes(':')) return /^ff/i.test(address)
  const match = /^(\d{1,3})\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.exec(address)
  const first = Number(match?.[1] ?? 0)
  return first >= 224 && first <= 239
}
