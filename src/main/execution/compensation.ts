import type PQueue from 'p-queue'
import type { Change, ChangeError, CompensationEntry, Id } from '../../contract'
import type { PlannedChange, Standing, StepResult } from '../drivers/driver'
import type { EntryOf, PlantView } from '../plant/plant'
import { isReceivedAt } from '../plant/sentTo'
import { entryName } from '../policy/entryName'
import { compensationRow } from './auditRows'
import { isMove } from './changeOrder'
import { inWords } from './holds/holdRules'
import { routeOfState } from './routeState'
import type { RunHead, RunRecord } from './runRecord'
import { type Workshop, asFailure, budgetFor, driverOf, internal, prepare, queueOf, sendAll, verify } from './workshop'

/** How a step back ended. */
type Back = Pick<CompensationEntry, 'outcome' | 'text'> & { readonly code?: string; readonly error?: ChangeError }

/**
 * Puts back what a run has done: domain-level, in reverse order, and only what is still as the run left it. A receiver
 * goes back to its `before`; a sender goes off only if this run switched it on and nobody else receives it. What somebody
 * has changed or locked meanwhile is left, and the log says why. Answers how the run ends by that.
 */
export async function compensateRun(
  work: Workshop,
  record: RunRecord,
  turns: PQueue,
  why: string,
  signal: AbortSignal,
): Promise<RunHead> {
  const known = record.current().compensation
  record.set({
    state: 'compensating',
    question: null,
    finishedAt: null,
    compensation: known ?? { why, startedAt: record.now(), finishedAt: null, entries: [] },
  })
  for (const change of record.current().changes.filter(({ state }) => state === 'pending')) {
    record.skip(change, `${why} It was not begun.`, 'ROLLED_BACK')
  }
  const done = record.current().changes.filter(mayHaveHappened)
  const moved = movedWith(done, record.current().changes)
  const ended = new Map<Id, Promise<void>>()
  const dependants = (id: Id): readonly Promise<void>[] =>
    done.filter(({ needs }) => needs.includes(id)).flatMap((change) => ended.get(change.id) ?? [])
  const reverse = [...done].reverse()
  for (const change of [...reverse.filter(({ id }) => !moved.has(id)), ...reverse.filter(({ id }) => moved.has(id))]) {
    // A sender waits for the receivers that this run had put on it; those that only followed it come back after it.
    const sender = moved.get(change.id)
    const first =
      change.target.kind === 'sender'
        ? [...ended.values()]
        : [...dependants(change.id), ...(sender === undefined ? [] : [ended.get(sender)])]
    ended.set(
      change.id,
      Promise.all(first).then(() =>
        work.queues.run(queueOf(change), 1, () =>
          turns.add(() => putBack(work, record, change, { signal, follows: sender !== undefined })),
        ),
      ),
    )
  }
  await Promise.all(ended.values())
  const log = record.current().compensation
  const isWhole = log?.entries.every(({ outcome }) => outcome === 'reverted' || outcome === 'left') ?? true
  return {
    state: isWhole ? 'compensated' : 'failed',
    finishedAt: record.now(),
    ...(log === null ? {} : { compensation: { ...log, finishedAt: record.now() } }),
  }
}

/** Verified, or sent with an end that is not certain. */
function mayHaveHappened({ state, startedAt, driver }: Change): boolean {
  if (driver === 'none' || startedAt === null) return false
  return state === 'verified' || state === 'applied' || state === 'applying' || state === 'failed'
}

/**
 * Receivers that stayed on their sender and were connected anew because it was sent elsewhere: with its change, which may
 * be put back already.
 */
function movedWith(done: readonly Change[], all: readonly Change[]): ReadonlyMap<Id, Id> {
  const senders = all.filter(isMove)
  return new Map(
    done.flatMap((change) => {
      const [was, is] = [routeOfState(change.before), routeOfState(change.after)]
      if (change.target.kind !== 'receiver' || was === null || was.senderId !== is?.senderId) return []
      const sender = senders.find(({ target }) => target.id === is.senderId)
      return sender === undefined ? [] : [[change.id, sender.id] as const]
    }),
  )
}

/** `follows`: it is connected anew because its sender was. */
type Step = { readonly signal: AbortSignal; readonly follows: boolean }

async function putBack(work: Workshop, record: RunRecord, change: Change, { signal, follows }: Step): Promise<void> {
  const budget = budgetFor(work, 1, signal)
  try {
    const standing = await standingOf(work, change, budget, follows)
    // What a device refused and never did needs no word.
    if (change.state === 'failed' && standing.kind === 'before') return
    const back = await stepBack(work, record, change, standing, budget)
    finish(record, change, back)
    await record.commit()
  } finally {
    budget.dispose()
  }
}

