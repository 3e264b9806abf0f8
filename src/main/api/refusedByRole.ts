import type { Id, Role } from '../../contract'
import { type By, auditNote } from '../store/auditNote'
import type { AuditRepository, NewAuditRow } from '../store/repositories'
import type { Clock } from '../telemetry/clock'
import { idsIn } from './idsIn'

/** What was asked for by whom: a procedure of the contract by its name (`takes`, `keys.create`), and its input. */
export type Asked = { readonly by: By; readonly procedure: string; readonly input: unknown }

export type RefusedByRole = {
  /** On disk when fulfilled, unless it is only counted. @throws StoreError */
  readonly note: (asked: Asked, needs: Role) => Promise<void>
}

/** So many rows of one actor in such a time, ms; what comes meanwhile is counted, and said with the next row. */
const QUIET_MS = 60_000
const MOST_ROWS = 30

type Seen = { readonly by: By; readonly until: number; rows: number; more: number }

/**
 * Somebody asked for what their role does not allow: the audit has who, and what it was about. Of the input only the ids
 * are kept, so that no secret gets there.
 */
export function createRefusedByRole(audit: Pick<AuditRepository, 'append'>, clock: Clock): RefusedByRole {
  const seen = new Map<Id, Seen>()

  /** Takes out what is old, as rows about what was only counted. */
  function old(now: number): readonly NewAuditRow[] {
    const rows: NewAuditRow[] = []
    for (const [id, { by, until, more }] of seen) {
      if (until > now) continue
      seen.delete(id)
      if (more === 0) continue
      const times = more === 1 ? 'once more' : `${String(more)} times more`
      rows.push(refusal(by, null, `${by.actor.name} was refused ${times} for the role ${by.actor.role}`, { more }))
    }
    return rows
  }

  return {
    async note({ by, procedure, input }, needs) {
      const now = clock.now()
      const rows = old(now)
      const { actor } = by
      const known = seen.get(actor.id) ?? { by, until: now + QUIET_MS, rows: 0, more: 0 }
      seen.set(actor.id, known)
      if (known.rows === MOST_ROWS) {
        known.more += 1
        await audit.append(rows)
        return
      }
      known.rows += 1
      const about = idsIn(input)
      const text = `${actor.name} asked for “${procedure}” and was refused: it needs the role ${needs}, not ${actor.role}`
      const detail = { asked: procedure, needs, role: actor.role, about: about.all }
      await audit.append([...rows, refusal(by, about.target, text, detail)])
    },
  }
}

function refusal(by: By, target: Id | null, text: string, detail: Readonly<Record<string, unknown>>): NewAuditRow {
  return { ...auditNote(by, 'forbidden', target, text, detail), outcome: 'refused' }
}
