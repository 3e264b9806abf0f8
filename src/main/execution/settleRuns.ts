import type { Id, Run } from '../../contract'
import { guardedAgain } from './answerRun'
import { outcomeOf } from './changeOrder'
import { GO, type Gate } from './gate'
import { GO_ON_WITHIN_MS, lastAtWork, readTruth } from './readTruth'
import type { RunRecord } from './runRecord'

const ENGINE_ENDED = 'The engine ended in the middle of this run.'

/** Runs that an engine has left unfinished. */
export type Settling = {
  /** One that is being settled, as it is. */
  readonly current: (id: Id) => Run | null
  /** Each is read back from the devices, then gone on with, put back, or asked about, by its policy. */
  readonly all: () => Promise<void>
  /** Fulfilled when nothing is being settled any more. */
  readonly over: () => Promise<void>
}

export function createSettling(gate: Gate): Settling {
  const { journal, clock, logger } = gate.options
  const { now } = gate
  const records = new Map<Id, RunRecord>()
  const recovering = new Set<Promise<void>>()

  async function settle(run: Run): Promise<void> {
    const record = gate.openRecord(run, false)
    records.set(run.id, record)
    const text = 'The engine ended during this run; what became of it was read from the devices.'
    record.warn([{ code: 'RECOVERED', text, target: null }])
    await readTruth(gate.work, record, gate.stopping.signal)
    if (gate.stopping.signal.aborted) return
    const old = clock.now() - lastAtWork(run) > GO_ON_WITHIN_MS
    const { changes, onFailure, state, activation } = record.current()
    const isOpen = changes.some((change) => change.state === 'pending')
    const hasFailed = changes.some((change) => change.state === 'failed')
    const isLate = isOpen && activation.mode.startsWith('activate_scheduled')
    logger.warn('A run that the engine had left unfinished was found', { run: run.id, number: run.number, onFailure })
    if (!isOpen && state !== 'compensating' && !(hasFailed && onFailure !== 'continue-on-error')) {
      await record.conclude({ state: outcomeOf(changes), finishedAt: now() })
    } else if (old || isLate || (onFailure === 'pause-and-ask' && state !== 'compensating')) {
      const open = changes.filter((change) => change.state === 'pending' || change.state === 'failed')
      const question = {
        code: 'ENGINE_ENDED',
        text: ENGINE_ENDED,
        changes: open.map(({ id }) => id),
        at: now(),
      } as const
      const answers = ['continue', 'retry', 'compensate', 'cancel'] as const
      await record.conclude({ state: 'paused', question: { ...question, answers: [...answers] } })
    } else if (state === 'compensating' || onFailure === 'auto-rollback') {
      await record.commit()
      await gate.begin(record, { kind: 'compensate', why: ENGINE_ENDED }).done
    } else {
      const { run: guarded, rows } = guardedAgain(gate, record.current(), run.actor)
      for (const change of guarded.changes) if (change.code !== undefined) record.put(change)
      rows.forEach(record.audit)
      await gate.begin(record, GO).done
    }
  }

  return {
    current: (id) => records.get(id)?.current() ?? null,

    async all() {
      // The run of a playbook is settled by who runs playbooks.
      const found = await journal.unfinished()
      const unfinished = found.filter(({ id, playbook }) => !gate.live.has(id) && playbook === undefined)
      const each = unfinished.map((run) => {
        gate.deciding.add(run.id)
        return settle(run).finally(() => {
          gate.deciding.delete(run.id)
          records.delete(run.id)
        })
      })
      const all = Promise.all(each).then(() => undefined)
      const over = all.catch(() => undefined)
      recovering.add(over)
      await all.finally(() => recovering.delete(over))
    },

    async over() {
      await Promise.all(recovering)
    },
  }
}
