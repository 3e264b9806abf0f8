import { receiverId, senderIds } from './assemble'
import type { NodeBlueprint, ReceiverBlueprint, SenderBlueprint } from './blueprint'
import type { Clock } from '../time/clock'
import type { Connections, Side } from './connectionApi'
import { ConnectionEndpoint, type EndpointState } from './connectionEndpoint'
import { receiverProfile, senderProfile, type Place } from './endpointProfile'
import { failure, type Answer } from './httpApi'
import { schedules } from './stagedPatch'
import type { ResourceId } from '../identity'
import type { Missing, NodeFaults, PatchRefusal } from './nodeFaults'
import type { PatchCounts } from './patchCounts'
import { peerParams } from './peerParams'
import type { ResourceStore } from './resourceStore'
import type { TaiClock } from '../time/tai'
import { TransportFiles } from './transportFiles'
import type { Leg } from './transportParams'
import { transportBase, type Transport } from './urn'

/** What a receiver needs of a sender: its transport file, or parameters where the transport has no file. */
export type ConnectionOffer = { readonly file: string | undefined; readonly params: readonly Leg[] | undefined }

export type NodeConnectionsOptions = {
  readonly blueprint: NodeBlueprint
  readonly seed: string
  readonly place: Place
  readonly clock: Clock
  readonly tai: TaiClock
  readonly store: ResourceStore
  readonly faults: NodeFaults
  readonly patches: PatchCounts
  /** How a sender of the plant, on whatever node, was received when the plant started. */
  readonly offerOf: (senderKey: string) => ConnectionOffer
}

type PortEntry =
  | { readonly side: 'senders'; readonly blueprint: SenderBlueprint }
  | { readonly side: 'receivers'; readonly blueprint: ReceiverBlueprint }

/**
 * The senders and receivers of one node as the Connection API sees them. Their state comes into being when it is first
 * asked for, so that a large plant starts fast; an activation shows in IS-04 (IS-05 v1.1 §Interoperability: IS-04 –
 * Version Increments, Identifying Active Connections).
 */
export class NodeConnections implements Connections {
  private readonly ports = new Map<ResourceId, PortEntry>()
  private readonly endpoints = new Map<ResourceId, ConnectionEndpoint>()
  private readonly files: TransportFiles

  constructor(private readonly options: NodeConnectionsOptions) {
    const { blueprint: node, seed, clock } = options
    this.files = new TransportFiles(clock)
    for (const device of node.devices) {
      if (!device.controllable) continue
      for (const blueprint of device.senders) {
        this.ports.set(senderIds(seed, blueprint.key).sender, { side: 'senders', blueprint })
      }
      for (const blueprint of device.receivers) {
        this.ports.set(receiverId(seed, blueprint.key), { side: 'receivers', blueprint })
      }
    }
  }

  *list(side: Side): Generator<readonly [ResourceId, Transport]> {
    for (const id of this.ports.keys()) {
      const transport = this.transportOf(side, id)
      if (transport !== undefined) yield [id, transport]
    }
  }

  transportOf(side: Side, id: ResourceId): Transport | undefined {
    const port = this.ports.get(id)
    return port?.side === side && this.options.store[side].has(id) ? port.blueprint.transport : undefined
  }

  endpoint(side: Side, id: ResourceId): ConnectionEndpoint | undefined {
    const port = this.ports.get(id)
    if (port === undefined || this.transportOf(side, id) === undefined) return undefined
    const known = this.endpoints.get(id)
    if (known !== undefined) return known
    const made =
      port.side === 'senders'
        ? this.makeSender(id, port.blueprint)
        : this.makeReceiver(id, port.blueprint, 'as at the start')
    this.endpoints.set(id, made)
    return made
  }

  patch(side: Side, id: ResourceId, body: unknown): Answer {
    const { faults, patches } = this.options
    const refusal = this.refusalOf(id, body)
    const answer =
      refusal === undefined
        ? this.endpoint(side, id)?.patch(body, faults.strictRequestedTime)
        : failure(refusal.code, refusal.error, refusal.debug)
    patches.add(id, body, answer !== undefined && answer.status < 300)
    return answer ?? failure(404, 'There is no such endpoint')
  }

  get withoutBulk(): Missing | undefined {
    return this.options.faults.withoutBulk
  }

  private refusalOf(id: ResourceId, body: unknown): PatchRefusal | undefined {
    const { faults } = this.options
    const refusal = faults.refusalsOf.get(id)?.shift() ?? faults.refusals.shift()
    return refusal ?? (schedules(body) ? faults.withoutSchedules : undefined)
  }

