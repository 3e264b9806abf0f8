import type { Agent } from 'node:http'
import { assemble } from './assemble'
import type { NodeBlueprint, SenderBlueprint } from './blueprint'
import { NodeEvents } from '../events/nodeEvents'
import type { Clock } from '../time/clock'
import { connectionApiRoutes } from './connectionApi'
import { ok, type Answer, type ApiRequest } from './httpApi'
import { ApiServer } from './httpServer'
import { numberFor, type ResourceId } from '../identity'
import type { BrokerAccess } from '../mqtt/brokerAccess'
import { nodeApiRoutes } from './nodeApi'
import { NodeConnections, type ConnectionOffer } from './nodeConnections'
import { NodeFaults } from './nodeFaults'
import type { PatchCounts } from './patchCounts'
import { Registration } from './registration'
import type { RequestLog } from './requestLog'
import type { ResourceStore } from './resourceStore'
import { Router } from './router'
import type { TaiClock } from '../time/tai'
import type { ConnectionVersion } from './urn'

export type VirtualNodeOptions = {
  readonly blueprint: NodeBlueprint
  readonly seed: string
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  readonly clock: Clock
  readonly tai: TaiClock
  readonly agent: Agent
  readonly log: RequestLog
  readonly patches: PatchCounts
  readonly heartbeatMs: number
  /** The plant's MQTT broker. */
  readonly broker: BrokerAccess & { readonly host: string; readonly port: number }
  /** Told of what goes wrong where nobody waits. */
  readonly report: (text: string) => void
  /** How a sender of the plant, on whatever node, was received when the plant started. */
  readonly offerOf: (senderKey: string) => ConnectionOffer
}

/** What a node has once it has a port, which its addresses name. */
type Opened = { readonly store: ResourceStore; readonly connections: NodeConnections; readonly router: Router }

/** How long a node waits before it tries a silent registry again, ms. */
const registryRetryMs = 1000

/** One node of the plant on a port of its own: Node API, Connection API, registration. */
export class VirtualNode {
  readonly faults = new NodeFaults()
  readonly events: NodeEvents
  private readonly server: ApiServer
  private opened: Opened | undefined
  private registration: Registration | undefined

  constructor(private readonly options: VirtualNodeOptions) {
    const { blueprint, seed, clock, tai, broker } = options
    this.events = new NodeEvents({ blueprint, seed, clock, tai, broker })
    this.server = new ApiServer(
      options.host,
      options.port,
      (request) => this.serve(request),
      (request, socket, head) => {
        this.events.upgrade(request, socket, head)
      },
    )
  }

  get blueprint(): NodeBlueprint {
    return this.options.blueprint
  }

  get port(): number {
    return this.server.port
  }

  get online(): boolean {
    return this.server.listening
  }

  get url(): string {
    return `http://${this.options.host}:${String(this.port)}`
  }

  /** @throws before `open`. */
  get store(): ResourceStore {
    return this.parts.store
  }

  /** Opens the port and makes the resources. */
  async open(): Promise<void> {
    await this.server.open()
    this.opened ??= this.build()
    await this.events.open()
  }

  /** Registers with the registry at `url` and keeps it up to date. */
  register(url: string, alreadyThere: boolean): void {
    const { agent, clock, heartbeatMs, seed, blueprint, report } = this.options
    this.registration = new Registration({
      store: this.store,
      url,
      agent,
      clock,
      heartbeatMs,
      retryMs: registryRetryMs,
      report,
      alreadyThere,
    })
    this.registration.start(numberFor(seed, `heartbeat/${blueprint.key}`, heartbeatMs))
  }

  /** Resolves when the registry knows everything of this node. */
  async settled(): Promise<void> {
    await this.registration?.settled()
  }

  /** As when the power fails: sockets cut, no heartbeat, no word to the registry. */
  async vanish(): Promise<void> {
    this.events.vanish()
    await this.server.close()
    await this.registration?.silence()
  }

  /** Back on the same port, with the routes it had or, with its memory lost, on none. */
  async comeBack(memory: 'kept' | 'lost'): Promise<void> {
    if (memory === 'lost') this.parts.connections.forgetRoutes()
    await this.server.open()
    await this.events.open()
    this.registration?.start(0)
  }

  /** Clean end; `unregister` takes the node out of the registry first. */
  async stop(unregister: boolean): Promise<void> {
    this.opened?.connections.dispose()
    await this.registration?.stop(unregister && this.online)
    await this.events.close()
    await this.server.close()
  }

  /**
   * Gives every device a first Connection API address on another interface, where nobody answers; false takes it away
   * (IS-05 v1.1 §Interoperability: IS-04 – Discovery: several addresses for several interfaces).
   */
  offerDeadAddress(on: boolean): void {
    const dead = 'http://127.0.0.1:9/'
    for (const device of [...this.store.devices.values()]) {
      const own = device.controls.filter((control) => !control.href.startsWith(dead))
      const also = own.map((control) => ({ ...control, href: control.href.replace(`${this.url}/`, dead) }))
      this.store.updateDevice(device.id, { controls: on ? [...also, ...own] : own })
    }
  }

  /** Takes a sender or receiver away; false where there is none with this id. */
  remove(id: ResourceId): boolean {
    this.parts.connections.dispose(id)
    return this.store.remove(id)
  }

  /** How a sender of this node is received when the plant starts. */
  offerAtStart(blueprint: SenderBlueprint): ConnectionOffer {
    return this.parts.connections.offerAtStart(blueprint)
  }

  private get parts(): Opened {
    if (this.opened === undefined) throw new Error('The node is not open yet')
    return this.opened
  }

  private build(): Opened {
    const { blueprint, seed, host, clock, tai, offerOf, patches, broker } = this.options
    const { port, faults } = this
    const store = assemble({ blueprint, seed, host, port, tai })
    const { login } = broker
    const place = { nodeIndex: blueprint.index, host, port, broker: { ...broker, authorization: login !== null } }
    const connections = new NodeConnections({ blueprint, seed, place, clock, tai, store, faults, patches, offerOf })
    const events = this.events.routes()
    const router = new Router([
      { method: 'GET', path: '/', handle: () => ok(['x-nmos/']) },
      {
        method: 'GET',
        path: '/x-nmos',
        handle: () => ok(['connection/', ...(events.length > 0 ? ['events/'] : []), 'node/']),
      },
      ...nodeApiRoutes(store),
      ...connectionApiRoutes(connections, versionsOf(blueprint)),
      ...events,
    ])
    return { store, connections, router }
  }

  private async serve(request: ApiRequest): Promise<Answer | 'reset'> {
    const { clock, log, blueprint } = this.options
    if (this.faults.latencyMs > 0) {
      await new Promise<void>((resolve) => clock.after(this.faults.latencyMs, resolve))
    }
    const answer = await this.parts.router.answer(request)
    log.add({
      at: clock.nowMs(),
      node: blueprint.label,
      method: request.method,
      path: request.path,
      status: answer.status,
    })
    const changing = request.method === 'PATCH' || request.method === 'POST'
    if (changing && answer.status < 300 && this.faults.resetsAfterPatch > 0) {
      this.faults.resetsAfterPatch -= 1
      return 'reset'
    }
    return answer
  }
}

/** A node with MXL serves IS-05 v1.2 besides, the first version that knows it. */
function versionsOf(blueprint: NodeBlueprint): readonly ConnectionVersion[] {
  const ports = blueprint.devices.flatMap((device) => [...device.senders, ...device.receivers])
  return ports.some((port) => port.transport === 'mxl') ? ['v1.0', 'v1.1', 'v1.2'] : ['v1.0', 'v1.1']
}
