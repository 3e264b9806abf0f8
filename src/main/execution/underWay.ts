import PQueue from 'p-queue'
import type { Change, ChangeError } from '../../contract'
import type { StepResult } from '../drivers/driver'
import type { ChangeBudget } from './changeBudget'
import type { RunHead, RunRecord } from './runRecord'
import { type Workshop, asFailure, verify } from './workshop'

/** Why nothing more of a run is begun. */
export type Halt =
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'rollback'; readonly reason: string }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'unwritten' }

type Outcome = StepResult | { readonly ok: false; readonly error: ChangeError }

/** A run while it is executed: what its steps share. */
export type UnderWay = {
  readonly work: Workshop
  readonly record: RunRecord
  /** So many nodes are worked on at once. */
  readonly turns: PQueue
  /** What is being applied is given up. */
  readonly aborting: AbortController
  /** Null: it goes on. */
  readonly halt: () => Halt | null
  /** The first reason counts. */
  readonly stop: (halt: Halt) => void
  /** Whether all that was said so far is on disk; else nothing more is begun. */
  readonly onDisk: () => Promise<boolean>
  /** How the run ends, or what it waits for; false: it is not on disk. */
  readonly concluded: (head: RunHead) => Promise<boolean>
  /** The journal cannot be written. */
  readonly broken: (error: unknown) => void
  /** Something has gone to a device, or is just going. */
  readonly noteSent: () => void
  readonly hasSent: () => boolean
  /** The end of a change. A failure halts the run, unless its policy is to go on. */
  readonly settle: (change: Change, outcome: Outcome) => void
  /** What happens to a change that is not begun any more. */
  readonly drop: (change: Change) => void
  /** The device's answer, and then what it says of itself. */
  readonly readBack: (change: Change, result: StepResult | undefined, budget: ChangeBudget) => Promise<void>
}

export const UNWRITTEN = 'The journal cannot be written, so it was not sent.'

export function openUnderWay(work: Workshop, record: RunRecord): UnderWay {
  const { onFailure } = record.current()
  let halt: Halt | null = null
  let sent = false

  function broken(error: unknown): void {
    if (halt?.kind === 'unwritten') return
    const { id } = record.current()
    work.logger.error('The journal of a run cannot be written; nothing more is sent', { run: id, error: String(error) })
    halt = { kind: 'unwritten' }
  }

  function failed({ target, error }: Change): void {
    const text = error?.text ?? ''
    const why = text.startsWith(target.label) ? text : `${target.label} failed: ${text}`
    if (onFailure === 'auto-rollback') halt ??= { kind: 'rollback', reason: why }
    if (onFailure === 'pause-and-ask') halt ??= { kind: 'pause', reason: why }
  }

  function settle(change: Change, result: Outcome): void {
    if (!result.ok) {
      failed(record.settle(change, result.error, {}))
      return
    }
    record.warn(result.warnings)
    const { activatedAt } = result
    record.settle(activatedAt === null ? change : { ...change, activatedAt }, null, result.detail)
  }

  async function kept(writing: Promise<void>): Promise<boolean> {
    try {
      await writing
      return true
    } catch (error) {
      broken(error)
      return false
    }
  }

  return {
    work,
    record,
    turns: new PQueue({ concurrency: work.limits().parallel }),
    aborting: new AbortController(),
    halt: () => halt,
    stop: (why) => {
      halt ??= why
    },
    onDisk: () => kept(record.commit()),
    concluded: (head) => kept(record.conclude(head)),
    broken,
    noteSent: () => {
      sent = true
    },
    hasSent: () => sent,
    settle,
    drop(change) {
      if (halt === null || halt.kind === 'pause' || halt.kind === 'suspend') return
      if (halt.kind === 'unwritten') record.skip(change, UNWRITTEN, 'JOURNAL_FAILED')
      else record.skip(change, halt.reason, halt.kind === 'cancel' ? 'CANCELLED' : 'ROLLED_BACK')
    },
    async readBack(change, result, budget) {
      if (result?.ok !== true) {
        settle(change, result ?? asFailure(work, 'a result is missing'))
        return
      }
      record.warn(result.warnings)
      const { activatedAt } = result
      const inPlace = record.put({ ...change, state: 'applied', ...(activatedAt === null ? {} : { activatedAt }) })
      const verified = await verify(work, inPlace, budget)
      if (!verified.ok) settle(inPlace, verified)
      else {
        const detail = { ...result.detail, ...verified.detail }
        settle(inPlace, { ...verified, detail, activatedAt: verified.activatedAt ?? result.activatedAt })
      }
    },
  }
}

export async function inTurn<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  for (const [index, item] of items.entries()) results.push(await work(item, index))
  return results
}
