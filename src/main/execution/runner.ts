import PQueue from 'p-queue'
import { setImmediate as immediate, setTimeout as after } from 'node:timers/promises'
import type { Change, ChangeError, Id, Run, RunState } from '../../contract'
import type { Prepared, Sending, StepResult } from '../drivers/driver'
import { formatTai, taiDuration, parseTai, taiToUtcMs, utcToTai } from '../nmos/tai'
import { compensateRun } from './compensation'
import { isNeverSent } from './plan'
import type { RunRecord } from './runRecord'
import { spreadOf } from './spread'
import {
  type Ready,
  type Workshop,
  asFailure,
  budgetFor,
  driverOf,
  internal,
  prepare,
  queueOf,
  sendAll,
  verify,
} from './workshop'

/** A run being executed. */
export type RunHandle = {
  readonly current: () => Run
  /** The run is in the journal. @throws StoreError: it is not, and nothing was sent */
  readonly written: Promise<void>
  /** The run is over, or waits for somebody. Never rejects. */
  readonly done: Promise<Run>
  /** What has not begun is skipped; what is being applied is finished, what is only staged is discarded. */
  readonly cancel: (by: string) => void
  /** Begins nothing more, and leaves the rest for the next start. */
  readonly suspend: () => void
  /** What is being applied is given up. */
  readonly abort: () => void
}

export type RunPurpose =
  /** Does what is pending, and activates what is staged. `activate`: a staged run is activated now. */
  | { readonly kind: 'execute'; readonly activate: boolean }
  /** Puts back what is done. */
  | { readonly kind: 'compensate'; readonly why: string }
  /** Begins nothing, and discards what is staged. */
  | { readonly kind: 'cancel'; readonly why: string }

/** Why nothing more is begun. */
type Halt =
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'rollback'; readonly reason: string }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'unwritten' }

const UNWRITTEN = 'The journal cannot be written, so it was not sent.'
/** So many changes of one node are looked into before they are sent together. */
const MOST_TOGETHER = 50
/** After the moment of a scheduled activation, until it is read back, ms. */
const AFTER_MOMENT_MS = 20

