import type { Run, StepProgress } from '../../../contract'
import { RunStateError } from '../../execution/execution'
import type { StoredStep } from '../../store/repositories'
import type { ChildRuns } from './childRuns'
import type { PlaybookParts } from './playbookParts'
import { earlierRuns, withKept, withProgress } from './rowStates'
import type { RunBook, StepBack } from './runBook'

/**
 * Puts back what the steps of a playbook have done, in reverse order of their ends; the items of one step side by side.
 * Each step back is the compensation of the step's own run, with all it respects. @throws StoreError
 */
export async function putBackSteps(
  parts: Pick<PlaybookParts, 'execution' | 'settings'>,
  book: RunBook,
  children: ChildRuns,
  why: string,
  signal: AbortSignal,
): Promise<void> {
  const known = book.current().compensation
  book.set({
    state: 'compensating',
    question: null,
    finishedAt: null,
    compensation: known ?? { why, startedAt: book.now(), finishedAt: null, entries: [] },
  })
  await book.commit()
  for (const batch of batchesOf(book.rows().filter(mayBePutBack))) {
    let next = 0
    const worker = async (): Promise<void> => {
      for (;;) {
        const row = batch[next]
        next += 1
        if (row === undefined || signal.aborted) return
        await putBack(row)
      }
    }
    const workers = Math.min(parts.settings().playbooks.parallel, batch.length)
    await Promise.all(Array.from({ length: workers }, worker))
    if (signal.aborted) return
  }
  for (const row of book.rows()) settleWhole(row)
  const log = book.current().compensation
  if (log !== null) book.set({ compensation: { ...log, finishedAt: book.now() } })
  await book.commit()

  async function putBack(row: StoredStep): Promise<void> {
    const { runId, title } = row.progress
    const isAgain = row.kept['back'] !== undefined
    const runs = await Promise.all([...(runId === null ? [] : [runId]), ...earlierRuns(row)].map(children.now))
    // What its own run has put back already, or never was, needs nothing.
    const open = runs.flatMap((run) => (run === null || (run.state === 'compensated' && !isAgain) ? [] : [run]))
    if (open.length === 0) return
    const begun = book.put(withKept(row, { back: back('reverting', `${title} is being put back.`) }))
    await book.commit()
    const ends: (Run | string)[] = []
    for (const child of open) {
      const end = await takenBack(child, `Step “${title}” of run ${book.current().number} is put back. ${why}`)
      if (end === null) return
      ends.push(end)
    }
    settle(begun, ends)
    await book.commit()
  }

  /** The run of a step when it has been put back; a sentence when it cannot be; null when the engine stops. */
  async function takenBack(child: Run, reason: string): Promise<Run | string | null> {
    try {
      if (child.state !== 'compensated' && child.state !== 'compensating') {
        const { actor, origin } = book.current()
        await parts.execution.takeBack({ actor, origin }, child.id, reason, 0)
      }
    } catch (error) {
      if (signal.aborted) return null
      if (error instanceof RunStateError) return error.message
      throw error
    }
    return children.endOf(child.id, () => undefined, signal)
  }

  function settle(row: StoredStep, ends: readonly (Run | string)[]): void {
    const faults = ends.filter((end) => typeof end === 'string')
    const runs = ends.filter((end) => typeof end !== 'string')
    const entries = runs.flatMap(({ compensation }) => compensation?.entries ?? [])
    const stayed = entries.filter(({ outcome }) => outcome !== 'reverted')
    if (entries.length === 0 && faults.length === 0) {
      // It failed before it did anything: there is nothing to say.
      const { back: _none, ...kept } = row.kept
      book.put({ ...row, kept })
    } else if (stayed.length === 0 && faults.length === 0) {
      const text = entries.map((entry) => entry.text).join(' ')
      book.put(withKept(withProgress(row, { state: 'reverted' }), { back: back('reverted', text) }))
    } else {
      const text = [...faults, ...stayed.map((entry) => entry.text)].join(' ')
      const isLeft = faults.length === 0 && runs.every(({ state }) => state === 'compensated')
      book.put(
        withKept(withProgress(row, { state: 'left', problem: text }), { back: back(isLeft ? 'left' : 'failed', text) }),
      )
    }
  }

  /** A step with steps in it is as they are. */
  function settleWhole(row: StoredStep): void {
    const { id, state } = row.progress
    const hasInner = Array.isArray(row.kept['items']) || row.kept['params'] !== undefined
    if (!hasInner || (state !== 'done' && state !== 'failed')) return
    const inner = book
      .rows()
      .filter((one) => one.progress.id.startsWith(`${id}[`) || one.progress.id.startsWith(`${id}/`))
    const is = (word: StepProgress['state']): boolean => inner.some(({ progress }) => progress.state === word)
    if (is('left')) book.put(withProgress(row, { state: 'left' }))
    else if (is('reverted')) book.put(withProgress(row, { state: 'reverted' }))
  }

  function back(outcome: StepBack['outcome'], text: string): StepBack {
    return { outcome, text, at: book.now() }
  }
}

/** Whether nothing of it could not be put back. */
export function isPutBack(run: Run): boolean {
  return run.compensation?.entries.every(({ outcome }) => outcome === 'reverted' || outcome === 'left') ?? true
}

function mayBePutBack(row: StoredStep): boolean {
  const { progress, kept } = row
  if (progress.runId === null && earlierRuns(row).length === 0) return false
  const back = kept['back'] as StepBack | undefined
  // What could not be put back before is tried again.
  if (back !== undefined) return back.outcome === 'reverting' || back.outcome === 'failed'
  return progress.state === 'done' || progress.state === 'failed' || earlierRuns(row).length > 0
}

/** In reverse order of their ends; items of one step that follow each other are together. */
function batchesOf(rows: readonly StoredStep[]): readonly (readonly StoredStep[])[] {
  const batches: StoredStep[][] = []
  let last: string | null = null
  for (const row of [...rows].sort((a, b) => endedAt(b) - endedAt(a))) {
    const group = /^(.*)\[\d+\]$/.exec(row.progress.id)?.[1] ?? null
    const batch = group !== null && group === last ? batches.at(-1) : undefined
    if (batch === undefined) batches.push([row])
    else batch.push(row)
    last = group
  }
  return batches
}

function endedAt({ kept }: StoredStep): number {
  return typeof kept['ended'] === 'number' ? kept['ended'] : 0
}
