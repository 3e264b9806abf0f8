import type { Change, ChangeError, Compensation, CompensationEntry, Id, Run, Warning } from '../../contract'
import type { NewAuditRow, RunRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import { changeRow } from './auditRows'
import { type RunJournal, openRunJournal } from './journal'

type Detail = Readonly<Record<string, unknown>>

/** What belongs to a run itself. */
export type RunHead = Partial<Omit<Run, 'changes' | 'number' | 'id'>>

/**
 * A run that is being worked on: as it is now, with the journal behind it. Everything that changes it goes through here,
 * so that what windows see, what the disk gets and what the audit says are one.
 */
export type RunRecord = {
  readonly current: () => Run
  readonly change: (id: Id) => Change
  readonly put: (change: Change) => Change
  /** The end of a change, with its audit row. */
  readonly settle: (change: Change, error: ChangeError | null, detail: Detail) => Change
  readonly skip: (change: Change, reason: string, code: string) => Change
  readonly warn: (warnings: readonly Warning[]) => void
  /** What belongs to the run itself: its state, its question, its end. */
  readonly set: (head: RunHead) => void
  /** How it ends, or what it waits for: told when it is on disk with all that was said before. @throws StoreError */
  readonly conclude: (head: RunHead) => Promise<void>
  /** Puts an entry into the compensation log, in place of the one of the same change. */
  readonly log: (entry: CompensationEntry) => void
  readonly audit: (row: NewAuditRow) => void
  /** Fulfilled when all that was said so far is on disk. @throws StoreError */
  readonly commit: () => Promise<void>
  readonly now: () => string
}

export type RunRecordOptions = {
  readonly runs: RunRepository
  readonly clock: Clock
  readonly run: Run
  /** The run is not in the store yet: its first commit inserts it and gives it its number. */
  readonly isNew: boolean
  readonly onRun: (run: Run) => void
}

export function openRunRecord({ runs, clock, run: given, isNew, onRun }: RunRecordOptions): RunRecord {
  const changes = new Map(given.changes.map((change) => [change.id, change]))
  let head: Run = given
  let snapshot: Run | null = null
  /** On its way to the disk. */
  let conclusion: RunHead = {}

  function current(): Run {
    snapshot ??= { ...head, changes: [...changes.values()] }
    return snapshot
  }

  function show(): void {
    snapshot = null
    if (head.number > 0) onRun(current())
  }

  const now = () => timestamp(clock.now())
  const journal: RunJournal = openRunJournal({
    runs,
    current: () => ({ ...current(), ...conclusion }),
    onInserted: isNew
      ? (number) => {
          head = { ...head, number }
          show()
        }
      : null,
  })
  if (isNew) for (const { id } of given.changes) journal.note(id)

  function put(change: Change): Change {
    changes.set(change.id, change)
    journal.note(change.id)
    show()
    return change
  }

  function end(change: Change, detail: Detail): Change {
    const ended = put(change)
    journal.audit(changeRow(current(), ended, detail))
    return ended
  }

  return {
    current,
    change(id) {
      const found = changes.get(id)
      if (found === undefined) throw new Error(`Run ${given.id} has no change ${id}.`)
      return found
    },
    put,
    settle(change, error, detail) {
      const over = { ...change, finishedAt: now() }
      return end(error === null ? { ...over, state: 'verified' } : { ...over, state: 'failed', error }, detail)
    },
    skip: (change, reason, code) => end({ ...change, state: 'skipped', reason, code, finishedAt: now() }, {}),
    warn(warnings) {
      if (warnings.length > 0) head = { ...head, warnings: [...head.warnings, ...warnings] }
      snapshot = null
    },
    set(next) {
      head = { ...head, ...next }
      journal.touch()
      show()
    },
    async conclude(next) {
      conclusion = next
      journal.touch()
      try {
        await journal.commit()
        head = { ...head, ...next }
      } finally {
        conclusion = {}
        show()
      }
    },
    log(entry) {
      const log: Compensation = head.compensation ?? { why: '', startedAt: now(), finishedAt: null, entries: [] }
      const others = log.entries.filter(({ change }) => change !== entry.change)
      head = { ...head, compensation: { ...log, entries: [...others, entry] } }
      journal.touch()
      show()
    },
    audit: journal.audit,
    commit: journal.commit,
    now,
  }
}
