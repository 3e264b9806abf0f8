import { setTimeout as after } from 'node:timers/promises'
import type { Id, OnFailure, PlaybookRunInput, Role, Run } from '../../../contract'
import { type ApproveOptions, type Asker, RefusedError, RunStateError } from '../../execution/execution'
import { roleOf } from '../../execution/guard'
import { HouseError } from '../../execution/houseError'
import { reaches } from '../../execution/roles'
import { GO_ON_WITHIN_MS } from '../../execution/recover'
import type { PlaybookCopy, StoredStep } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { createPlantLookup } from '../expressions/plantLookup'
import { createChildRuns } from './childRuns'
import { type PlaybookHandle, type PlaybookPurpose, executePlaybook } from './executePlaybook'
import { nestedPlaybooks } from './nesting'
import { checkedParams } from './params'
import { type PlaybookPlan, firstRows, planPlaybook } from './planPlaybook'
import type { Playbook } from './playbook'
import type { PlaybookLibrary } from './playbookLibrary'
import type { PlaybookParts } from './playbookParts'
import { createRunTeller } from './runTeller'
import { readPlaybook } from './readPlaybook'
import { triedAgain } from './rowStates'
import { openRunBook, playbookRow } from './runBook'

/** Runs of playbooks: runs like any other, whose steps have runs of their own. */
export type PlaybookRuns = {
  /**
   * Plans the whole, and (unless `dryRun`) begins. Answers when it is over, waits for somebody, or `waitMs` have passed.
   * @throws HouseError for what is unknown or missing, RefusedError, StoreError
   */
  readonly start: (asker: Asker, name: string, input: PlaybookRunInput) => Promise<Run>
  /** Whether a run is one of a playbook. @throws StoreError */
  readonly owns: (id: Id) => Promise<boolean>
  /** Begins a plan, or answers the step that asks. @throws RefusedError, RunStateError, StoreError */
  readonly approve: (asker: Asker, id: Id, options: ApproveOptions) => Promise<Run>
  /** @throws RunStateError, StoreError */
  readonly cancel: (asker: Asker, id: Id) => Promise<Run>
  /** Answers a paused run, or the step that asks. @throws RefusedError, RunStateError, StoreError */
  readonly resume: (asker: Asker, id: Id, decision: 'continue' | 'retry', waitMs: number) => Promise<Run>
  /** Puts back what its steps have done; also of one that succeeded. @throws RunStateError, StoreError */
  readonly compensate: (asker: Asker, id: Id, waitMs: number) => Promise<Run>
  readonly live: (id: Id) => Run | null
  readonly onRun: (listener: (run: Run) => void) => () => void
  /** Goes on with what was under way when the engine ended, once `ready` is fulfilled. */
  readonly recover: (ready: Promise<void>) => Promise<void>
  /** Begins nothing more, and lets what is being written reach the disk. */
  readonly stop: () => Promise<void>
}

const ENGINE_ENDED = 'The engine ended in the middle of this playbook.'