  transportFile(id: ResourceId): string | undefined {
    const port = this.ports.get(id)
    const endpoint = this.endpoint('senders', id)
    if (port?.side !== 'senders' || endpoint === undefined) return undefined
    return this.files.current(id, () =>
      this.fileOf(id, this.labelOf(id, port.blueprint), port.blueprint, endpoint.active),
    )
  }

  /** How a sender of this node is received when the plant starts. */
  offerAtStart(blueprint: SenderBlueprint): ConnectionOffer {
    const id = senderIds(this.options.seed, blueprint.key).sender
    const { active } = this.makeSender(id, blueprint)
    return {
      file: this.fileOf(id, blueprint.label, blueprint, active),
      params: peerParams(transportBase(blueprint.transport), active.params),
    }
  }

  /** Drops one endpoint, or all, with what they had scheduled. */
  dispose(id?: ResourceId): void {
    for (const one of id === undefined ? [...this.endpoints.keys()] : [id]) {
      this.endpoints.get(one)?.dispose()
      this.endpoints.delete(one)
    }
  }

  /** As after a start without a memory: every receiver is on nothing, and nobody has activated anything. */
  forgetRoutes(): void {
    for (const [id, port] of this.ports) {
      if (port.side !== 'receivers' || !this.options.store.receivers.has(id)) continue
      this.dispose(id)
      this.endpoints.set(id, this.makeReceiver(id, port.blueprint, 'on nothing'))
      this.options.store.updateReceiver(id, { subscription: { active: false, sender_id: null } })
    }
  }

  private makeSender(id: ResourceId, blueprint: SenderBlueprint): ConnectionEndpoint {
    const { seed, place, clock, tai } = this.options
    return new ConnectionEndpoint({
      profile: senderProfile(id, senderIds(seed, blueprint.key).source, blueprint, place),
      caps: undefined,
      masterEnable: blueprint.active,
      clock,
      tai,
      onActivated: (active, previous) => {
        this.senderActivated(id, blueprint, active, previous)
      },
    })
  }

  private makeReceiver(
    id: ResourceId,
    blueprint: ReceiverBlueprint,
    how: 'as at the start' | 'on nothing',
  ): ConnectionEndpoint {
    const { place, clock, tai, store } = this.options
    let starting = true
    const endpoint = new ConnectionEndpoint({
      profile: receiverProfile(id, blueprint, place),
      caps: blueprint.caps,
      masterEnable: false,
      clock,
      tai,
      onActivated: (active) => {
        if (starting) return
        store.updateReceiver(id, {
          subscription: { active: active.masterEnable, sender_id: active.masterEnable ? active.peerId : null },
        })
      },
    })
    if (blueprint.connectedTo !== undefined && how === 'as at the start') {
      this.connectAtStart(endpoint, blueprint.connectedTo)
    }
    starting = false
    return endpoint
  }

  /** What another controller had done before the plant was looked at. */
  private connectAtStart(endpoint: ConnectionEndpoint, senderKey: string): void {
    const { file, params } = this.options.offerOf(senderKey)
    const answer = endpoint.patch(
      {
        sender_id: senderIds(this.options.seed, senderKey).sender,
        master_enable: true,
        ...(file === undefined ? {} : { transport_file: { data: file, type: 'application/sdp' } }),
        ...(params === undefined ? {} : { transport_params: params }),
        activation: { mode: 'activate_immediate' },
      },
      false,
    )
    if (answer.status !== 200) throw new Error(`The plant connects ${senderKey} to where it does not fit`)
  }

  private senderActivated(
    id: ResourceId,
    blueprint: SenderBlueprint,
    active: EndpointState,
    previous: EndpointState,
  ): void {
    const { store, faults } = this.options
    this.files.changed(id, this.fileOf(id, this.labelOf(id, blueprint), blueprint, previous), faults.sdpLagMs)
    const unicast = blueprint.transport === 'rtp.ucast'
    store.updateSender(id, {
      subscription: {
        active: active.masterEnable,
        receiver_id: active.masterEnable && unicast ? active.peerId : null,
      },
    })
  }

  private labelOf(id: ResourceId, blueprint: SenderBlueprint): string {
    return this.options.store.senders.get(id)?.label ?? blueprint.label
  }

  private fileOf(id: ResourceId, label: string, blueprint: SenderBlueprint, active: EndpointState): string | undefined {
    if (!active.masterEnable || transportBase(blueprint.transport) !== 'rtp') return undefined
    if (active.params.every((leg) => leg['rtp_enabled'] === false)) return undefined
    return this.files.text(id, label, blueprint, active.params)
  }
}
