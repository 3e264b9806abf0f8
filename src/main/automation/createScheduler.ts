import type { Action, Id, Run, Schedule, ScheduleOutcome } from '../../contract'
import { BY_ITSELF, auditNote } from '../store/auditNote'
import type { Asker, Execution } from '../execution/execution'
import { HouseError } from '../execution/houseError'
import { createKeptDocuments } from '../store/keptDocuments'
import { runOfTake } from '../execution/takeInput'
import { createWake } from '../execution/wake'
import type { Plant } from '../plant/plant'
import type { DocumentRepository, NewAuditRow, RunRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { ActorNow } from './actorNow'
import { type WorkParts, canBegin, lookAtWork } from './bookedWork'
import { createBookingMarks } from './bookingMarks'
import { type BookingOutcome, missed, outcomeOfRefusal } from './bookingOutcome'
import { createRunFollower } from './runFollower'
import { MOST_OCCURRENCES, again, firstOf, occurrences, resumedAt } from './occurrences'
import type { ScheduledExecutors, Scheduler } from './scheduler'

export type SchedulerOptions = Omit<WorkParts, 'plant'> & {
  readonly repository: DocumentRepository<Schedule>
  readonly runs: Pick<RunRepository, 'list'>
  readonly onRun: Execution['onRun']
  readonly executors: ScheduledExecutors
  readonly actorNow: ActorNow
  readonly plant: Plant
  /** Fulfilled when the plant is known well enough to act on; what is due before waits for it. */
  readonly ready: Promise<void>
  readonly clock: Clock
  readonly ids: () => Id
  readonly logger: Logger
}

/** A booking has to be this far ahead, ms. */
const AHEAD_MS = 1_000
/** How long bookings that are over are kept, ms. */
const KEPT_MS = 30 * 24 * 3_600_000
/** Among how many of the newest runs the one of a booking is looked for. */
const NEWEST = 200

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { repository, runs, executors, actorNow, plant, runNow, ready, clock, ids, logger } = options
  const kept = createKeptDocuments(repository)
  const marks = createBookingMarks(plant)
  /** Of bookings of stored runs: what those runs do. */
  const actionsOfRuns = new Map<Id, readonly Action[]>()
  const follower = createRunFollower(options)
  const begun = new Set<Id>()
  let stopped = false

  const wake = createWake(clock, () => {
    void beginDue().catch((error: unknown) => {
      logger.error('Bookings whose time had come could not be begun', { error })
      waitForNext()
    })
  })

  const waiting = (): readonly Schedule[] =>
    kept
      .all()
      .filter(({ state, id }) => state === 'waiting' && !begun.has(id))
      .sort(byTime)

  function waitForNext(): void {
    if (stopped) return
    const next = waiting()[0]
    wake.at(next === undefined ? null : Date.parse(next.at))
    marks.show(waiting().map((schedule) => ({ schedule, actions: actionsOf(schedule) })))
  }

  function actionsOf({ id, work }: Schedule): readonly Action[] | null {
    if (work.kind === 'take') return runOfTake(work.take).actions
    if (work.kind === 'run') return work.run.actions
    return actionsOfRuns.get(id) ?? null
  }

  async function remember({ id, work }: Schedule): Promise<void> {
    const run = work.kind === 'activate' ? await runNow(work.runId) : null
    if (run !== null) actionsOfRuns.set(id, run.actions)
  }

  /** Writes what became of a booking, unless the engine is ending: then the next start finds out. */
  async function keep(id: Id, change: Partial<Schedule>, audit: (after: Schedule) => readonly NewAuditRow[]) {
    await kept.inTurn(async (pen) => {
      const schedule = kept.get(id)
      if (stopped || schedule === undefined) return
      const after = { ...schedule, ...change }
      await pen.put(after, audit(after))
    })
  }

  async function beginDue(): Promise<void> {
    const due = waiting().filter(({ at }) => Date.parse(at) <= clock.now())
    for (const { id } of due) begun.add(id)
    waitForNext()
    const late = new Map(due.map((schedule) => [schedule.id, missed(schedule, clock.now(), true)]))
    await Promise.all(due.map((schedule) => settleMissed(schedule, late.get(schedule.id) ?? null)))
    await beginAll(due.filter(({ id }) => late.get(id) === null))
  }

  async function settleMissed({ id }: Schedule, why: string | null): Promise<void> {
    if (why !== null) await end(id, { state: 'missed', problem: why })
  }

  /** How one time of a booking ended; one that comes again waits for its next time. */
  async function end(
    id: Id,
    outcome: Pick<ScheduleOutcome, 'state' | 'problem'>,
    as: NewAuditRow['outcome'] | null = null,
  ): Promise<void> {
    const schedule = kept.get(id)
    if (schedule === undefined) return
    const last: ScheduleOutcome = { at: schedule.at, runId: runOf(schedule), ...outcome }
    const row = endRow({ ...schedule, ...outcome })
    const kind = as ?? row.outcome
    await keep(id, { ...again(schedule, outcome, clock.now()), last }, () => [{ ...row, outcome: kind }])
    begun.delete(id)
    waitForNext()
  }

  async function beginAll(due: readonly Schedule[]): Promise<void> {
    if (due.length === 0) return
    await kept
      .inTurn((pen) => Promise.all(due.map((schedule) => pen.put(runningOf(schedule), []))))
      .then(() => ready)
      .then(() => Promise.all(due.map(execute)))
      .catch((error: unknown) => Promise.all(due.map(({ id }) => settle(id, outcomeOfRefusal(error)))))
  }

  async function execute(schedule: Schedule): Promise<void> {
    if (stopped) return
    try {
      const actor = await actorNow(schedule.actor)
      if (actor === null) {
        const outcome = revokedSince(schedule)
        logger.warn('A booking was refused: its key was revoked', { booking: schedule.id, problem: outcome.problem })
        await settle(schedule.id, outcome, 'refused')
        return
      }
      const run = await begin({ actor, origin: 'schedule' }, schedule)
      if (run !== null) await keep(schedule.id, { runId: run.id }, () => [])
      await settle(schedule.id, run === null ? { state: 'done', problem: null } : await follower.endOf(run))
    } catch (error) {
      const outcome = outcomeOfRefusal(error)
      logger.warn('A booking could not be carried out', { booking: schedule.id, problem: outcome.problem })
      await settle(schedule.id, outcome)
    }
  }

  function begin(asker: Asker, schedule: Schedule): Promise<Run | null> {
    const { work } = schedule
    switch (work.kind) {
      case 'take':
        return executors.take(asker, work, schedule)
      case 'run':
        return executors.run(asker, work, schedule)
      case 'salvo':
        return executors.salvo(asker, work, schedule)
      case 'snapshot':
        return executors.snapshot(asker, work, schedule)
      case 'activate':
        return executors.activate(asker, work, schedule)
      case 'playbook':
        return executors.playbook(asker, work, schedule)
      case 'job':
        return executors.job(asker, work, schedule)
    }
  }

  async function settle(id: Id, outcome: BookingOutcome, as: NewAuditRow['outcome'] | null = null): Promise<void> {
    try {
      await end(id, outcome, as)
    } catch (error) {
      logger.error('What became of a booking could not be written', { booking: id, ...outcome, error })
    }
  }

  /** What the engine's last end interrupted: its run is in the journal, or nothing was sent. */
  async function resume(schedule: Schedule): Promise<void> {
    const { id, work } = schedule
    const run = schedule.runId === null ? await findRun(schedule) : await runNow(schedule.runId)
    if (run === null || (work.kind === 'activate' && canBegin(run))) {
      await catchUp(schedule)
      return
    }
    await keep(id, { runId: run.id }, () => [])
    await settle(id, await follower.endOf(run))
  }

  /** The time came while nothing ran. */
  async function catchUp(schedule: Schedule): Promise<void> {
    const why = missed(schedule, clock.now(), false)
    await settleMissed(schedule, why)
    if (why === null) await beginAll([schedule])
  }

  /** A run of this booking that was journalled before the booking could keep its id. */
  async function findRun({ id, at, actor, work, targets }: Schedule): Promise<Run | null> {
    const taken = new Set(kept.all().map(({ runId }) => runId))
    const sourceId = work.kind === 'salvo' ? work.salvoId : work.kind === 'snapshot' ? work.snapshotId : id
    const { items } = await runs.list({ target: targets[0] ?? null, limit: NEWEST, cursor: null })
    const found = items.find(
      (run) =>
        run.origin === 'schedule' &&
        run.actor.id === actor.id &&
        run.source?.id === sourceId &&
        run.createdAt >= at &&
        !taken.has(run.id),
    )
    return found ?? null
  }

  /** @throws HouseError */
  function waitingOnly(id: Id, what: string): Schedule {
    const schedule = kept.get(id)
    if (schedule === undefined) throw new HouseError('unknown', `There is no booking ${id.slice(0, 60)}.`)
    const waits = schedule.state === 'paused' || (schedule.state === 'waiting' && !begun.has(id))
    if (waits) return schedule
    const is = schedule.state === 'waiting' ? 'running' : schedule.state
    throw new HouseError('state', `The booking “${schedule.summary}” is ${is}; only one that waits is ${what}.`)
  }

  async function forgetOld(): Promise<void> {
    const oldest = clock.now() - KEPT_MS
    const old = kept.all().filter(({ at, state }) => isOver(state) && Date.parse(at) < oldest)
    await kept.inTurn(async (pen) => {
      for (const { id } of old) await pen.remove(id, [])
    })
  }

  return {
    list: ({ target, state }) =>
      kept
        .all()
        .filter((schedule) => state === undefined || schedule.state === state)
        .filter(({ targets }) => target === undefined || targets.includes(target))
        .sort(byTime),
    get: (id) => kept.get(id) ?? null,
    async create(asker, { label, at, cron, timeZone, work, misfire, graceS }) {
      const moment = at === undefined ? firstOf({ cron: cron ?? '', timeZone }, clock.now()) : Date.parse(at)
      const ahead = (): void => {
        if (cron !== undefined || moment >= clock.now() + AHEAD_MS) return
        const what = moment < clock.now() ? 'is over already' : 'is less than a second ahead'
        throw new HouseError('invalid', `${timestamp(moment)} ${what}; a booking has to be at least one second ahead.`)
      }
      ahead()
      const { targets, summary, actions } = await lookAtWork(work, options)
      const schedule: Schedule = {
        id: ids(),
        label,
        at: timestamp(moment),
        cron: cron ?? null,
        timeZone,
        work,
        misfire,
        graceS,
        actor: asker.actor,
        state: 'waiting',
        targets: [...targets],
        summary,
        runId: null,
        problem: null,
        last: null,
        createdAt: timestamp(clock.now()),
      }
      if (work.kind === 'activate' && actions !== null) actionsOfRuns.set(schedule.id, actions)
      const when = cron === undefined ? schedule.at : `${cron} (${timeZone}), first ${schedule.at}`
      const note = auditNote(asker, 'schedule.create', schedule.id, `Booked for ${when}: ${summary}`, { work })
      await kept.inTurn((pen) => {
        ahead()
        return pen.put(schedule, [note])
      })
      waitForNext()
      return schedule
    },
    async cancel(asker, id) {
      const cancelled = await kept.inTurn(async (pen) => {
        const schedule = kept.get(id)
        if (schedule === undefined) throw new HouseError('unknown', `There is no booking ${id.slice(0, 60)}.`)
        if (schedule.state === 'cancelled') return schedule
        if (schedule.state !== 'paused' && (schedule.state !== 'waiting' || begun.has(id))) {
          const is = schedule.state === 'waiting' ? 'running' : schedule.state
          throw new HouseError('state', `The booking “${schedule.summary}” is ${is}; only one that waits is cancelled.`)
        }
        const after: Schedule = { ...schedule, state: 'cancelled', problem: `Cancelled by ${asker.actor.name}.` }
        const summary = `Booking for ${schedule.at} cancelled: ${schedule.summary}`
        await pen.put(after, [auditNote(asker, 'schedule.cancel', id, summary, {})])
        return after
      })
      waitForNext()
      return cancelled
    },
    async pause(asker, id) {
      const paused = await kept.inTurn(async (pen) => {
        const schedule = waitingOnly(id, 'paused')
        if (schedule.state === 'paused') return schedule
        const after: Schedule = { ...schedule, state: 'paused' }
        await pen.put(after, [auditNote(asker, 'schedule.pause', id, `Booking paused: ${schedule.summary}`, {})])
        return after
      })
      waitForNext()
      return paused
    },
    async resume(asker, id) {
      const resumed = await kept.inTurn(async (pen) => {
        const schedule = waitingOnly(id, 'resumed')
        if (schedule.state !== 'paused') return schedule
        const after = resumedAt(schedule, clock.now())
        await pen.put(after, [auditNote(asker, 'schedule.resume', id, `Booking resumed: ${schedule.summary}`, {})])
        return after
      })
      waitForNext()
      return resumed
    },
    calendar: (from, to) =>
      waiting()
        .flatMap((schedule) => occurrences(schedule, Math.max(from, clock.now()), to))
        .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
        .slice(0, MOST_OCCURRENCES),
    onChange: kept.onChange,
    async start() {
      await kept.start()
      await forgetOld()
      const now = clock.now()
      const interrupted = kept.all().filter(({ state }) => state === 'running')
      const late = waiting().filter(({ at }) => Date.parse(at) <= now)
      for (const { id } of [...interrupted, ...late]) begun.add(id)
      await Promise.all(waiting().map(remember))
      waitForNext()
      const unsettled = [...interrupted.map(resume), ...late.map(catchUp)]
      for (const work of unsettled) {
        work.catch((error: unknown) => {
          logger.error('A booking of before the start could not be settled', { error })
        })
      }
    },
    stop() {
      stopped = true
      wake.stop()
      marks.stop()
      follower.stop()
    },
  }
}

