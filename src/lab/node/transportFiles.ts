import type { SenderBlueprint } from './blueprint'
import type { Clock } from '../time/clock'
import { numberFor, type ResourceId } from '../identity'
import { writeSdp } from './sdpWrite'
import type { Leg } from './transportParams'

/**
 * The transport files of one node's senders. Each activation gives a new session version; a file may be told to lag
 * behind the activation that changed it.
 */
export class TransportFiles {
  private readonly versions = new Map<ResourceId, number>()
  private readonly late = new Map<ResourceId, { readonly until: number; readonly old: string | undefined }>()

  constructor(private readonly clock: Clock) {}

  /** The file for these active parameters, at the session version of the moment. */
  text(id: ResourceId, label: string, blueprint: SenderBlueprint, legs: readonly Leg[]): string {
    return writeSdp({
      name: label,
      description: blueprint.description,
      sessionId: 1_000_000 + numberFor('sdp', id, 1_000_000_000),
      sessionVersion: this.versions.get(id) ?? 1,
      essence: blueprint.essence,
      legs,
    })
  }

  /** A sender was activated: its next file is another one; `old` is served for `lagMs` more. */
  changed(id: ResourceId, old: string | undefined, lagMs: number): void {
    this.versions.set(id, (this.versions.get(id) ?? 1) + 1)
    if (lagMs > 0) this.late.set(id, { until: this.clock.nowMs() + lagMs, old })
  }

  /** What a GET gets now; `fresh` makes the file of the present parameters. */
  current(id: ResourceId, fresh: () => string | undefined): string | undefined {
    const late = this.late.get(id)
    if (late !== undefined && this.clock.nowMs() < late.until) return late.old
    this.late.delete(id)
    return fresh()
  }
}
