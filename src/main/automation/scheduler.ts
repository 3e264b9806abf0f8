import type { Id, Occurrence, Run, Schedule, ScheduleInput, ScheduledWork } from '../../contract'
import type { Asker } from '../execution/execution'

/** The only scheduler of the program: bookings, held until their time. */
export type Scheduler = {
  /** By time; those that are over for more than 30 days are not kept. */
  readonly list: (wish: {
    readonly target?: Id | undefined
    readonly state?: Schedule['state'] | undefined
  }) => readonly Schedule[]
  readonly get: (id: Id) => Schedule | null
  /** On disk when fulfilled. @throws HouseError for a time that is over or work that cannot be; StoreError */
  readonly create: (asker: Asker, input: ScheduleInput) => Promise<Schedule>
  /** Again for one that is cancelled changes nothing. @throws HouseError for one that is not waiting; StoreError */
  readonly cancel: (asker: Asker, id: Id) => Promise<Schedule>
  /** Nothing is done at its times until it is resumed. @throws HouseError for one that is over or running; StoreError */
  readonly pause: (asker: Asker, id: Id) => Promise<Schedule>
  /** Waits for its next time again; one whose only time is over was missed. @throws HouseError, StoreError */
  readonly resume: (asker: Asker, id: Id) => Promise<Schedule>
  /** What is going to happen from one moment to before another, epoch ms, by time; at most 1000. */
  readonly calendar: (from: number, to: number) => readonly Occurrence[]
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is on disk, settles what was under way or due while nothing ran, and waits for the next. */
  readonly start: () => Promise<void>
  readonly stop: () => void
}

/**
 * Does booked work as its actor, through the one gate. Answers as soon as the run is journalled; null: it is done, and
 * was no run.
 * @throws RefusedError, HouseError, RunStateError, StoreError
 */
export type ScheduledExecutor<K extends ScheduledWork['kind']> = (
  asker: Asker,
  work: Extract<ScheduledWork, { kind: K }>,
  schedule: Schedule,
) => Promise<Run | null>

/** One for each kind of work. */
export type ScheduledExecutors = { readonly [K in ScheduledWork['kind']]: ScheduledExecutor<K> }
