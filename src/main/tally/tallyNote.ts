import type { Id } from '../../contract'
import type { NewAuditRow } from '../store/repositories'
import type { TallyAsker } from './tally'

/** A row of the audit about a change of the mappings. `target`: the id of the mapping. */
export function tallyNote(
  { actor, origin }: TallyAsker,
  what: 'tally.create' | 'tally.update' | 'tally.remove',
  target: Id,
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
