import type { Id, Run } from '../../../contract'
import { RunStateError } from '../../execution/execution'
import { createKeptDocuments } from '../../store/keptDocuments'
import type { StoredTriggerHold } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { createRunFollower } from '../runFollower'
import type { TriggerParts } from './triggerParts'

/** How what a trigger has done for a key came to its end. */
export type HoldEnd = {
  readonly hold: StoredTriggerHold
  readonly outcome: 'put-back' | 'not-put-back'
  /** A sentence. */
  readonly text: string
}

/** What triggers have done and are to put back; on disk before it is begun. */
export type HoldBook = {
  readonly all: () => readonly StoredTriggerHold[]
  readonly of: (triggerId: Id, key: string) => StoredTriggerHold | undefined
  readonly ofRun: (runId: Id) => StoredTriggerHold | undefined
  /** Before its run is begun. @throws StoreError */
  readonly open: (hold: StoredTriggerHold, timeoutMs: number | null) => Promise<void>
  /** Begins its run; null: it was put back before that. Forgotten when nothing is begun. @throws what `start` throws */
  readonly begin: (id: Id, start: () => Promise<Run>) => Promise<Run | null>
  /** Its run has ended, or was never begun (null): then there is nothing to put back. @throws StoreError */
  readonly ended: (id: Id, run: Run | null) => Promise<void>
  /** Another such event: it is put back so long after this one. */
  readonly prolong: (id: Id, timeoutMs: number) => void
  /** Puts back what was done, now; tries again until it is done. `why` begins the sentence. Never rejects. */
  readonly putBack: (id: Id, why: string) => Promise<void>
  /** Lets everything as it is, and forgets it. @throws StoreError */
  readonly keep: (id: Id) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
  /** Goes on with what was there at the start. */
  readonly resume: () => Promise<void>
  readonly stop: () => void
}

/** Between one attempt to put back and the next, ms: twice as long each time, at most this. */
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60_000
/** After so many attempts a person has to look. */
const MOST_ATTEMPTS = 60
/** A timer is no longer than this, ms. */
const LONGEST_TIMER_MS = 2_000_000_000
/** Among so many of the newest runs of triggers the one of a hold is looked for. */
const NEWEST = 100

type Parts = Pick<TriggerParts, 'runs' | 'runNow' | 'gate' | 'execution' | 'clock' | 'logger'> & {
  readonly repository: TriggerParts['store']['triggerHolds']
  /** What a trigger does and puts back goes through here: one after another, where it says so. */
  readonly inTurn: <T>(triggerId: Id, work: () => Promise<T>) => Promise<T>
  readonly onEnd: (end: HoldEnd) => void
  /** Something could not be put back and is tried again, or not any more. */
  readonly onTrouble: (hold: StoredTriggerHold, text: string, isLast: boolean) => void
}

