import type { Downloaded, Resource } from './bareDownload'

/** A burst of grains as a registry writes them, and what is true after the last. */
export type Burst = {
  readonly messages: readonly { readonly kind: 'sender' | 'receiver'; readonly text: string }[]
  /** The version that each touched resource has in the end. */
  readonly final: ReadonlyMap<string, string>
}

/**
 * `count` messages of one change each (IS-04 v1.3 §Behaviour: Querying – WebSocket Messages), dealt out over all senders and
 * receivers: a label that changes, and a receiver that is connected to another sender.
 */
export function burstOf(plant: Downloaded, count: number): Burst {
  const now = new Map<string, Resource>()
  const ports = [
    ...plant.senders.map((resource) => ({ kind: 'sender' as const, id: resource.id, first: resource })),
    ...plant.receivers.map((resource) => ({ kind: 'receiver' as const, id: resource.id, first: resource })),
  ]
  const messages = Array.from({ length: count }, (_, i) => {
    const port = ports[(i * 7) % ports.length]
    if (port === undefined) throw new RangeError('There are no ports to send grains of')
    const pre = now.get(port.id) ?? port.first
    const version = `${String(2_000_000_000 + i)}:0`
    const post = { ...pre, version, label: `${port.first.label} ${String(i)}`, ...subscriptionOf(plant, port.kind, i) }
    now.set(port.id, post)
    return { kind: port.kind, text: message(port.kind, port.id, pre, post, version) }
  })
  return { messages, final: new Map([...now].map(([id, { version }]) => [id, version])) }
}

function subscriptionOf(plant: Downloaded, kind: string, i: number): object {
  if (kind === 'sender') return {}
  return { subscription: { active: true, sender_id: plant.senders[i % plant.senders.length]?.id ?? null } }
}

function message(kind: string, path: string, pre: Resource, post: Resource, at: string): string {
  return JSON.stringify({
    grain_type: 'event',
    source_id: '00000000-0000-4000-8000-000000000001',
    flow_id: '00000000-0000-4000-8000-000000000002',
    origin_timestamp: at,
    sync_timestamp: at,
    creation_timestamp: at,
    rate: { numerator: 0, denominator: 1 },
    duration: { numerator: 0, denominator: 1 },
    grain: { type: 'urn:x-nmos:format:data.event', topic: `/${kind}s/`, data: [{ path, pre, post }] },
  })
}