/** A change that was to make nothing different is as before when it is as wanted. */
async function standingOf(
  work: Workshop,
  change: Change,
  budget: ReturnType<typeof budgetFor>,
  follows: boolean,
): Promise<Standing> {
  const driver = driverOf(work, change)
  if (driver === null) return { kind: 'unread', error: internal(`There is no driver ${change.driver}.`) }
  const standing: Standing = await budget
    .within(() => driver.look(change, budget.signal))
    .catch((error: unknown) => ({ kind: 'unread', error: asFailure(work, error).error }))
  const [was, is] = [routeOfState(change.before), routeOfState(change.after)]
  const isSame =
    was !== null && is !== null && was.active === is.active && was.senderId === is.senderId && was.leg === is.leg
  const isBack = isSame && (!follows || driver.reverse(change) === null)
  return standing.kind === 'after' && isBack ? { kind: 'before', text: standing.text } : standing
}

async function stepBack(
  work: Workshop,
  record: RunRecord,
  change: Change,
  standing: Standing,
  budget: ReturnType<typeof budgetFor>,
): Promise<Back> {
  const { label } = change.target
  if (standing.kind === 'before') return { outcome: 'reverted', text: `${label} was back already.` }
  if (standing.kind === 'unread') {
    const text = `${label} could not be read, so it was not touched. ${standing.error.text}`
    return { outcome: 'failed', text, error: standing.error }
  }
  if (standing.kind === 'otherwise') {
    const text = `${label} was changed by somebody else meanwhile: ${standing.text}`
    return { outcome: 'left', text, code: 'CHANGED_MEANWHILE' }
  }
  const inTheWay = neededElsewhere(work.plant, record, change) ?? heldByOthers(work.plant, record, change)
  if (inTheWay !== null) return inTheWay
  const planned = driverOf(work, change)?.reverse(change) ?? null
  if (planned === null) {
    const text =
      change.target.kind === 'receiver'
        ? `${label} was on a stream that no known sender sends; it cannot be put back on it.`
        : `${change.summary}: nothing undoes it.`
    return { outcome: 'left', text, code: 'NO_WAY_BACK' }
  }
  return sendBack(work, record, change, planned, budget)
}

/** The row before the request, the request, and what the device says then. */
async function sendBack(
  work: Workshop,
  record: RunRecord,
  change: Change,
  planned: PlannedChange,
  budget: ReturnType<typeof budgetFor>,
): Promise<Back> {
  const back: Change = { ...change, ...planned, state: 'applying' }
  record.log(entryOf(record, change, { outcome: 'reverting', text: planned.summary }))
  const [prepared] = await Promise.all([prepare(work, back, budget), record.commit()])
  if (!prepared.ok) return notBack(change, prepared.error)
  const [sent] = await sendAll(work, [{ change: back, request: prepared.request }], { mode: 'now' }, budget, false)
  if (sent?.ok === false) return notBack(change, sent.error)
  const seen: StepResult = await verify(work, back, budget)
  if (!seen.ok) return notBack(change, seen.error)
  return { outcome: 'reverted', text: planned.summary }
}

function notBack({ target }: Change, error: ChangeError): Back {
  return { outcome: 'failed', text: `${target.label} could not be put back. ${error.text}`, error }
}

/**
 * A sender that this run switched on is switched off only when nobody receives it; one that it sent elsewhere is sent back
 * only when nobody else has found it there.
 */
function neededElsewhere(plant: PlantView, record: RunRecord, change: Change): Back | null {
  const { target, after } = change
  if (target.kind !== 'sender' || after['active'] !== true) return null
  const own = new Set(record.current().changes.map((one) => one.target.id))
  const users = plant
    .receiversOfSender(target.id)
    .filter((user) => !isMove(change) || (!own.has(user.id) && isThere(user, target.id, plant)))
  const [first] = users
  if (first === undefined) return null
  const more = users.length === 1 ? '' : ` and ${users.length - 1} more`
  const text = `${target.label} stays on: ${entryName(first)}${more} receives it.`
  return { outcome: 'left', text, code: 'STILL_USED' }
}

/** Whether a receiver is on an address that the sender sends to now. */
function isThere({ connection }: EntryOf<'receiver'>, senderId: Id, plant: PlantView): boolean {
  return isReceivedAt(connection?.legs ?? [], plant.entry('sender', senderId)?.connection?.legs ?? [])
}

/** A destination that somebody else has locked or protected since the run began is theirs. */
function heldByOthers(plant: PlantView, record: RunRecord, change: Change): Back | null {
  if (change.target.kind !== 'receiver' || change.node === null) return null
  const { actor, startedAt } = record.current()
  const hold = plant.entry('receiver', change.target.id)?.marks.lock ?? null
  if (hold === null || hold.owner.id === actor.id || (startedAt !== null && hold.since < startedAt)) return null
  return { outcome: 'left', text: `${change.target.label} was left. ${inWords(hold)}`, code: 'LOCKED' }
}

function finish(record: RunRecord, change: Change, back: Back): void {
  const { code, ...said } = back
  const entry = entryOf(record, change, said)
  record.log(entry)
  const now = record.change(change.id)
  if (back.outcome === 'reverted') record.put({ ...now, state: 'reverted' })
  if (back.outcome === 'left') record.put({ ...now, state: 'left', reason: back.text, code: code ?? 'LEFT' })
  record.audit(compensationRow(record.current(), change, entry))
}

function entryOf(record: RunRecord, change: Change, back: Omit<Back, 'code'>): CompensationEntry {
  return { ...back, change: change.id, target: change.target.id, label: change.target.label, at: record.now() }
}
