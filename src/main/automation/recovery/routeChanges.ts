import type { Id, Run } from '../../../contract'
import type { ForeignChange } from '../../discovery/discovery'
import type { Execution } from '../../execution/execution'
import { routeOfState } from '../../execution/routeState'
import type { AuditRepository, RunRepository } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'

/** A destination was put on something. Times are ISO 8601. */
export type RouteChange = {
  readonly at: string
  readonly active: boolean
  readonly senderId: Id | null
  /** An end of a sentence: `Anna took it at 14:03:11 UTC, run 12`. */
  readonly words: string
  /** Null: somebody else did it. */
  readonly runId: Id | null
  /** It put back what was good. */
  readonly isRecovery: boolean
}

/** Who has changed which destination last, as far as anybody knows. */
export type RouteChanges = {
  /** By a run. */
  readonly byRun: (receiverId: Id) => RouteChange | null
  /** By somebody else. */
  readonly byOthers: (receiverId: Id) => RouteChange | null
  /** Reads those of before from the journal and the audit; what is newer stays. */
  readonly readBack: () => Promise<void>
  readonly stop: () => void
}

/** So many runs and changes by others are read back. */
const RUNS_BACK = 1000
const PAGE = 100
const FOREIGN_BACK = 500

export function createRouteChanges(parts: {
  readonly onRun: Execution['onRun']
  readonly onForeignChange: (listener: (change: ForeignChange) => void) => () => void
  readonly runs: Pick<RunRepository, 'list'>
  readonly audit: Pick<AuditRepository, 'list'>
  readonly logger: Logger
}): RouteChanges {
  const { runs, audit, logger } = parts
  const byRun = new Map<Id, RouteChange>()
  const byOthers = new Map<Id, RouteChange>()
  let isOver = false

  function put(map: Map<Id, RouteChange>, id: Id, change: RouteChange): void {
    const known = map.get(id)
    if (known === undefined || known.at <= change.at) map.set(id, change)
  }

  function noteRun({ id, actor, number, changes, state, source }: Run): void {
    for (const { target, before, after, state: end, finishedAt } of changes) {
      if (target.kind !== 'receiver' || finishedAt === null || (end !== 'verified' && end !== 'reverted')) continue
      const route = routeOfState(end === 'verified' ? after : before)
      if (route === null) continue
      const did = state === 'compensated' ? 'was put back' : 'took it'
      const words = `${actor.name} ${did} at ${finishedAt.slice(11, 19)} UTC, run ${number}`
      const { active } = route
      const isRecovery = source?.kind === 'recovery'
      put(byRun, target.id, {
        at: finishedAt,
        active,
        senderId: active ? route.senderId : null,
        words,
        runId: id,
        isRecovery,
      })
    }
  }

  function noteForeign(receiverId: Id, to: Id | null, at: string): void {
    const words = `somebody else changed it at ${at.slice(11, 19)} UTC`
    put(byOthers, receiverId, { at, active: to !== null, senderId: to, words, runId: null, isRecovery: false })
  }

  const ends = [
    parts.onRun((run) => {
      if (run.finishedAt !== null) noteRun(run)
    }),
    parts.onForeignChange(({ receiverId, to, at }) => {
      noteForeign(receiverId, to, timestamp(at))
    }),
  ]

  async function readRuns(): Promise<void> {
    let cursor: string | null = null
    for (let read = 0; read < RUNS_BACK && !isOver; read += PAGE) {
      const page: Awaited<ReturnType<RunRepository['list']>> = await runs.list({ target: null, limit: PAGE, cursor })
      page.items.forEach(noteRun)
      cursor = page.nextCursor
      if (cursor === null) return
    }
  }

  return {
    byRun: (id) => byRun.get(id) ?? null,
    byOthers: (id) => byOthers.get(id) ?? null,
    async readBack() {
      try {
        await readRuns()
        const page = { target: null, what: 'foreign-change', limit: FOREIGN_BACK, cursor: null }
        for (const { at, target, detail } of (await audit.list(page)).items) {
          const to = detail['to']
          if (target !== null) noteForeign(target, typeof to === 'string' ? to : null, at)
        }
      } catch (error) {
        logger.warn('What destinations were set to before the start could not be read from the journal', { error })
      }
    },
    stop() {
      isOver = true
      for (const end of ends) end()
    },
  }
}
