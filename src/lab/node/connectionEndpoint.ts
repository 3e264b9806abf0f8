import { capsProblem } from './capsCheck'
import type { ReceiverCaps } from './blueprint'
import type { Clock } from '../time/clock'
import type { EndpointProfile } from './endpointProfile'
import { failure, type Answer } from './httpApi'
import type { ResourceId } from '../identity'
import { readSdp, SdpProblem } from './sdpRead'
import { legProblem, readPatch, type ActivationMode, type StagedPatch, type TransportFile } from './stagedPatch'
import { formatTai, parseTai, utcMsOfTai, type TaiClock, type TaiText } from '../time/tai'
import type { Leg } from './transportParams'
import { transportBase } from './urn'

type Activation = {
  readonly mode: ActivationMode | null
  readonly requested_time: TaiText | null
  readonly activation_time: TaiText | null
}

/** Either half of an endpoint, staged or active. */
export type EndpointState = {
  readonly peerId: ResourceId | null
  readonly masterEnable: boolean
  readonly activation: Activation
  readonly transportFile: TransportFile
  readonly params: readonly Leg[]
}

export type EndpointOptions = {
  readonly profile: EndpointProfile
  /** What a receiver can take; of no meaning for a sender. */
  readonly caps: ReceiverCaps | undefined
  readonly masterEnable: boolean
  readonly clock: Clock
  readonly tai: TaiClock
  /** Called after each activation, when /active already says so. */
  readonly onActivated: (active: EndpointState, previous: EndpointState) => void
}

const noActivation: Activation = { mode: null, requested_time: null, activation_time: null }
const noFile: TransportFile = { data: null, type: null }

/**
 * One sender or receiver of the Connection API: what is staged, what is active, and how one becomes the other
 * (IS-05 v1.1 ConnectionAPI.raml, PATCH of /staged; §Behaviour – Scheduled Activations).
 */
export class ConnectionEndpoint {
  readonly profile: EndpointProfile
  private stagedState: EndpointState
  private activeState: EndpointState
  private cancelPending: (() => void) | undefined

  constructor(private readonly options: EndpointOptions) {
    this.profile = options.profile
    this.stagedState = {
      peerId: null,
      masterEnable: options.masterEnable,
      activation: noActivation,
      transportFile: noFile,
      params: options.profile.initial,
    }
    this.activeState = { ...this.stagedState, params: this.resolved(options.profile.initial) }
  }

  get active(): EndpointState {
    return this.activeState
  }

  /** Staged as a GET shows it. */
  get staged(): unknown {
    return this.wire(this.stagedState)
  }

  /** Active as a GET shows it. */
  get activeOnWire(): unknown {
    return this.wire(this.activeState)
  }

  /** Executes a PATCH of /staged and says what to answer. */
  patch(body: unknown, strictRequestedTime: boolean): Answer {
    const reading = readPatch(body, this.profile)
    if (!reading.ok) return failure(400, reading.problem)
    const { patch } = reading
    if (this.cancelPending !== undefined && patch.activation?.mode !== null) {
      return failure(423, 'Locked: an activation is scheduled', this.stagedState.activation.activation_time)
    }
    if (strictRequestedTime && patch.activation?.mode === 'activate_immediate' && patch.activation.timeGiven) {
      return failure(500, 'Internal error', 'requested_time in an immediate activation')
    }
    const merged = this.merge(patch)
    if ('status' in merged) return merged
    if (patch.activation?.mode === null) this.unlock()
    this.stagedState = { ...merged, activation: this.stagedState.activation }
    return this.activate(patch)
  }

  /** Drops a pending activation without executing it. */
  dispose(): void {
    this.cancelPending?.()
    this.cancelPending = undefined
  }

  private unlock(): void {
    this.dispose()
    this.stagedState = { ...this.stagedState, activation: noActivation }
  }

  /** Staged with the patch laid over it: transport file first, then parameters, which beat it within one PATCH. */
  private merge(patch: StagedPatch): EndpointState | Answer {
    let params = this.stagedState.params
    if (typeof patch.transportFile?.data === 'string') {
      const fromFile = this.paramsOfFile(patch.transportFile.data, patch.transportFile.type)
      if ('status' in fromFile) return fromFile
      params = overlay(params, fromFile.legs)
    }
    if (patch.params !== undefined) params = overlay(params, patch.params)
    return {
      peerId: patch.peerId === undefined ? this.stagedState.peerId : patch.peerId,
      masterEnable: patch.masterEnable ?? this.stagedState.masterEnable,
      activation: this.stagedState.activation,
      transportFile: patch.transportFile ?? this.stagedState.transportFile,
      params,
    }
  }