/** Executes a run: nodes in parallel, the changes of a node one after another, each journalled before and after. */
export function executeRun(work: Workshop, record: RunRecord, purpose: RunPurpose): RunHandle {
  const turns = new PQueue({ concurrency: work.limits().parallel })
  const aborting = new AbortController()
  const { activation, onFailure } = record.current()
  let halt: Halt | null = null
  let sent = false
  /** Announced, and the row is on disk: they may be sent at once. */
  const announced = new Set<Id>()

  function broken(error: unknown): void {
    if (halt?.kind === 'unwritten') return
    const { id } = record.current()
    work.logger.error('The journal of a run cannot be written; nothing more is sent', { run: id, error: String(error) })
    halt = { kind: 'unwritten' }
  }

  /** Whether all that was said so far is on disk. */
  async function onDisk(): Promise<boolean> {
    try {
      await record.commit()
      return true
    } catch (error) {
      broken(error)
      return false
    }
  }

  function failed({ target, error }: Change): void {
    const text = error?.text ?? ''
    const why = text.startsWith(target.label) ? text : `${target.label} failed: ${text}`
    if (onFailure === 'auto-rollback') halt ??= { kind: 'rollback', reason: why }
    if (onFailure === 'pause-and-ask') halt ??= { kind: 'pause', reason: why }
  }

  function settle(change: Change, result: StepResult | { readonly ok: false; readonly error: ChangeError }): void {
    if (!result.ok) {
      failed(record.settle(change, result.error, {}))
      return
    }
    record.warn(result.warnings)
    const { activatedAt } = result
    record.settle(activatedAt === null ? change : { ...change, activatedAt }, null, result.detail)
  }

  /** What happens to a change that is not begun any more. */
  function drop(change: Change): void {
    if (halt === null || halt.kind === 'pause' || halt.kind === 'suspend') return
    if (halt.kind === 'unwritten') record.skip(change, UNWRITTEN, 'JOURNAL_FAILED')
    else record.skip(change, halt.reason, halt.kind === 'cancel' ? 'CANCELLED' : 'ROLLED_BACK')
  }

  /** Does these changes, each as soon as those it needs are fulfilled. */
  async function pass(ids: readonly Id[], sending: Sending): Promise<void> {
    const open = new Map<Id, number>()
    const waiters = new Map<Id, Id[]>()
    const lanes = new Map<string, Id[]>()
    const busy = new Map<string, Promise<void>>()
    const mine = new Set(ids)
    for (const id of ids) {
      const needs = record.change(id).needs.filter((need) => mine.has(need))
      open.set(id, needs.length)
      for (const need of needs) waiters.set(need, [...(waiters.get(need) ?? []), id])
    }

    function enter(id: Id): void {
      const change = record.change(id)
      const lacking = change.needs.map((need) => record.change(need)).find((need) => !isFulfilled(need))
      if (halt !== null) drop(change)
      else if (lacking === undefined) {
        const node = queueOf(change)
        lanes.set(node, [...(lanes.get(node) ?? []), id])
        if (!busy.has(node)) busy.set(node, lane(node))
        return
      } else record.skip(change, `It needs what did not succeed: ${lacking.summary}.`, 'NEED_FAILED')
      over(id)
    }

    function over(id: Id): void {
      for (const waiter of waiters.get(id) ?? []) {
        const left = (open.get(waiter) ?? 1) - 1
        open.set(waiter, left)
        if (left === 0) enter(waiter)
      }
    }

    async function lane(node: string): Promise<void> {
      // Those of the same moment come in first, so that they can go together.
      await Promise.resolve()
      for (;;) {
        const waiting = lanes.get(node) ?? []
        const most = work.limits().bulk ? MOST_TOGETHER : 1
        const batch = waiting.slice(0, most)
        if (batch.length === 0) break
        lanes.set(node, waiting.slice(batch.length))
        const next = waiting.slice(batch.length, batch.length + most)
        await work.queues.run(node, batch.length, () =>
          turns.add(() => workOn(batch.map(record.change), next.map(record.change), sending)),
        )
        for (const id of batch) over(id)
      }
      busy.delete(node)
    }

    for (const id of ids) if (open.get(id) === 0) enter(id)
    while (busy.size > 0) await Promise.all(busy.values())
  }

  /** The row before: waited for, unless it went to disk with that of the changes before these on this node. */
  async function journalled(applying: readonly Change[], next: readonly Change[]): Promise<boolean> {
    for (const change of next) record.put({ ...change, announcedAt: record.now() })
    const written = onDisk().then((isWritten) => {
      if (isWritten) for (const { id } of next) announced.add(id)
      return isWritten
    })
    return applying.every(({ id }) => announced.has(id)) || written
  }

  /** Changes of one node; `next` are those that come after them there. */
  async function workOn(pending: readonly Change[], next: readonly Change[], sending: Sending): Promise<void> {
    if (halt !== null) {
      pending.forEach(drop)
      return
    }
    const applying = pending.map((change) => record.put({ ...change, state: 'applying', startedAt: record.now() }))
    const budget = budgetFor(work, applying.length, aborting.signal)
    try {
      const [prepared, written] = await Promise.all([
        inTurn(applying, async (change) => ({ change, prepared: await prepare(work, change, budget) })),
        journalled(applying, next),
      ])
      if (!written) {
        for (const change of applying) record.skip({ ...change, startedAt: null }, UNWRITTEN, 'JOURNAL_FAILED')
        return
      }
      if (isHalted()) {
        for (const { change } of prepared) drop(record.put({ ...change, state: 'pending', startedAt: null }))
        return
      }
      const ready = prepared.flatMap((one) => readyOf(one.change, one.prepared))
      if (ready.length > 0) sent = true
      const results = await sendAll(work, ready, sending, budget, false)
      if (sending.mode === 'stage') ready.forEach(({ change }, index) => staged(change, results[index]))
      else await inTurn(ready, ({ change }, index) => readBack(change, results[index], budget))
    } finally {
      budget.dispose()
    }
    // The end of the last ones goes to disk with the end of the run.
    if (isUnfinished()) void onDisk()
  }

  function isHalted(): boolean {
    return halt !== null
  }

  function isUnfinished(): boolean {
    return record.current().changes.some(({ state }) => state === 'pending' || state === 'applying')
  }

  function readyOf(change: Change, prepared: Prepared): readonly Ready[] {
    if (prepared.ok) return [{ change, request: prepared.request }]
    settle(change, prepared)
    return []
  }

  function staged(change: Change, result: StepResult | undefined): void {
    if (result?.ok !== true) settle(change, result ?? asFailure(work, 'a result is missing'))
    else {
      record.warn(result.warnings)
      record.put({ ...change, stagedAt: record.now() })
    }
  }

  async function readBack(
    change: Change,
    result: StepResult | undefined,
    budget: ReturnType<typeof budgetFor>,
  ): Promise<void> {
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
  }

  /** Activates what is staged, all at once; then reads it back. */
  async function activate(moment: Sending): Promise<void> {
    const waiting = record.current().changes.filter(isStaged)
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
    sent = true
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
  async function discard(reason: string): Promise<void> {
    const waiting = record.current().changes.filter(isStaged)
    await Promise.all(
      waiting.map((change) =>
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

  function momentOf(): Sending {
    switch (activation.mode) {
      case 'activate_immediate':
      case 'preset':
      case 'stage':
        return { mode: 'now' }
      case 'together':
        return { mode: 'at', time: formatTai(utcToTai(work.clock.now() + work.limits().togetherMs)) }
      case 'activate_scheduled_absolute':
        return { mode: 'at', time: activation.requestedTime }
      case 'activate_scheduled_relative': {
        const asked = parseTai(activation.requestedTime) ?? taiDuration(0)
        const ms = asked.seconds * 1000 + asked.nanoseconds / 1e6
        return { mode: 'at', time: formatTai(utcToTai(work.clock.now() + ms)) }
      }
    }
  }

  async function execute(activateStaged: boolean): Promise<void> {
    const changes = record.current().changes
    const pending = changes.filter(({ state }) => state === 'pending')
    if (activation.mode === 'activate_immediate') {
      await pass(
        pending.map(({ id }) => id),
        { mode: 'now' },
      )
      return
    }
    const moment = momentOf()
    const last = afterTheOthers(changes)
    const steps = (wanted: (change: Change) => boolean): readonly Id[] =>
      pending.filter((change) => wanted(change)).map(({ id }) => id)
    await pass(
      steps((change) => !last.has(change.id) && !isStageable(change)),
      { mode: 'now' },
    )
    await pass(
      steps((change) => !last.has(change.id) && isStageable(change)),
      { mode: 'stage' },
    )
    if (halt !== null) return
    if (activation.mode === 'stage' && !activateStaged) {
      await askAboutStaged()
      return
    }
    await activate(moment)
    await pass(
      steps((change) => last.has(change.id)),
      { mode: 'now' },
    )
  }

  async function askAboutStaged(): Promise<void> {
    const waiting = record.current().changes.filter(isStaged)
    if (waiting.length === 0) return
    const text = `${waiting.length === 1 ? (waiting[0]?.target.label ?? '') : `${waiting.length} destinations`}: staged, not active yet.`
    const question = { code: 'STAGED', text, changes: waiting.map(({ id }) => id), at: record.now() } as const
    record.set({ state: 'paused', question: { ...question, answers: ['continue', 'cancel'] } })
    await onDisk()
  }

  /** How it ended, or what it waits for. */
  async function conclude(): Promise<void> {
    if (record.current().state === 'paused') return
    const stop = halt
    if (stop?.kind === 'suspend') {
      await onDisk()
      return
    }
    if (stop?.kind === 'pause' && hasToDecide(record.current())) {
      const failures = record.current().changes.filter(({ state }) => state === 'failed')
      const question = { code: 'CHANGE_FAILED', text: stop.reason, changes: failures.map(({ id }) => id) } as const
      const answers = ['continue', 'retry', 'compensate', 'cancel'] as const
      record.set({ state: 'paused', question: { ...question, answers: [...answers], at: record.now() } })
      await onDisk()
      return
    }
    if (stop?.kind === 'cancel') await discard(stop.reason)
    if (stop?.kind === 'rollback') {
      await discard(`${stop.reason} It was staged only.`)
      await compensateRun(work, record, turns, stop.reason, aborting.signal)
    } else {
      record.set({ state: endState(stop), finishedAt: record.now(), spreadMs: spreadOf(record.current().changes) })
    }
    if (!(await onDisk())) {
      const text = 'How this run ended could not be written to the journal; it is settled at the next start.'
      record.warn([{ code: 'JOURNAL_FAILED', text, target: null }])
      record.set({ state: 'failed' })
    }
  }

  function endState(stop: Halt | null): RunState {
    if (stop?.kind === 'cancel') return 'cancelled'
    if (stop?.kind === 'unwritten') return 'failed'
    return outcomeOf(record.current().changes)
  }

  async function all(): Promise<Run> {
    switch (purpose.kind) {
      case 'execute':
        await execute(purpose.activate)
        break
      case 'compensate':
        halt = { kind: 'rollback', reason: purpose.why }
        break
      case 'cancel':
        halt = { kind: 'cancel', reason: purpose.why }
        record
          .current()
          .changes.filter(({ state }) => state === 'pending')
          .forEach(drop)
        break
    }
    await conclude()
    return record.current()
  }

  const done = all().catch((error: unknown) => {
    work.logger.error('A run ended unexpectedly', { run: record.current().id, error: String(error) })
    record.set({ state: 'failed', finishedAt: record.now() })
    void onDisk()
    return record.current()
  })
  // The first changes have begun by then, and share the write.
  const written = immediate()
    .then(record.commit)
    .catch((error: unknown) => {
      broken(error)
      if (!sent) throw error
    })
  written.catch(() => undefined)
  return {
    current: record.current,
    written,
    done,
    cancel: (by) => {
      halt ??= { kind: 'cancel', reason: by }
    },
    suspend: () => {
      halt ??= { kind: 'suspend' }
    },
    abort: () => {
      aborting.abort()
    },
  }
}

/** What all these changes come to. */
export function outcomeOf(changes: readonly Change[]): RunState {
  const isSo = ({ state, code }: Change): boolean =>
    state === 'verified' || (state === 'skipped' && code === 'ALREADY_SO')
  return changes.some(isSo) && changes.every((end) => isSo(end) || isNeverSent(end)) ? 'succeeded' : 'failed'
}

/** Something was done, or is still to be done: then it is not only a failure but a question. */
function hasToDecide({ changes }: Run): boolean {
  return changes.some(({ state, stagedAt }) => state === 'verified' || state === 'pending' || stagedAt !== undefined)
}

function isStaged({ state, stagedAt }: Change): boolean {
  return state === 'applying' && stagedAt !== undefined
}

/** What a change needs is there: done, staged, or so already. */
function isFulfilled(change: Change): boolean {
  return change.state === 'verified' || isStaged(change) || (change.state === 'skipped' && change.code === 'ALREADY_SO')
}

/** What can be staged first and activated later: receivers. A sender is switched on before, as its file is needed. */
function isStageable({ target, node }: Change): boolean {
  return target.kind === 'receiver' && node !== null
}

/** Changes that come when everything is active: senders switched off, and what needs a receiver switched before. */
function afterTheOthers(changes: readonly Change[]): ReadonlySet<Id> {
  const byId = new Map(changes.map((change) => [change.id, change]))
  const last = new Set<Id>()
  for (const change of changes) {
    const isOff = change.target.kind === 'sender' && change.after['active'] === false
    const waits = change.needs.some((need) => {
      const needed = byId.get(need)
      return last.has(need) || (needed !== undefined && isStageable(needed) && !isStageable(change))
    })
    if (isOff || waits) last.add(change.id)
  }
  return last
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

async function inTurn<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (const [index, item] of items.entries()) results.push(await work(item, index))
  return results
}
