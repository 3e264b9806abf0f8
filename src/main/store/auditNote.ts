import type { Actor, Id, Origin } from '../../contract'
import type { NewAuditRow } from './repositories'

/** Who did it and by which door. */
export type By = { readonly actor: Actor; readonly origin: Origin }

/** Signalbox itself, where nobody asked: a time that is over, a booking that was missed. */
export const BY_ITSELF: By = { actor: { id: 'signalbox', name: 'Signalbox', role: 'viewer' }, origin: 'engine' }

/** A row of the audit about something that was done and is no run. */
export function auditNote(
  { actor, origin }: By,
  what: string,
  target: Id | null,
  summary: string,
  detail: Readonly<Record<string, unknown>>,
): NewAuditRow {
  return {
    actor,
    origin,
    what,
    target,
    summary,
    policy: null,
    override: false,
    outcome: 'done',
    durationMs: null,
    runId: null,
    detail: { ...detail },
  }
}
