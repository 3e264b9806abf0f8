import { setTimeout as after } from 'node:timers/promises'
import type { Change, Id, Run } from '../../contract'
import type { Sending, StepResult } from '../drivers/driver'
import { formatTai, parseTai, taiDuration, taiToUtcMs, utcToTai } from '../nmos/tai'
import { isStaged } from './changeOrder'
import { type UnderWay, inTurn } from './underWay'
import { type Ready, type Workshop, asFailure, budgetFor, driverOf, internal, queueOf, sendAll } from './workshop'

/** After the moment of a scheduled activation, until it is read back, ms. */
const AFTER_MOMENT_MS = 20

/** When what is staged becomes active. */
export function momentOf({ clock, limits }: Workshop, activation: Run['activation']): Sending {
  switch (activation.mode) {
    case 'activate_immediate':
    case 'preset':
    case 'stage':
      return { mode: 'now' }
    case 'together':
      return { mode: 'at', time: formatTai(utcToTai(clock.now() + limits().togetherMs)) }
    case 'activate_scheduled_absolute':
      return { mode: 'at', time: activation.requestedTime }
    case 'activate_scheduled_relative': {
      const asked = parseTai(activation.requestedTime) ?? taiDuration(0)
      const ms = asked.seconds * 1000 + asked.nanoseconds / 1e6
      return { mode: 'at', time: formatTai(utcToTai(clock.now() + ms)) }
    }
  }
}

/** Activates what is staged, all at once; then reads it back. */
export async function activateStaged(run: UnderWay, moment: Sending): Promise<void> {
  const { work, record, turns, aborting, onDisk, readBack } = run
  const waiting = stagedOf(run)
  if (waiting.length === 0 || !(await onDisk())) return
  const nodes = new Map<string, Change[]>()
  for (const change of waiting) nodes.set(queueOf(change), [...(nodes.get(queueOf(change)) ?? []), change])
  const sending = new Map<Id, StepResult>()
  const send = async (changes: readonly Change[], how: Sending): Promise<void> => {
    const budget = budgetFor(work, changes.length, aborting.signal)
    try {
      const all = changes.flatMap((change): Ready[] => {
        const driver = driverOf(work, change)
        return driver === null ? [] : [{ change, request: driver.activation(change) }]
      })
      const results = await sendAll(work, all, how, budget, true)
      all.forEach(({ change }, index) => sending.set(change.id, results[index] ?? asFailure(work, 'no result')))
    } finally {
      budget.dispose()
    }
  }
  run.noteSent()
  await Promise.all(
    [...nodes].map(([node, changes]) => work.queues.run(node, changes.length, () => send(changes, moment))),
  )
  if (moment.mode === 'at') {
    const due = momentMs(moment.time)
    await after(Math.max(0, due - work.clock.now()))
    const unable = waiting.filter(({ id }) => cannotSchedule(sending.get(id)))
    if (unable.length > 0) {
      record.warn(unable.map(activatedFromHere))
      await Promise.all(
        [...nodes].map(([node, changes]) => {
          const late = changes.filter((change) => unable.includes(change))
          return late.length === 0 ? null : work.queues.run(node, late.length, () => send(late, { mode: 'now' }))
        }),
      )
    }
    await after(AFTER_MOMENT_MS)
  }
  await Promise.all(
    [...nodes].map(([node, changes]) =>
      work.queues.run(node, 0, () =>
        turns.add(async () => {
          const budget = budgetFor(work, changes.length, aborting.signal)
          await inTurn(changes, (change) => readBack(change, sending.get(change.id), budget)).finally(budget.dispose)
        }),
      ),
    ),
  )
}

/** What is staged and not wanted any more: what the devices have staged becomes what is active. */
export async function discardStaged(run: UnderWay, reason: string): Promise<void> {
  const { work, record, aborting } = run
  await Promise.all(
    stagedOf(run).map((change) =>
      work.queues.run(queueOf(change), 1, async () => {
        const budget = budgetFor(work, 1, aborting.signal)
        const driver = driverOf(work, change)
        const done =
          driver === null
            ? { ok: false as const, error: internal(`There is no driver ${change.driver}.`) }
            : await budget
                .within(() => driver.discard(change, budget.signal))
                .catch((error: unknown) => asFailure(work, error))
        budget.dispose()
        const { stagedAt: _gone, ...rest } = change
        const left = done.ok ? '' : ` Its device still has it staged: ${done.error.text}`
        record.skip(rest, `${reason}${left}`, 'DISCARDED')
      }),
    ),
  )
}

/** Asks what is to become of what is staged, or of what is only done afterwards where nothing is. */
export async function askAboutStaged(run: UnderWay): Promise<void> {
  const { record, concluded } = run
  const staged = stagedOf(run)
  const isAny = staged.length > 0
  const waiting = isAny ? staged : record.current().changes.filter(({ state }) => state === 'pending')
  if (waiting.length === 0) return
  const count = `${waiting.length} ${isAny ? 'destinations' : 'changes'}`
  const text = `${waiting.length === 1 ? (waiting[0]?.target.label ?? '') : count}: ${isAny ? 'staged, ' : ''}not active yet.`
  const question = { code: 'STAGED', text, changes: waiting.map(({ id }) => id), at: record.now() } as const
  await concluded({ state: 'paused', question: { ...question, answers: ['continue', 'cancel'] } })
}

function stagedOf({ record }: UnderWay): readonly Change[] {
  return record.current().changes.filter(isStaged)
}

function cannotSchedule(result: StepResult | undefined): boolean {
  return result?.ok === false && result.error.code === 'NO_SCHEDULED_ACTIVATION'
}

function activatedFromHere({ target }: Change) {
  const text = `${target.label}: its device takes no scheduled activation, so Signalbox activated it at the moment itself.`
  return { code: 'ACTIVATED_FROM_HERE', text, target: target.id }
}

/** TAI as epoch ms; a time that cannot be read is now. */
function momentMs(time: string): number {
  const tai = parseTai(time)
  return tai === null ? 0 : taiToUtcMs(tai)
}
