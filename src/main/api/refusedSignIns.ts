import type { Actor, Origin } from '../../contract'
import { auditNote } from '../store/auditNote'
import type { AuditRepository, NewAuditRow } from '../store/repositories'
import type { Clock } from '../telemetry/clock'

/** What somebody showed who was not let in; what it said is kept nowhere. */
export type Shown = 'address' | 'key' | 'typed key'

export type RefusedSignIns = {
  /** `from`: the network address. On disk when fulfilled, unless it is only counted. @throws StoreError */
  readonly note: (from: string, shown: Shown) => Promise<void>
}

/** One row for each address in such a time, ms; what comes meanwhile is counted, and said with the next row. */
const QUIET_MS = 60_000
/** Addresses with a row of their own in that time: whoever has many does not fill the disk. */
const MOST_ADDRESSES = 60
const OTHERS = 'other addresses'

type Seen = { readonly until: number; more: number }

export function createRefusedSignIns(audit: Pick<AuditRepository, 'append'>, clock: Clock): RefusedSignIns {
  const seen = new Map<string, Seen>()

  /** Takes out what is old, as rows about what was only counted. */
  function old(now: number): readonly NewAuditRow[] {
    const rows: NewAuditRow[] = []
    for (const [from, { until, more }] of seen) {
      if (until > now) continue
      seen.delete(from)
      if (more > 0) {
        const times = more === 1 ? 'once more' : `${String(more)} times more`
        rows.push(refusal('api', `Sign-ins from ${from} were refused ${times}`, { from, more }))
      }
    }
    return rows
  }

  return {
    async note(address, shown) {
      const now = clock.now()
      const rows = old(now)
      const from = seen.has(address) || seen.size < MOST_ADDRESSES ? address : OTHERS
      const known = seen.get(from)
      if (known === undefined) {
        seen.set(from, { until: now + QUIET_MS, more: 0 })
        const origin = shown === 'key' ? 'api' : 'window'
        await audit.append([
          ...rows,
          refusal(origin, `A sign-in from ${from} was refused: ${REASONS[shown]}`, { from, shown }),
        ])
        return
      }
      known.more += 1
      await audit.append(rows)
    },
  }
}

const REASONS: Readonly<Record<Shown, string>> = {
  address: 'the address was used, is too old, or is none of ours',
  key: 'the API key is nobody’s',
  'typed key': 'the key that was typed in is nobody’s',
}

const NOBODY: Actor = { id: 'unknown', name: 'nobody we know', role: 'viewer' }

function refusal(origin: Origin, summary: string, detail: Readonly<Record<string, unknown>>): NewAuditRow {
  return { ...auditNote({ actor: NOBODY, origin }, 'sign-in', null, summary, detail), outcome: 'refused' }
}
