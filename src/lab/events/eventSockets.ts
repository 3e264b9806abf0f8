import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import { noUpgrade } from '../node/httpServer'
import type { ResourceId } from '../identity'
import type { Clock } from '../time/clock'
import type { TaiClock } from '../time/tai'
import type { EventFaults, EventSource } from './eventSource'

/** Where a node's events are to be had by WebSocket. */
export const eventsPath = '/x-nmos/events/v1.0/devices'

/** A client that says nothing for so long is cut off, ms (IS-07 v1.0 §Transport: WebSocket 4.1). */
const silentMs = 12_000

const command = z.discriminatedUnion('command', [
  z.object({ command: z.literal('subscription'), sources: z.array(z.string()) }),
  z.object({ command: z.literal('health'), timestamp: z.string() }),
])

/**
 * The WebSocket of a node: a subscription command says which sources a client hears and is answered by all their
 * states; a health command is answered, and keeps the connection (IS-07 v1.0 §Transport: WebSocket 4).
 */
export class EventSockets {
  private readonly server = new WebSocketServer({ noServer: true, perMessageDeflate: false })

  constructor(
    private readonly sources: ReadonlyMap<ResourceId, EventSource>,
    private readonly faults: EventFaults,
    private readonly clock: Clock,
    private readonly tai: TaiClock,
  ) {}

  /** Takes a client over, where it asks for events. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (new URL(request.url ?? '/', 'http://node').pathname !== eventsPath || this.sources.size === 0) {
      noUpgrade(request, socket, head)
      return
    }
    this.server.handleUpgrade(request, socket, head, (client) => {
      this.serve(client)
    })
  }

  /** Cuts every client off. */
  close(): void {
    for (const client of this.server.clients) client.terminate()
  }

  private serve(client: WebSocket): void {
    const ends = new Map<ResourceId, () => void>()
    const wait = (): (() => void) =>
      this.clock.after(silentMs, () => {
        client.close(1000, 'no health command')
      })
    let callOff = wait()
    const send = (text: string): void => {
      if (!this.faults.silent && client.readyState === client.OPEN) client.send(text)
    }
    client.on('message', (data) => {
      const read = command.safeParse(parsed((data as Buffer).toString('utf8')))
      if (!read.success) return
      callOff()
      callOff = wait()
      if (read.data.command === 'subscription') this.subscribe(read.data.sources, ends, send)
      else send(this.health(read.data.timestamp))
    })
    client.on('error', () => {
      client.terminate()
    })
    client.on('close', () => {
      callOff()
      for (const end of ends.values()) end()
    })
  }

  private subscribe(wanted: readonly string[], ends: Map<ResourceId, () => void>, send: (text: string) => void): void {
    for (const end of ends.values()) end()
    ends.clear()
    for (const id of wanted) {
      const source = this.sources.get(id)
      if (source === undefined) continue
      ends.set(id, source.onMessage(send))
      send(JSON.stringify(source.state))
    }
  }

  private health(timestamp: string): string {
    return JSON.stringify({
      timing: { origin_timestamp: timestamp, creation_timestamp: this.tai.version() },
      message_type: 'health',
    })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
