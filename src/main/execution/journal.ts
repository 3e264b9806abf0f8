import type { Id, Run } from '../../contract'
import type { NewAuditRow, RunRepository } from '../store/repositories'

/**
 * The rows of one run. What is noted goes to disk with the next commit; commits of the same moment share one write, and
 * one that waits for another takes along what was noted meanwhile. After a failed write every later commit fails too.
 */
export type RunJournal = {
  readonly note: (changeId: Id) => void
  /** The run's own row has changed. */
  readonly touch: () => void
  readonly audit: (row: NewAuditRow) => void
  /** Fulfilled when all that was noted so far is on disk. @throws StoreError */
  readonly commit: () => Promise<void>
}

export type RunJournalOptions = {
  readonly runs: RunRepository
  /** The run as it is at the moment of a write. */
  readonly current: () => Run
  /** The run is new: its first write inserts it, and gives it its number. Null: it is in the store. */
  readonly onInserted: ((number: number) => void) | null
}

export function openRunJournal({ runs, current, onInserted }: RunJournalOptions): RunJournal {
  let inserted = onInserted === null
  let noted = new Set<Id>()
  let rows: NewAuditRow[] = []
  let dirty = true
  let tail: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  async function write(): Promise<void> {
    next = null
    if (!dirty) return
    const run = current()
    const changes = run.changes.filter(({ id }) => noted.has(id))
    const audit = rows
    noted = new Set()
    rows = []
    dirty = false
    if (inserted) {
      await runs.write(run, changes, audit)
      return
    }
    const { number: _unknownYet, ...fresh } = run
    const stored = await runs.insert(fresh)
    inserted = true
    onInserted?.(stored.number)
    if (audit.length > 0) await runs.write({ ...run, number: stored.number }, [], audit)
  }

  return {
    note(changeId) {
      noted.add(changeId)
      dirty = true
    },
    touch() {
      dirty = true
    },
    audit(row) {
      rows.push(row)
      dirty = true
    },
    commit() {
      next ??= tail = tail.then(write)
      return next
    },
  }
}
