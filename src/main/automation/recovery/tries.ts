import type { Action, Id, RecoveryDifference, Run } from '../../../contract'
import { type Asker, type Execution, RefusedError, type StartRequest } from '../../execution/execution'
import type { Logger } from '../../telemetry/logger'
import { type Tried, puttingBack } from './differences'

/** What was tried to put back, and what became of it: once for each loss. */
export type Tries = {
  readonly of: (receiverId: Id) => Tried | undefined
  /** What is lost anew is tried anew. */
  readonly forget: (receiverId: Id) => void
  readonly keepOnly: (isLost: (receiverId: Id) => boolean) => void
  /** Puts these back by itself. Null: it could not be begun, which is noted. */
  readonly putBack: (scope: TriedScope, due: readonly RecoveryDifference[]) => Promise<Run | null>
  /** A run of somebody puts something of this scope back. */
  readonly note: (scope: TriedScope, run: Run) => void
  /** Told when a run that puts something back is over. */
  readonly onEnd: (listener: (scopeId: Id) => void) => void
  readonly stop: () => void
}

type TriedScope = { readonly id: Id; readonly title: string }

/** As whom Signalbox puts back what was lost. */
const RECOVERY: Asker = { actor: { id: 'recovery', name: 'Recovery', role: 'operator' }, origin: 'engine' }

/** So many differences are put back in one run. */
export const MOST_ACTIONS = 5000

/** Where its runs come from. */
export function sourceOf({ id, title }: TriedScope): NonNullable<StartRequest['source']> {
  return { kind: 'recovery', id, label: title }
}

export function createTries(parts: {
  readonly execution: Pick<Execution, 'start' | 'onRun'>
  readonly logger: Logger
}): Tries {
  const { execution, logger } = parts
  const tried = new Map<Id, Tried>()
  /** Runs under way, with the scope they are of. */
  const underWay = new Map<Id, TriedScope>()
  const listeners = new Set<(scopeId: Id) => void>()

  function note(scope: TriedScope, run: Run): void {
    if (run.finishedAt === null) underWay.set(run.id, scope)
    else underWay.delete(run.id)
    for (const action of run.actions) {
      if (!('receiverId' in action)) continue
      const change = run.changes.find(({ target }) => target.id === action.receiverId)
      tried.set(action.receiverId, { runId: run.id, text: inWords(run, change) })
    }
  }

  const unsubscribe = execution.onRun((run) => {
    const scope = underWay.get(run.id)
    if (run.finishedAt === null || scope === undefined) return
    note(scope, run)
    for (const listener of listeners) listener(scope.id)
  })

  return {
    of: (id) => tried.get(id),
    forget: (id) => tried.delete(id),
    keepOnly(isLost) {
      for (const id of [...tried.keys()]) if (!isLost(id)) tried.delete(id)
    },
    async putBack(scope, due) {
      const now = due.slice(0, MOST_ACTIONS)
      const actions: Action[] = now.flatMap((one) => puttingBack(one) ?? [])
      if (actions.length === 0) return null
      const all = (text: string): void => {
        for (const { receiverId } of now) tried.set(receiverId, { runId: null, text })
      }
      all('It is being put back.')
      try {
        const run = await execution.start(RECOVERY, {
          actions,
          dryRun: false,
          confirm: [],
          onRefused: 'skip',
          activation: { mode: 'activate_immediate' },
          change: false,
          ifClosed: 'refuse',
          waitMs: 0,
          source: sourceOf(scope),
          skipDone: true,
        })
        note(scope, run)
        return run
      } catch (error) {
        const why = error instanceof RefusedError ? `Refused: ${error.message}` : 'It could not be begun.'
        all(`${why} Somebody has to decide about it.`)
        if (!(error instanceof RefusedError)) {
          logger.error('What was lost could not be put back', { scope: scope.title, error })
        }
        return null
      }
    },
    note,
    onEnd: (listener) => listeners.add(listener),
    stop() {
      unsubscribe()
      listeners.clear()
    },
  }
}

function inWords({ number, state }: Run, change: Run['changes'][number] | undefined): string {
  if (state === 'running') return `Run ${number} puts it back.`
  if (state === 'awaiting_approval') return `Run ${number} waits for a second person.`
  if (state === 'paused') return `Run ${number} waits for a decision.`
  const why = change?.error?.text ?? change?.reason
  if (change?.state === 'verified') return `Run ${number} put it back; it did not stay so.`
  return `Run ${number} could not put it back${why === undefined ? '.' : `: ${why}`}`
}
