import type { Change, Id } from '../../contract'
import type { Prepared, Sending, StepResult } from '../drivers/driver'
import { isFulfilled } from './changeOrder'
import { UNWRITTEN, type UnderWay, inTurn } from './underWay'
import { type Ready, asFailure, budgetFor, prepare, queueOf, sendAll } from './workshop'

/** So many changes of one node are looked into before they are sent together. */
const MOST_TOGETHER = 50

/**
 * Does these changes, each as soon as those it needs are fulfilled: nodes in parallel, the changes of a node one after
 * another, each journalled before and after.
 */
export type Pass = (ids: readonly Id[], sending: Sending) => Promise<void>

export function createPass(run: UnderWay): Pass {
  const { work, record, turns, aborting, halt, onDisk, settle, drop, readBack } = run
  /** Announced, and the row is on disk: they may be sent at once. */
  const announced = new Set<Id>()

  const pass: Pass = async (ids, sending) => {
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
      if (halt() !== null) drop(change)
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
          turns.add(() => apply(batch.map(record.change), next.map(record.change), sending)),
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
  async function apply(pending: readonly Change[], next: readonly Change[], sending: Sending): Promise<void> {
    if (halt() !== null) {
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
      if (halt() !== null) {
        for (const { change } of prepared) drop(record.put({ ...change, state: 'pending', startedAt: null }))
        return
      }
      const ready = prepared.flatMap((one) => readyOf(one.change, one.prepared))
      if (ready.length > 0) run.noteSent()
      const results = await sendAll(work, ready, sending, budget, false)
      if (sending.mode === 'stage') ready.forEach(({ change }, index) => staged(change, results[index]))
      else await inTurn(ready, ({ change }, index) => readBack(change, results[index], budget))
    } finally {
      budget.dispose()
    }
    // The end of the last ones goes to disk with the end of the run.
    if (isUnfinished()) void onDisk()
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

  return pass
}