function byTime(a: Schedule, b: Schedule): number {
  return Date.parse(a.at) - Date.parse(b.at)
}

function revokedSince({ actor }: Schedule): BookingOutcome {
  const why = `The API key “${actor.name}”, with which this was booked, was revoked since.`
  return { state: 'failed', problem: `Refused; nothing was sent. ${why} Book it again with another.` }
}

/** The run of this time of a booking, not of the time before. */
function runOf({ runId, last, state }: Schedule): Id | null {
  return state === 'running' && runId !== last?.runId ? runId : null
}

/** The run of a plan or a staged run is known before it begins. */
function runningOf(schedule: Schedule): Schedule {
  const { work } = schedule
  return { ...schedule, state: 'running', runId: work.kind === 'activate' ? work.runId : null }
}

function isOver(state: Schedule['state']): boolean {
  return state !== 'waiting' && state !== 'running' && state !== 'paused'
}

/** How a booking ended. */
function endRow({ id, at, state, summary, problem, runId }: Schedule): NewAuditRow {
  const text = `Booking for ${at} ${state}: ${summary}${problem === null ? '' : `. ${problem}`}`
  const note = auditNote(BY_ITSELF, `schedule.${state}`, id, text, {})
  return { ...note, runId, outcome: state === 'done' ? 'done' : state === 'missed' ? 'noted' : 'failed' }
}
