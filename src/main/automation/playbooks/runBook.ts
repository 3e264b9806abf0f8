import type { CompensationEntry, Id, Run } from '../../../contract'
import type { NewAuditRow, PlaybookCopy, StoredStep } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { PlaybookParts } from './playbookParts'

/** What belongs to the run itself. */
export type RunBookHead = Partial<Omit<Run, 'id' | 'number' | 'changes' | 'playbook'>>

/** How a step back ended. */
export type StepBack = Pick<CompensationEntry, 'outcome' | 'text' | 'at'>

/**
 * The run of a playbook as it is now, with the disk behind it: everything that changes it goes through here.
 */
export type RunBook = {
  readonly current: () => Run
  readonly copy: PlaybookCopy
  /** In their order. */
  readonly rows: () => readonly StoredStep[]
  readonly row: (id: string) => StoredStep | undefined
  readonly put: (row: StoredStep) => StoredStep
  readonly set: (head: RunBookHead) => void
  /** How it ends, or what it waits for: told when it is on disk with all that was said before. @throws StoreError */
  readonly conclude: (head: RunBookHead) => Promise<void>
  readonly audit: (row: NewAuditRow) => void
  /** Fulfilled when all that was said so far is on disk. @throws StoreError; from then on every one of them */
  readonly commit: () => Promise<void>
  readonly now: () => string
}

export function openRunBook(parts: {
  readonly stores: Pick<PlaybookParts, 'runs' | 'steps'>
  readonly clock: Clock
  readonly run: Run
  readonly copy: PlaybookCopy
  readonly steps: readonly StoredStep[]
  /** Of every change; `current` gives the run with its steps. */
  readonly tell: (head: Run, current: () => Run, steps: number) => void
}): RunBook {
  const { stores, clock, copy, tell } = parts
  const rows = new Map(parts.steps.map((row) => [row.progress.id, row]))
  const byPosition = (a: StoredStep, b: StoredStep): number => (a.position < b.position ? -1 : 1)
  let order: readonly string[] | null = null
  let ordered: readonly StoredStep[] | null = null
  let head: Run = parts.run
  let snapshot: Run | null = null
  /** On its way to the disk. */
  let conclusion: RunBookHead = {}
  let dirty = new Set<string>()
  let headDirty = false
  let audit: NewAuditRow[] = []
  let tail: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  function inOrder(): readonly StoredStep[] {
    order ??= [...rows.values()].sort(byPosition).map(({ progress }) => progress.id)
    ordered ??= order.flatMap((id) => rows.get(id) ?? [])
    return ordered
  }

  function current(): Run {
    if (snapshot !== null) return snapshot
    const { name, version, params } = copy
    const steps = inOrder().map(({ progress }) => progress)
    const compensation = head.compensation === null ? null : { ...head.compensation, entries: [...entries()] }
    snapshot = { ...head, compensation, playbook: { name, version, params, steps } }
    return snapshot
  }

  function entries(): readonly CompensationEntry[] {
    return inOrder().flatMap(({ progress, kept }) => {
      const back = kept['back'] as StepBack | undefined
      if (back === undefined) return []
      const { id, title, runId } = progress
      return [{ ...back, change: id.slice(0, 200), target: runId ?? id.slice(0, 200), label: title }]
    })
  }

  function changed(): void {
    snapshot = null
    tell(head, current, rows.size)
  }

  async function write(): Promise<void> {
    next = null
    const steps = [...dirty].flatMap((id) => rows.get(id) ?? [])
    const noted = audit
    const writesHead = headDirty || noted.length > 0
    dirty = new Set()
    audit = []
    headDirty = false
    if (steps.length > 0) await stores.steps.write(head.id, steps)
    if (writesHead) await stores.runs.write({ ...current(), ...conclusion }, [], noted)
  }

  function commit(): Promise<void> {
    next ??= tail = tail.then(write)
    return next
  }

  return {
    current,
    copy,
    rows: inOrder,
    row: (id) => rows.get(id),
    put(row) {
      const { id } = row.progress
      if (rows.get(id)?.position !== row.position) order = null
      rows.set(id, row)
      dirty.add(id)
      ordered = null
      changed()
      return row
    },
    set(given) {
      head = { ...head, ...given }
      headDirty = true
      changed()
    },
    async conclude(given) {
      conclusion = given
      headDirty = true
      try {
        await commit()
        head = { ...head, ...given }
      } finally {
        conclusion = {}
        changed()
      }
    },
    audit(row) {
      audit.push(row)
    },
    commit,
    now: () => timestamp(clock.now()),
  }
}

/** The end of the run of a playbook and what it was about, for the audit. */
export function playbookRow(
  run: Run,
  by: Pick<Run, 'actor' | 'origin'>,
  summary: string,
  outcome: NewAuditRow['outcome'],
  detail: Readonly<Record<string, unknown>>,
): NewAuditRow {
  const { actor, origin } = by
  const durationMs =
    run.startedAt === null || run.finishedAt === null ? null : Date.parse(run.finishedAt) - Date.parse(run.startedAt)
  return {
    ...{ actor, origin, what: 'playbook', target: null, summary, policy: null, override: false, outcome, durationMs },
    runId: run.id satisfies Id,
    detail: { ...detail },
  }
}