export function createHoldBook(parts: Parts): HoldBook {
  const { runNow, gate, execution, clock, logger, inTurn } = parts
  const kept = createKeptDocuments(parts.repository)
  const follower = createRunFollower({ onRun: gate.onRun, runNow })
  const timers = new Map<Id, NodeJS.Timeout>()
  const attempts = new Map<Id, number>()
  const busy = new Set<Id>()
  /** Holds whose run is being begun at this moment. */
  const starting = new Map<Id, Promise<void>>()
  let isStopped = false

  const get = (id: Id): StoredTriggerHold | undefined => kept.get(id)

  function wait(id: Id, ms: number, then: () => void): void {
    clear(id)
    if (isStopped) return
    const timer = setTimeout(
      () => {
        timers.delete(id)
        if (ms > LONGEST_TIMER_MS) wait(id, ms - LONGEST_TIMER_MS, then)
        else then()
      },
      Math.min(ms, LONGEST_TIMER_MS),
    )
    timers.set(id, timer)
  }

  function clear(id: Id): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }

  async function change(id: Id, given: Partial<StoredTriggerHold>): Promise<void> {
    await kept.inTurn(async (pen) => {
      const hold = get(id)
      if (hold !== undefined && !isStopped) await pen.put({ ...hold, ...given }, [])
    })
  }

  async function drop(id: Id): Promise<void> {
    clear(id)
    attempts.delete(id)
    await kept.inTurn((pen) => pen.remove(id, []))
  }

  async function finish(id: Id, outcome: HoldEnd['outcome'], text: string): Promise<void> {
    const hold = get(id)
    if (hold === undefined || isStopped) return
    await drop(id)
    parts.onEnd({ hold, outcome, text })
  }

  async function beginNow(id: Id, start: () => Promise<Run>): Promise<Run | null> {
    if (get(id)?.state !== 'waiting') return null
    try {
      const run = await start()
      await change(id, { runId: run.id, ...(get(id)?.state === 'waiting' ? { state: 'running' } : {}) })
      return run
    } catch (error) {
      if (!isStopped) await drop(id)
      throw error
    }
  }

  /** When nothing else has, time puts it back. */
  function untilTimeout(hold: StoredTriggerHold, ms: number): void {
    wait(hold.id, ms, () => void putBack(hold.id, 'Its time is over.'))
  }

  async function putBack(id: Id, why: string): Promise<void> {
    const hold = get(id)
    if (hold === undefined || busy.has(id) || isStopped) return
    busy.add(id)
    clear(id)
    try {
      await change(id, { state: 'putting-back', problem: null })
      const trouble = await inTurn(hold.triggerId, () => attempt(id, why))
      if (trouble !== null) await later(id, why, trouble)
    } catch (error) {
      logger.error('What a trigger has done could not be put back', { hold: id, trigger: hold.triggerId, error })
      await later(id, why, error instanceof Error ? error.message : String(error)).catch(() => undefined)
    } finally {
      busy.delete(id)
    }
  }

  /** Null: it is over. Else why it is not, as a sentence. @throws StoreError */
  async function attempt(id: Id, why: string): Promise<string | null> {
    await starting.get(id)
    const hold = get(id)
    if (hold === undefined || isStopped) return null
    const run = hold.runId === null ? null : await runNow(hold.runId)
    if (run === null) {
      await finish(id, 'put-back', `${why} Nothing had been begun.`)
      return null
    }
    const end = await backOf(hold, await atRest(hold, run), why)
    if (isStopped) return null
    if (end.state === 'compensated') {
      const left = end.compensation?.entries.filter(({ outcome }) => outcome === 'left') ?? []
      const but = left.length === 0 ? '' : ` Left as it is: ${left.map(({ label }) => label).join(', ')}.`
      await finish(id, 'put-back', `${why} Run ${end.number} was put back.${but}`)
      return null
    }
    const open = end.compensation?.entries.filter(({ outcome }) => outcome === 'failed') ?? []
    const texts = open.map(({ label, text }) => `${label}: ${text}`).join(' ')
    return `Run ${end.number} could not be put back whole. ${texts === '' ? `It is ${end.state}.` : texts}`
  }

  /** The run when nothing of it is being done any more: what has not begun is skipped. */
  async function atRest(hold: StoredTriggerHold, run: Run): Promise<Run> {
    const asker = askerOf(hold)
    if (run.state === 'running' || run.state === 'awaiting_approval' || run.state === 'planned') {
      try {
        await gate.cancel(asker, run.id)
      } catch (error) {
        if (!(error instanceof RunStateError)) throw error
      }
    }
    const now = (await runNow(run.id)) ?? run
    if (now.state !== 'running' && now.state !== 'compensating') return now
    await follower.endOf(now)
    return (await runNow(run.id)) ?? now
  }

  async function backOf(hold: StoredTriggerHold, run: Run, why: string): Promise<Run> {
    if (run.state === 'compensated') return run
    const asker = askerOf(hold)
    const text = `Trigger “${hold.label}”: ${why}`
    try {
      if (run.playbook === undefined) await execution.takeBack(asker, run.id, text, 0)
      else await gate.compensate(asker, run.id, 0)
    } catch (error) {
      if (!(error instanceof RunStateError)) throw error
      const now = (await runNow(run.id)) ?? run
      if (now.state !== 'compensating') return now
    }
    const going = (await runNow(run.id)) ?? run
    if (going.state === 'compensating' || going.state === 'running') await follower.endOf(going)
    return (await runNow(run.id)) ?? going
  }

  async function later(id: Id, why: string, problem: string): Promise<void> {
    const hold = get(id)
    if (hold === undefined || isStopped) return
    const count = (attempts.get(id) ?? 0) + 1
    attempts.set(id, count)
    const isLast = count >= MOST_ATTEMPTS
    await change(id, { state: isLast ? 'stuck' : 'putting-back', problem })
    if (count === 1 || isLast) parts.onTrouble({ ...hold, problem }, problem, isLast)
    if (isLast) {
      attempts.delete(id)
      return
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(count - 1, 10))
    wait(id, pause, () => void putBack(id, why))
  }

  async function ended(id: Id, run: Run | null): Promise<void> {
    const hold = get(id)
    if (hold === undefined || hold.state === 'putting-back') return
    if (run === null) await drop(id)
    else if (run.state === 'compensated') {
      await finish(id, 'put-back', `Run ${run.number} was put back before its time.`)
    } else await change(id, { state: 'done' })
  }

  /** A run of this hold that was journalled before the hold could keep its id. */
  async function find(hold: StoredTriggerHold): Promise<Run | null> {
    const taken = new Set(kept.all().map(({ runId }) => runId))
    const { items } = await parts.runs.list({ target: null, origin: 'trigger', limit: NEWEST, cursor: null })
    const found = items.find(
      ({ id, actor, source, createdAt }) =>
        actor.id === hold.actor.id && source?.id === hold.sourceId && createdAt >= hold.since && !taken.has(id),
    )
    return found ?? null
  }

  async function resumeOne(hold: StoredTriggerHold): Promise<void> {
    const run = hold.runId === null ? await find(hold) : await runNow(hold.runId)
    if (run === null) {
      await drop(hold.id)
      return
    }
    if (hold.runId === null) await change(hold.id, { runId: run.id })
    if (hold.state === 'putting-back') {
      void putBack(hold.id, 'Signalbox was started again.')
      return
    }
    if (hold.state === 'stuck') return
    void follower
      .endOf(run)
      .then(async () => ended(hold.id, (await runNow(run.id)) ?? run))
      .catch((error: unknown) => {
        logger.error('A run of a trigger could not be followed', { hold: hold.id, error })
      })
    if (hold.until !== null) untilTimeout(hold, Math.max(0, Date.parse(hold.until) - clock.now()))
  }

  return {
    all: kept.all,
    of: (triggerId, key) => kept.all().find((hold) => hold.triggerId === triggerId && hold.key === key),
    ofRun: (runId) => kept.all().find((hold) => hold.runId === runId),
    async open(hold, timeoutMs) {
      await kept.inTurn((pen) => pen.put(hold, []))
      if (timeoutMs !== null) untilTimeout(hold, timeoutMs)
    },
    begin(id, start) {
      const work = beginNow(id, start)
      const settled = work.then(
        () => undefined,
        () => undefined,
      )
      starting.set(id, settled)
      void settled.then(() => starting.delete(id))
      return work
    },
    ended,
    prolong(id, timeoutMs) {
      const hold = get(id)
      if (hold === undefined || hold.state === 'putting-back' || hold.state === 'stuck') return
      const until = clock.now() + timeoutMs
      untilTimeout(hold, timeoutMs)
      // Not each time: a tenth of the whole is near enough for after a restart.
      if (hold.until !== null && until - Date.parse(hold.until) < timeoutMs / 10) return
      change(id, { until: timestamp(until) }).catch((error: unknown) => {
        logger.warn('How long a trigger holds could not be written', { hold: id, error })
      })
    },
    putBack(id, why) {
      attempts.delete(id)
      return putBack(id, why)
    },
    keep: (id) => drop(id),
    onChange: kept.onChange,
    start: kept.start,
    async resume() {
      await Promise.all(kept.all().map(resumeOne))
    },
    stop() {
      isStopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      follower.stop()
    },
  }
}

function askerOf({ actor }: StoredTriggerHold) {
  return { actor, origin: 'trigger' } as const
}
