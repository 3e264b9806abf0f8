import type { StepProgress } from '../../../contract'
import type { StoredStep } from '../../store/repositories'

/** Why a step was skipped: its condition said no, what it needs failed, or the whole was stopped. */
export type SkippedBy = 'when' | 'need' | 'rollback' | 'cancel'

/** Nothing more happens to it by itself. */
export function isSettled({ progress }: StoredStep): boolean {
  switch (progress.state) {
    case 'planned':
    case 'waiting':
    case 'running':
    case 'asking':
      return false
    case 'done':
    case 'failed':
    case 'skipped':
    case 'reverted':
    case 'left':
      return true
  }
}

/** Those that need it may begin: it is done, was not wanted, or may fail. */
export function isFulfilled({ progress, kept }: StoredStep): boolean {
  if (progress.state === 'done') return true
  if (progress.state === 'skipped') return kept['by'] === ('when' satisfies SkippedBy)
  return progress.state === 'failed' && kept['tolerated'] === true
}

/** It went wrong, and that counts. */
export function isFault({ progress, kept }: StoredStep): boolean {
  return progress.state === 'failed' && kept['tolerated'] !== true
}

export function withProgress(row: StoredStep, given: Partial<StepProgress>): StoredStep {
  return { ...row, progress: { ...row.progress, ...given } }
}

export function withKept(row: StoredStep, given: Readonly<Record<string, unknown>>): StoredStep {
  return { ...row, kept: { ...row.kept, ...given } }
}

/** As if it had not been begun; what was done under its earlier runs is not forgotten. */
export function asWaiting(row: StoredStep): StoredStep {
  const { runId } = row.progress
  const earlier = [...earlierRuns(row), ...(runId === null ? [] : [runId])]
  const afresh = {
    state: 'waiting',
    runId: null,
    output: null,
    problem: null,
    startedAt: null,
    finishedAt: null,
  } as const
  return { ...withProgress(row, { ...afresh, changes: [] }), kept: earlier.length === 0 ? {} : { earlier } }
}

/** Runs of a step from before it was tried once more. */
export function earlierRuns({ kept }: StoredStep): readonly string[] {
  return Array.isArray(kept['earlier']) ? kept['earlier'].filter((id) => typeof id === 'string') : []
}

/** Another try: what failed, and what was skipped for it, waits again; steps with steps in them are gone on with. */
export function triedAgain(row: StoredStep): StoredStep {
  const isSkipped = row.progress.state === 'skipped' && row.kept['by'] === ('need' satisfies SkippedBy)
  if (!isFault(row) && !isSkipped) return row
  const hasInner = Array.isArray(row.kept['items']) || row.kept['params'] !== undefined
  return hasInner ? withProgress(row, { state: 'running', problem: null, finishedAt: null }) : asWaiting(row)
}
