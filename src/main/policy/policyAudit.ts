import type { NewAuditRow } from '../store/repositories'
import type { PolicyAsker } from './policyBook'

/** Signalbox itself, where a file was changed and nobody was asked. */
export const BY_ITSELF: PolicyAsker = {
  actor: { id: 'signalbox', name: 'Signalbox', role: 'viewer' },
  origin: 'engine',
}

/** A row of the audit about a change of the rules. `target`: the id of the rule, null for many. */
export function policyNote(
  { actor, origin }: PolicyAsker,
  what: 'policy.create' | 'policy.update' | 'policy.remove' | 'policy.files',
  target: string | null,
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
