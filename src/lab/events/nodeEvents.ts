import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { senderIds } from '../node/assemble'
import type { NodeBlueprint } from '../node/blueprint'
import type { Route } from '../node/httpApi'
import type { ResourceId } from '../identity'
import type { BrokerAccess } from '../mqtt/brokerAccess'
import type { Clock } from '../time/clock'
import type { TaiClock } from '../time/tai'
import { EventPublisher } from './eventPublisher'
import { EventSource, type EventFaults } from './eventSource'
import { eventsApiRoutes } from './eventsApi'
import { EventSockets } from './eventSockets'

export type NodeEventsOptions = {
  readonly blueprint: NodeBlueprint
  readonly seed: string
  readonly clock: Clock
  readonly tai: TaiClock
  /** The plant's broker. */
  readonly broker: BrokerAccess
}

/** The IS-07 side of a node: its sources, by REST, WebSocket and MQTT. */
export class NodeEvents {
  readonly faults: EventFaults = { silent: false, offsetMs: 0 }
  readonly sources = new Map<ResourceId, EventSource>()
  private readonly bySender = new Map<ResourceId, EventSource>()
  private readonly publishers: EventPublisher[] = []
  private readonly sockets: EventSockets

  constructor(options: NodeEventsOptions) {
    const { blueprint, seed, clock, tai, broker } = options
    for (const { essence, key, transport } of blueprint.devices.flatMap((device) => device.senders)) {
      if (essence.kind !== 'event') continue
      const ids = senderIds(seed, key)
      const source = new EventSource(ids.source, ids.flow, essence.signal, clock, tai, this.faults)
      this.sources.set(ids.source, source)
      this.bySender.set(ids.sender, source)
      if (transport === 'mqtt') this.publishers.push(new EventPublisher(broker, ids.sender, source))
    }
    this.sockets = new EventSockets(this.sources, this.faults, clock, tai)
  }

  /** A source by its id or its sender's. */
  source(id: ResourceId): EventSource | undefined {
    return this.sources.get(id) ?? this.bySender.get(id)
  }

  routes(): Route[] {
    return this.sources.size === 0 ? [] : eventsApiRoutes(this.sources)
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.sockets.upgrade(request, socket, head)
  }

  /** Connects to the broker where the node has something to say there. */
  async open(): Promise<void> {
    await Promise.all(this.publishers.map((publisher) => publisher.open()))
  }

  /** As when the power fails. */
  vanish(): void {
    this.sockets.close()
    for (const publisher of this.publishers) publisher.vanish()
  }

  async close(): Promise<void> {
    this.sockets.close()
    await Promise.all(this.publishers.map((publisher) => publisher.close()))
  }
}
