/** The two media networks of ST 2022-7, named as in the control room. */
export const networks = ['amber', 'blue'] as const

/** Interface names of a node, one per network. */
export const interfaceNames = ['eth0', 'eth1'] as const

/** Address of a node on network 0 (10.20/16) or 1 (10.21/16). */
export function interfaceAddress(nodeIndex: number, leg: number): string {
  return `10.${20 + leg}.${1 + Math.floor(nodeIndex / 200)}.${10 + (nodeIndex % 200)}`
}

/** Multicast group of a sender on network 0 (239.20/16) or 1 (239.21/16). */
export function multicastAddress(senderIndex: number, leg: number): string {
  return `239.${20 + leg}.${Math.floor(senderIndex / 250)}.${1 + (senderIndex % 250)}`
}

/** MAC address of a node's interface, in the notation of IS-04. */
export function macAddress(nodeIndex: number, leg: number): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0')
  return ['02', '53', '42', hex(leg), hex(Math.floor(nodeIndex / 256)), hex(nodeIndex % 256)].join('-')
}

/** Whether an IPv4 or IPv6 address is a multicast group. */
export function isMulticast(address: string): boolean {
  if (address.includes(':')) return address.toLowerCase().startsWith('ff')
  const first = Number(address.split('.')[0])
  return first >= 224 && first <= 239
}

/** The grandmaster that every node of the lab follows, and its domain. */
export const ptp = { grandmaster: '08-00-11-ff-fe-21-e1-b0', domain: 127 } as const
