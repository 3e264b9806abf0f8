import { readResource } from '../../../src/main/nmos/readResource'
import type { ConnectionState } from '../../../src/main/nmos/connectionTypes'
import type { ResourceKind, ResourceOf } from '../../../src/main/nmos/resources'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import type { WitnessFeed } from '../../../src/main/plant/witness'
import { silentLogger } from '../../../src/main/telemetry/logger'

const LETTERS: Readonly<Record<ResourceKind, string>> = {
  node: 'a',
  device: 'b',
  source: 'c',
  flow: 'd',
  sender: 'e',
  receiver: 'f',
}

/** The id of the n-th resource of a kind. */
export function idOf(kind: ResourceKind, n: number): string {
  return `${LETTERS[kind].repeat(8)}-0000-4000-8000-${String(n).padStart(12, '0')}`
}

/** A resource as it would be read, with `more` of its own. */
export function resource<K extends ResourceKind>(
  kind: K,
  n: number,
  more: Readonly<Record<string, unknown>> = {},
): ResourceOf<K> {
  const result = readResource(kind, { id: idOf(kind, n), version: '1:0', label: `${kind} ${n}`, tags: {}, ...more })
  if (!result.ok) throw new Error(result.fault)
  return result.resource
}

export const device = (n: number, node: number, more: Readonly<Record<string, unknown>> = {}) =>
  resource('device', n, { node_id: idOf('node', node), ...more })

const RTP = 'urn:x-nmos:transport:rtp.mcast'

export const sender = (n: number, on: number, more: Readonly<Record<string, unknown>> = {}) =>
  resource('sender', n, {
    device_id: idOf('device', on),
    transport: RTP,
    subscription: { active: true, receiver_id: null },
    ...more,
  })

/** A receiver on a sender; null: active on it knows not whom; undefined: off. */
export const receiver = (n: number, on: number, from?: number | null, more: Readonly<Record<string, unknown>> = {}) =>
  resource('receiver', n, {
    device_id: idOf('device', on),
    transport: RTP,
    format: 'urn:x-nmos:format:video',
    subscription: {
      active: from !== undefined,
      sender_id: from === undefined || from === null ? null : idOf('sender', from),
    },
    ...more,
  })

/** An `/active` with one leg. */
export function active(state: {
  readonly on: boolean
  readonly peer?: string | null
  readonly legs?: readonly Readonly<Record<string, unknown>>[]
}): ConnectionState {
  return {
    peerId: state.peer ?? null,
    masterEnable: state.on,
    activation: { mode: null, requested_time: null, activation_time: null },
    legs: state.legs ?? [],
    transportFile: null,
    raw: {},
  }
}

export const sends = (ip: string, source = '10.0.0.1') => ({
  destination_ip: ip,
  destination_port: 5004,
  source_ip: source,
  rtp_enabled: true,
})

export const receives = (ip: string, source: string | null = null) => ({
  multicast_ip: ip,
  destination_port: 5004,
  source_ip: source,
  interface_ip: '10.0.0.9',
  rtp_enabled: true,
})

/** An empty plant whose clock stands where it is put. */
export function emptyPlant(): { readonly plant: Plant; readonly pen: WitnessFeed; readonly clock: { ms: number } } {
  const clock = { ms: 1000 }
  const plant = createPlant({ clock: { now: () => clock.ms }, logger: silentLogger })
  return { plant, pen: plant.witnessed({ id: 'north', kind: 'registry', label: 'North' }), clock }
}