export function createPlaybookRuns(parts: PlaybookParts, library: Pick<PlaybookLibrary, 'find'>): PlaybookRuns {
  const { runs, steps, audit, clock, logger, settings } = parts
  const children = createChildRuns(parts)
  const teller = createRunTeller(logger)
  const live = new Map<Id, PlaybookHandle>()
  const deciding = new Set<Id>()
  /** Runs that a start has found and that it has not settled yet: who decides about one waits for that. */
  const settling = new Map<Id, Promise<void>>()
  let isStopped = false
  let cleaned: () => void = () => undefined
  /** What is left of runs that never were has been removed: from then on steps may come before their run. */
  const isClean = new Promise<void>((resolve) => {
    cleaned = resolve
  })
  const now = (): string => timestamp(clock.now())

  function refuseWhenStopping(): void {
    if (isStopped) throw new RunStateError('state', 'Signalbox is being stopped; nothing new is started.')
  }

  /** @throws RefusedError, after the audit has it */
  async function refuse(asker: Asker, summary: string, plan: Pick<PlaybookPlan, 'refusals'>, runId: Id | null) {
    const { actor, origin } = asker
    const row = {
      actor,
      origin,
      what: 'playbook',
      target: null,
      policy: null,
      override: false,
      durationMs: null,
      runId,
    }
    const detail = { decisions: plan.refusals.slice(0, 50) }
    await audit.append([{ ...row, summary: `Refused: ${summary}`, outcome: 'refused', detail }])
    throw new RefusedError(plan.refusals)
  }

  /** @throws HouseError */
  function whole(name: string): ReadonlyMap<string, Playbook> {
    if (library.find(name) === undefined) throw new HouseError('unknown', `There is no playbook “${name}”.`)
    const nested = nestedPlaybooks(name, library.find)
    if (!nested.ok) throw new HouseError('invalid', `The playbook “${name}” cannot be run. ${nested.fault}`)
    return nested.playbooks
  }

  /** @throws RefusedError */
  async function refuseRole(asker: Asker, main: Playbook): Promise<void> {
    const least = main.roles.reduce<Role>((low, role) => (reaches(low, role) ? role : low), 'admin')
    if (reaches(asker.actor.role, least)) return
    const text = `The playbook “${main.title}” needs the role ${least}; ${asker.actor.name} is ${asker.actor.role}.`
    const refusals = [{ effect: 'deny', code: 'ROLE', text, action: null, target: null } as const]
    await refuse(asker, `playbook “${main.title}”`, { refusals }, null)
  }

  type Prepared = {
    readonly main: Playbook
    readonly playbooks: ReadonlyMap<string, Playbook>
    readonly copy: PlaybookCopy
    readonly policy: OnFailure
    readonly id: Id
  }

  function planned(asker: Asker, { main, playbooks, copy, policy, id }: Prepared): Promise<PlaybookPlan> {
    const facts = { id, number: 0, actor: asker.actor, origin: asker.origin, playbook: main.name }
    const { params, confirm, override } = copy
    return planPlaybook(parts, playbooks, { asker, main, params, policy, confirm, override, facts, now: now() })
  }

  /** What makes no sense, or is refused, before anything is done. @throws HouseError, RefusedError */
  async function refuseBefore(asker: Asker, main: Playbook, plan: PlaybookPlan, runId: Id | null): Promise<void> {
    if (plan.faults.length > 0) throw new HouseError('invalid', plan.faults.join(' '))
    if (plan.refusals.length > 0) await refuse(asker, `playbook “${main.title}”`, plan, runId)
  }

  async function start(asker: Asker, name: string, input: PlaybookRunInput): Promise<Run> {
    refuseWhenStopping()
    const playbooks = whole(name)
    const main = playbooks.get(name)
    if (main === undefined) throw new HouseError('unknown', `There is no playbook “${name}”.`)
    await refuseRole(asker, main)
    const copy: PlaybookCopy = {
      ...{ name, version: main.version, title: main.title },
      params: checkedParams(main.params, input.params, createPlantLookup(parts)),
      texts: Object.fromEntries([...playbooks].map(([one, { text }]) => [one, text])),
      confirm: [...input.confirm],
      override: input.override?.reason ?? null,
    }
    const policy = input.onFailure ?? main.onFailure ?? settings().onFailure[asker.origin]
    const id = parts.ids()
    const prepared: Prepared = { main, playbooks, copy, policy, id }
    const plan = await planned(asker, prepared)
    if (!input.dryRun) await refuseBefore(asker, main, plan, null)
    refuseWhenStopping()
    const rows = input.dryRun ? plan.steps : firstRows(main, plan, copy.params)
    const run = newRun(asker, prepared, plan, input.dryRun)
    await isClean
    await steps.insert(id, copy, rows)
    const stored = await runs.insert(run)
    const progress = { name, version: main.version, params: copy.params, steps: rows.map((row) => row.progress) }
    if (input.dryRun) {
      const kept = { ...stored, playbook: progress }
      await audit.append([
        playbookRow(kept, asker, `Dry run ${kept.number}: playbook “${main.title}”`, 'noted', copy.params),
      ])
      teller.tell(kept, () => kept, 0)
      return kept
    }
    return begin(asker, stored, { copy, steps: rows, playbooks, by: asker, waitMs: input.waitMs })
  }

  function newRun(
    asker: Asker,
    { main, policy, id }: Prepared,
    plan: PlaybookPlan,
    dryRun: boolean,
  ): Omit<Run, 'number'> {
    const at = now()
    return {
      ...{ id, actor: asker.actor, origin: asker.origin, actions: [], changes: [] },
      state: dryRun ? 'planned' : 'running',
      decisions: [...plan.decisions],
      warnings: [...plan.warnings],
      ...{ disturbs: [], onFailure: policy, activation: { mode: 'activate_immediate' }, change: false },
      source: { kind: 'playbook', id: main.name, label: main.title },
      ...{ approval: null, question: null, compensation: null, spreadMs: null, createdAt: at },
      startedAt: dryRun ? null : at,
      finishedAt: null,
    }
  }

  /** The first execution of a run. */
  async function begin(
    asker: Asker,
    run: Run,
    given: {
      readonly copy: PlaybookCopy
      readonly steps: readonly StoredStep[]
      readonly playbooks: ReadonlyMap<string, Playbook>
      readonly by: Asker
      readonly waitMs: number
    },
  ): Promise<Run> {
    const summary = `Run ${run.number}: playbook “${given.copy.title}” started by ${given.by.actor.name}`
    await audit.append([playbookRow(run, asker, summary, 'noted', { params: given.copy.params })])
    return finished(execute(run, given, { kind: 'execute' }), given.waitMs)
  }

  function execute(
    run: Run,
    given: {
      readonly copy: PlaybookCopy
      readonly steps: readonly StoredStep[]
      readonly playbooks: ReadonlyMap<string, Playbook>
    },
    purpose: PlaybookPurpose,
  ): PlaybookHandle {
    const { playbook: _steps, ...head } = run
    const { copy, playbooks } = given
    const book = openRunBook({ stores: parts, clock, run: head, copy, steps: given.steps, tell: teller.tell })
    book.set({})
    const handle = executePlaybook({ parts, book, playbooks, children, purpose })
    live.set(run.id, handle)
    void handle.done.then(() => live.delete(run.id))
    return handle
  }

  /** Over, asking, or as far as it got. */
  async function finished(handle: PlaybookHandle, waitMs: number): Promise<Run> {
    const waiting = new AbortController()
    const late = after(waitMs, null, { signal: waiting.signal }).catch(() => null)
    await Promise.race([handle.done, handle.asks(), late])
    waiting.abort()
    return handle.current()
  }

  /** A run with its own copy of everything. @throws RunStateError, StoreError */
  async function opened(id: Id) {
    const run = await runs.get(id)
    const stored = await steps.get(id)
    if (run === null || stored === null) throw new RunStateError('unknown', `There is no run ${id.slice(0, 60)}.`)
    const playbooks = new Map<string, Playbook>()
    for (const [name, text] of Object.entries(stored.copy.texts)) {
      const reading = readPlaybook(text)
      if (!reading.ok) {
        const why = reading.problems[0]?.text ?? ''
        throw new RunStateError('state', `The playbook “${name}” that run ${run.number} keeps cannot be read: ${why}`)
      }
      playbooks.set(name, reading.playbook)
    }
    return { run, copy: stored.copy, steps: stored.steps, playbooks }
  }
  type Opened = Awaited<ReturnType<typeof opened>>

  /** One decision about a run at a time. @throws RefusedError, RunStateError */
  async function decide<T>(asker: Asker, id: Id, about: (found: Opened) => Promise<T>): Promise<T> {
    refuseWhenStopping()
    refuseViewer(asker)
    await settling.get(id)
    if (live.has(id) || deciding.has(id)) {
      throw new RunStateError('state', 'This run is being executed, or somebody decides about it at this moment.')
    }
    deciding.add(id)
    try {
      return await about(await opened(id))
    } finally {
      deciding.delete(id)
    }
  }

  /** @throws RefusedError */
  function refuseViewer(asker: Asker): void {
    const role = roleOf(asker)
    if (role !== null) throw new RefusedError([role])
  }

  async function approvePlan(asker: Asker, found: Opened, options: ApproveOptions): Promise<Run> {
    const { run, playbooks } = found
    if (run.state !== 'planned') {
      throw new RunStateError('state', `Run ${run.number} is ${run.state}; only a planned run can be approved.`)
    }
    const main = playbooks.get(found.copy.name)
    if (main === undefined) throw new RunStateError('state', `Run ${run.number} has lost its playbook.`)
    await refuseRole(asker, main)
    const confirm = [...new Set([...found.copy.confirm, ...options.confirm])]
    const copy = { ...found.copy, confirm, override: options.override ?? found.copy.override }
    const prepared: Prepared = { main, playbooks, copy, policy: run.onFailure, id: run.id }
    const owner: Asker = { actor: run.actor, origin: run.origin }
    const plan = await planned(owner, prepared)
    await refuseBefore(owner, main, plan, run.id)
    refuseWhenStopping()
    const rows = firstRows(main, plan, copy.params)
    await steps.insert(run.id, copy, rows)
    const begun: Run = {
      ...run,
      state: 'running',
      startedAt: now(),
      decisions: [...plan.decisions],
      warnings: [...plan.warnings],
    }
    await runs.write(begun, [], [])
    return begin(owner, begun, { copy, steps: rows, playbooks, by: asker, waitMs: options.waitMs })
  }

  function goOn(found: Opened, rows: readonly StoredStep[], purpose: PlaybookPurpose): PlaybookHandle {
    const state = purpose.kind === 'compensate' ? 'compensating' : 'running'
    const run: Run = { ...found.run, state, question: null, finishedAt: null }
    return execute(run, { ...found, steps: rows }, purpose)
  }

  async function note(asker: Asker, run: Run, words: string): Promise<void> {
    await audit.append([playbookRow(run, asker, `Run ${run.number}: ${words}`, 'noted', {})])
  }

  async function answer(asker: Asker, handle: PlaybookHandle, waitMs: number): Promise<Run> {
    refuseViewer(asker)
    handle.approve(asker)
    return finished(handle, waitMs)
  }

  async function recoverOne(found: Opened): Promise<void> {
    const { run, steps: rows } = found
    const old = run.state === 'running' && clock.now() - lastAtWork(run, rows) > GO_ON_WITHIN_MS
    logger.warn('The run of a playbook that the engine had left unfinished was found', {
      run: run.id,
      state: run.state,
    })
    if (run.state === 'compensating') {
      const why = run.compensation?.why ?? ENGINE_ENDED
      await finished(goOn(found, rows, { kind: 'compensate', why }), 0)
    } else if (old || (run.state === 'running' && run.onFailure === 'pause-and-ask')) {
      const answers = ['continue', 'retry', 'compensate', 'cancel'] as const
      const question = {
        code: 'ENGINE_ENDED',
        text: ENGINE_ENDED,
        changes: [],
        answers: [...answers],
        at: now(),
      } as const
      const paused: Run = { ...run, state: 'paused', question: { ...question, changes: [], answers: [...answers] } }
      await runs.write(paused, [], [])
      teller.tell(paused, () => paused, 0)
    } else await finished(goOn(found, rows, { kind: 'execute' }), 0)
  }

  return {
    start,
    async owns(id) {
      return live.has(id) || (await runs.get(id))?.playbook !== undefined
    },
    approve(asker, id, options) {
      const handle = live.get(id)
      if (handle !== undefined) return answer(asker, handle, options.waitMs)
      return decide(asker, id, (found) => approvePlan(asker, found, options))
    },
    async cancel(asker, id) {
      refuseViewer(asker)
      const why = `Cancelled by ${asker.actor.name}.`
      const handle = live.get(id)
      if (handle !== undefined) {
        const { state, number } = handle.current()
        if (state === 'compensating') {
          throw new RunStateError('state', `Run ${number} is being put back; that is not left half done.`)
        }
        handle.cancel(asker, why)
        const run = await handle.done
        await note(asker, run, why)
        return run
      }
      return decide(asker, id, async (found) => {
        const { run } = found
        if (run.state === 'planned') {
          const cancelled: Run = { ...run, state: 'cancelled', finishedAt: now() }
          const row = playbookRow(cancelled, asker, `Run ${run.number}: ${why}`, 'noted', {})
          await runs.write(cancelled, [], [row])
          teller.tell(cancelled, () => cancelled, 0)
          return cancelled
        }
        if (run.state !== 'paused') {
          throw new RunStateError('state', `Run ${run.number} is ${run.state}; there is nothing to cancel.`)
        }
        await note(asker, run, why)
        return goOn(found, found.steps, { kind: 'cancel', why }).done
      })
    },
    resume(asker, id, decision, waitMs) {
      const handle = live.get(id)
      if (handle !== undefined) return answer(asker, handle, waitMs)
      return decide(asker, id, async (found) => {
        const { run } = found
        if (run.state !== 'paused') {
          throw new RunStateError('state', `Run ${run.number} is ${run.state}; it waits for no decision.`)
        }
        const rows = decision === 'retry' ? found.steps.map(triedAgain) : found.steps
        if (decision === 'retry') await steps.write(run.id, rows)
        await note(asker, run, `${asker.actor.name} ${decision === 'retry' ? 'tries again' : 'goes on'}`)
        return finished(goOn(found, rows, { kind: 'execute' }), waitMs)
      })
    },
    compensate: (asker, id, waitMs) =>
      decide(asker, id, async (found) => {
        const { run } = found
        const may = ['paused', 'failed', 'cancelled', 'succeeded'].includes(run.state)
        if (!may) {
          const why = run.state === 'compensated' ? 'has been put back already' : `is ${run.state}`
          throw new RunStateError('state', `Run ${run.number} ${why}; there is nothing to put back.`)
        }
        const why = `${asker.actor.name} had it put back.`
        await note(asker, run, why)
        return finished(goOn(found, found.steps, { kind: 'compensate', why }), waitMs)
      }),
    live: (id) => live.get(id)?.current() ?? null,
    onRun: teller.add,
    async recover(ready) {
      await steps.removeOrphans()
      cleaned()
      const open = await runs.inState(['running', 'compensating', 'awaiting_approval'])
      const mine = open.filter(({ playbook, startedAt }) => playbook !== undefined && startedAt !== null)
      if (mine.length === 0) return
      const settle = async ({ id, number }: Run): Promise<void> => {
        try {
          await ready
          if (!isStopped) await recoverOne(await opened(id))
        } catch (error) {
          logger.error('The run of a playbook could not be gone on with', { run: id, number, error })
        } finally {
          settling.delete(id)
        }
      }
      for (const run of mine) settling.set(run.id, settle(run))
      await Promise.all(settling.values())
    },
    async stop() {
      isStopped = true
      const handles = [...live.values()]
      for (const handle of handles) handle.suspend()
      await Promise.all(handles.map(({ done }) => done))
      children.stop()
      teller.stop()
    },
  }
}

/** When a run was last seen at work, epoch ms. */
function lastAtWork({ startedAt, createdAt }: Run, rows: readonly StoredStep[]): number {
  const times = rows.flatMap(({ progress }) => [progress.startedAt, progress.finishedAt])
  return [startedAt, createdAt, ...times].reduce((latest, at) => Math.max(latest, at === null ? 0 : Date.parse(at)), 0)
}