  private paramsOfFile(data: string, type: string | null): { legs: readonly Leg[] } | Answer {
    if (transportBase(this.profile.transport) !== 'rtp') {
      return failure(400, `A receiver of ${this.profile.transport} has no transport file`)
    }
    if (type !== 'application/sdp') return failure(400, `A transport file of type ${String(type)} is not understood`)
    try {
      const reading = readSdp(data)
      const misfit = this.options.caps === undefined ? undefined : capsProblem(this.options.caps, reading.media)
      if (misfit !== undefined) return failure(500, `The stream does not fit this receiver: ${misfit}`, misfit)
      const legs = this.shape(reading.legs)
      for (const [i, leg] of legs.entries()) {
        const problem = legProblem(leg, i, this.profile)
        if (problem !== undefined) return failure(400, problem, 'found in the transport file')
      }
      return { legs }
    } catch (error) {
      if (!(error instanceof SdpProblem)) throw error
      return failure(500, `The transport file could not be read: ${error.message}`, error.message)
    }
  }

  /** Legs of a file on the legs of this receiver: too many are left out, missing ones switched off (ST 2022-7). */
  private shape(legs: readonly Leg[]): Leg[] {
    return this.profile.constraints.map((_, i) => {
      const leg = legs[i]
      if (leg === undefined) return { rtp_enabled: false }
      const own = this.profile.automatic[i]?.['interface_ip']
      const unicast = leg['multicast_ip'] === null
      return unicast && leg['interface_ip'] !== own ? { ...leg, interface_ip: 'auto' } : leg
    })
  }

  private activate(patch: StagedPatch): Answer {
    const { tai, clock } = this.options
    const activation = patch.activation
    if (activation === undefined || activation.mode === null) return { status: 200, body: this.wire(this.stagedState) }
    const { mode } = activation
    if (mode === 'activate_immediate') {
      const done: Activation = { mode, requested_time: null, activation_time: formatTai(tai.now()) }
      const body = this.wire({ ...this.stagedState, activation: done })
      this.apply(done)
      return { status: 200, body }
    }
    const now = tai.now()
    const wanted = parseTai(activation.requestedTime ?? '') ?? 0n
    const at = mode === 'activate_scheduled_relative' ? now + wanted : wanted > now ? wanted : now
    const pending: Activation = { mode, requested_time: activation.requestedTime, activation_time: formatTai(at) }
    this.stagedState = { ...this.stagedState, activation: pending }
    this.cancelPending = clock.after(Math.max(0, utcMsOfTai(at) - clock.nowMs()), () => {
      this.cancelPending = undefined
      this.apply(pending)
    })
    return { status: 202, body: this.wire(this.stagedState) }
  }

  private apply(activation: Activation): void {
    const previous = this.activeState
    this.stagedState = { ...this.stagedState, activation: noActivation }
    this.activeState = { ...this.stagedState, activation, params: this.resolved(this.stagedState.params) }
    this.options.onActivated(this.activeState, previous)
  }

  private resolved(params: readonly Leg[]): Leg[] {
    return params.map((leg, i) => {
      const automatic = this.profile.automatic[i] ?? {}
      const entries = Object.entries(leg).map(
        ([name, value]) => [name, value === 'auto' ? (automatic[name] ?? value) : value] as const,
      )
      return Object.fromEntries(entries)
    })
  }

  private wire(state: EndpointState): unknown {
    const common = {
      master_enable: state.masterEnable,
      activation: state.activation,
      transport_params: state.params,
    }
    return this.profile.side === 'sender'
      ? { receiver_id: state.peerId, ...common }
      : { sender_id: state.peerId, ...common, transport_file: state.transportFile }
  }
}

function overlay(params: readonly Leg[], changes: readonly Leg[]): Leg[] {
  return params.map((leg, i) => ({ ...leg, ...changes[i] }))
}
