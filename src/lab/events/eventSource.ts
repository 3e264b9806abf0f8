import type { ResourceId } from '../identity'
import { formatTai, taiOfUtcMs, type TaiClock } from '../time/tai'
import type { Clock } from '../time/clock'
import type { Payload, Signal } from './signal'

/** One IS-07 source: what it says now, and who hears when it says something else. */
export class EventSource {
  private payload: Payload
  private createdAt: string
  private readonly listeners = new Set<(message: string) => void>()

  constructor(
    readonly id: ResourceId,
    private readonly flowId: ResourceId,
    readonly signal: Signal,
    private readonly clock: Clock,
    private readonly tai: TaiClock,
    private readonly faults: EventFaults,
  ) {
    this.payload = signal.start
    this.createdAt = this.now()
  }

  get value(): Payload {
    return this.payload
  }

  /** The state as a message (IS-07 v1.0 §Message types – state). */
  get state(): object {
    return {
      identity: { source_id: this.id, flow_id: this.flowId },
      event_type: this.signal.eventType,
      timing: { creation_timestamp: this.createdAt },
      payload: this.payload,
      message_type: 'state',
    }
  }

  /** Says something else, to everyone who listens. */
  set(payload: Payload): void {
    this.payload = payload
    this.createdAt = this.now()
    this.say(JSON.stringify(this.state))
  }

  /** Says that its device goes (IS-07 v1.0 §Message types – reboot, shutdown). */
  goodbye(type: 'reboot' | 'shutdown'): void {
    this.say(
      JSON.stringify({
        identity: { source_id: this.id, flow_id: this.flowId },
        timing: { creation_timestamp: this.now() },
        message_type: type,
      }),
    )
  }

  /** Sends a text as it is, whatever it is. */
  say(text: string): void {
    if (this.faults.silent) return
    for (const listener of this.listeners) listener(text)
  }

  onMessage(listener: (message: string) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** TAI as this node's clock has it. */
  private now(): string {
    const { offsetMs } = this.faults
    return offsetMs === 0 ? this.tai.version() : formatTai(taiOfUtcMs(this.clock.nowMs() + offsetMs))
  }
}

/** What is wrong with the events of a node for the moment. */
export type EventFaults = {
  /** Nothing is sent any more, not even answers to health commands; the sockets stay open. */
  silent: boolean
  /** How far its clock is off, ms. */
  offsetMs: number
}
