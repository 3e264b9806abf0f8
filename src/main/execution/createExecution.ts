import { setTimeout as after } from 'node:timers/promises'
import type { Action, Actor, Change, Decision, Id, OnFailure, Run, Settings, Warning } from '../../contract'
import type { Driver } from '../drivers/driver'
import type { PlantView } from '../plant/plant'
import { createCompatibility } from '../policy/compatibility'
import type { PolicyBook } from '../policy/policyBook'
import type { AuditRepository, NewAuditRow, RunRepository } from '../store/repositories'
import { BY_ITSELF, auditNote } from '../store/auditNote'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { againstMoment } from './activationMoment'
import { againstApprover, approvalReasons, confirmedIn } from './approvals'
import { changeRow, notedRow, refusedRow } from './auditRows'
import { candidatesFor } from './candidates'
import {
  type ApproveOptions,
  type Asker,
  type Execution,
  RefusedError,
  RunStateError,
  type StartRequest,
} from './execution'
import { GUARD_STEPS, GUARD_STEPS_IN_WINDOW, type GuardStep, type Verdict, guard, roleOf } from './guard'
import type { Holds } from './holds/holds'
import type { HouseSettings } from './houseSettings'
import { createLastSwitches } from './lastSwitches'
import { createNodeQueues } from './nodeQueues'
import { type Plan, type PlanOptions, isNeverSent, keyOf, planActions } from './plan'
import { GO_ON_WITHIN_MS, lastAtWork, readTruth } from './recover'
import { createRunListeners } from './runListeners'
import { openRunRecord } from './runRecord'
import { type RunHandle, type RunPurpose, executeRun, outcomeOf } from './runner'
import { undoOf } from './undo'
import { windowToWaitFor } from './windows/windowToWaitFor'
import type { OpeningWindow, WindowBook } from './windows/windowBook'
import type { Workshop } from './workshop'

export type ExecutionOptions = {
  readonly drivers: readonly Driver[]
  readonly plant: PlantView
  readonly journal: RunRepository
  readonly audit: AuditRepository
  readonly clock: Clock
  /** Fresh ids of runs and changes. */
  readonly ids: () => Id
  readonly logger: Logger
  readonly settings: Pick<HouseSettings, 'get'>
  readonly holds: Pick<Holds, 'of'>
  readonly windows: Pick<WindowBook, 'openFor' | 'nextFor'>
  readonly policies: Pick<PolicyBook, 'hasAny' | 'decide' | 'decideAll' | 'decideDisconnect'>
  /** Books a stored run for the start of a change window. @throws StoreError */
  readonly queueForWindow: (asker: Asker, run: Run, at: string) => Promise<void>
  /** Told before a receiver is switched, so that it is not taken for a foreign change. */
  readonly noteOwn: (receiverId: Id, senderId: Id | null) => void
}

/** How often the progress of a large run is told, ms. */
const PROGRESS_MS = 100
/** Plans that are forgotten in one transaction: others wait for it. */
const PLANS_AT_ONCE = 200
const ENGINE_ENDED = 'The engine ended in the middle of this run.'

/** Wires the one gate: plan → guard → approve? → run → verify → audit, and compensate. */
export function createExecution(options: ExecutionOptions): Execution {
  const { drivers, plant, journal, audit, clock, ids, logger, settings, windows, policies } = options
  const compatibility = createCompatibility(plant)
  const queues = createNodeQueues(
    () => settings.get().execution.perNodeRate,
    () => performance.now(),
  )
  const listeners = createRunListeners(logger, PROGRESS_MS)
  const switches = createLastSwitches()
  const live = new Map<Id, RunHandle>()
  /** Found at the start and not settled yet: what is told of them is on the disk a moment later only. */
  const settling = new Map<Id, Pick<RunHandle, 'current'>>()
  /** Runs that somebody decides about at this moment. */
  const deciding = new Set<Id>()
  const stopping = new AbortController()
  const recovering = new Set<Promise<void>>()
  const now = () => timestamp(clock.now())
  const work: Workshop = {
    drivers,
    plant,
    queues,
    clock,
    logger,
    limits: () => settings.get().execution,
    noteOwn: options.noteOwn,
  }

  function check(
    asker: Asker,
    { actions, confirm, change, override, source }: Asked,
    steps: readonly GuardStep[] = GUARD_STEPS,
  ): Verdict {
    const { changeControl, tally } = settings.get()
    const isRecall = source?.kind === 'salvo' || source?.kind === 'snapshot'
    const recall = !isRecall ? null : tally.recallSkipsOnAir ? 'skip' : 'refuse'
    const looks = { compatibility, drivers, windows, policies, settings: { changeControl }, lastSwitch: switches.of }
    const said = { confirmed: new Set(confirm), change, override: override ?? null, recall } as const
    return guard({ asker, plant, holdOf: options.holds.of, ...said, ...looks }, actions, steps)
  }

  function planFor(
    run: { readonly actor: Asker['actor'] },
    skipDone: boolean,
    idFor: PlanOptions['idFor'],
  ): PlanOptions {
    return { drivers, plant, actor: run.actor, skipDone, idFor }
  }

  /** @throws RefusedError, after the audit has it */
  async function refuse(asker: Asker, actions: readonly Action[], decisions: readonly Decision[], runId: Id | null) {
    await audit.append([refusedRow(asker, actions, decisions, runId)])
    throw new RefusedError(decisions)
  }

  function told(run: Run): void {
    if (run.finishedAt !== null) switches.note(run)
    listeners.tell(run)
  }

  function execute(run: Run, isNew: boolean, rows: readonly NewAuditRow[], purpose: RunPurpose): RunHandle {
    const record = openRunRecord({ runs: journal, clock, run, isNew, onRun: told })
    for (const row of rows) record.audit(row)
    if (!isNew) record.set({})
    return begin(executeRun(work, record, purpose), run.id)
  }

  function begin(handle: RunHandle, id: Id): RunHandle {
    live.set(id, handle)
    void handle.done.then(() => live.delete(id))
    return handle
  }

  /** @throws StoreError when the run could not be journalled */
  async function finished(handle: RunHandle, waitMs: number): Promise<Run> {
    await handle.written
    const waiting = new AbortController()
    const late = after(waitMs, null, { signal: waiting.signal }).catch(() => null)
    const run = await Promise.race([handle.done, late])
    waiting.abort()
    return run ?? handle.current()
  }

  function refuseWhenStopping(): void {
    if (stopping.signal.aborted) throw new RunStateError('state', 'Signalbox is being stopped; nothing new is started.')
  }

  /** One decision about a run at a time. @throws RunStateError */
  async function decide<T>(asker: Asker, id: Id, about: (run: Run) => Promise<T>): Promise<T> {
    refuseWhenStopping()
    const role = roleOf(asker)
    if (role !== null) await refuse(asker, [], [role], id)
    if (live.has(id) || deciding.has(id)) {
      throw new RunStateError('state', 'This run is being executed, or somebody decides about it at this moment.')
    }
    deciding.add(id)
    try {
      return await about(await known(id))
    } finally {
      deciding.delete(id)
    }
  }

  /** Keeps a run that is not executed now. */
  async function keep(run: Omit<Run, 'number'>, rows: (stored: Run) => readonly NewAuditRow[]): Promise<Run> {
    const stored = await journal.insert(run)
    await audit.append(rows(stored))
    listeners.tell(stored)
    return stored
  }

  async function rewrite(run: Run, changes: readonly Change[], rows: readonly NewAuditRow[]): Promise<Run> {
    await journal.write(run, changes, rows)
    listeners.tell(run)
    return run
  }

  async function start(asker: Asker, request: StartRequest): Promise<Run> {
    refuseWhenStopping()
    const { actions, dryRun, change } = request
    const late = againstMoment(request.activation, clock.now())
    if (late !== null) await refuse(asker, actions, [late], null)
    const override = request.override?.reason
    const asked = { actions, confirm: request.confirm, change, override, source: request.source }
    const verdict = check(asker, asked)
    const blocking = verdict.decisions.filter((one) => blocks(one, request))
    const waitFor = request.ifClosed === 'queue' ? windowToWaitFor(plant, windows, blocking) : null
    if (blocking.length > 0 && waitFor === null) await refuse(asker, actions, verdict.decisions, null)
    const refused = dryRun || waitFor !== null ? deniedOnly(verdict.refused, waitFor !== null) : verdict.refused
    const skipDone = request.skipDone ?? false
    const plan = await planActions(
      planFor(asker, skipDone, () => ids()),
      actions,
      refused,
      stopping.signal,
    )
    const run = newRun(asker, request, verdict, plan)
    if (dryRun) return keep(run, (stored) => [notedRow(asker, stored, dryRunSummary(stored))])
    const { approval } = settings.get()
    if (waitFor !== null) {
      const queued = queuedFor(waitFor)
      const said = check(asker, asked, GUARD_STEPS_IN_WINDOW).decisions
      const why = approvalReasons(approval, plant, actions, said)
      const waiting = {
        ...run,
        ...(why.length > 0 ? awaiting(approval, why) : {}),
        warnings: [...run.warnings, queued],
      }
      const also = why.length > 0 ? ' It waits for a second person too.' : ''
      const stored = await keep(waiting, (kept) => [notedRow(asker, kept, `Run ${kept.number}: ${queued.text}${also}`)])
      if (why.length === 0) await options.queueForWindow(asker, stored, waitFor.opening.start)
      return stored
    }
    const reasons = approvalReasons(approval, plant, actions, verdict.decisions)
    if (reasons.length > 0) {
      const wanted: Omit<Run, 'number'> = { ...run, ...awaiting(approval, reasons) }
      return keep(wanted, (stored) => [notedRow(asker, stored, `Run ${stored.number} waits for a second person`)])
    }
    refuseWhenStopping()
    const started: Run = { ...run, number: 0, state: 'running', startedAt: now() }
    return finished(execute(started, true, skippedRows(started), GO), request.waitMs)
  }

  async function plan(asker: Asker, request: StartRequest): Promise<Run> {
    const { actions, confirm, change, source } = request
    const verdict = check(asker, { actions, confirm, change, override: request.override?.reason, source })
    const refused = deniedOnly(verdict.refused, false)
    const options = planFor(asker, request.skipDone ?? false, () => ids())
    const planned = await planActions(options, actions, refused, stopping.signal)
    return { ...newRun(asker, request, verdict, planned), number: 0 }
  }

  /** Guards and plans a stored plan again, and runs it. `asker`: whose rights count. */
  async function runPlanned(
    asker: Asker,
    planned: Run,
    { confirm, waitMs, override }: ApproveOptions,
    approved: { readonly approval: Run['approval']; readonly row: NewAuditRow },
  ): Promise<Run> {
    const { actions } = planned
    const verdict = check(asker, { ...askedFor(planned, confirm), override: override ?? overrideIn(planned) })
    const wish = { dryRun: false, onRefused: onRefusedOf(planned) }
    const blocking = verdict.decisions.filter((one) => blocks(one, wish))
    if (blocking.length > 0) await refuse(asker, actions, verdict.decisions, planned.id)
    const before = new Map(planned.changes.map((change) => [keyOfPlanned(change), change.id]))
    const idFor: PlanOptions['idFor'] = (change, action) => before.get(keyOf(action, change)) ?? ids()
    const skipDone = planned.source !== null
    const plan = await planActions(planFor(planned, skipDone, idFor), actions, verdict.refused, stopping.signal)
    refuseWhenStopping()
    const changes = [...plan.changes, ...noLongerNeeded(planned.changes, plan, now())]
    const begun = { approval: approved.approval, state: 'running', startedAt: now() } as const
    const given = planned.warnings.filter(({ code }) => GIVEN.has(code))
    const run: Run = { ...planned, ...parts(verdict, plan, given), changes, ...begun }
    const rows = [approved.row, ...skippedRows(run)]
    return finished(execute(run, false, rows, GO), waitMs)
  }

  async function approve(asker: Asker, planned: Run, options: ApproveOptions): Promise<Run> {
    if (planned.state !== 'planned' && planned.state !== 'awaiting_approval') {
      const text = `Run ${planned.number} is ${planned.state}; only a planned run can be approved.`
      throw new RunStateError('state', text)
    }
    // Whoever asked has the rights of now, not of then.
    const owner: Asker = asker.actor.id === planned.actor.id ? asker : { actor: planned.actor, origin: planned.origin }
    const later = asker.origin === 'schedule' && planned.state === 'planned' ? windowFor(owner, planned, options) : null
    if (later !== null) return queue(owner, planned, later, [])
    const given = planned.approval
    if (given !== null && given.by !== null) {
      const begun = `Run ${planned.number}, approved by ${given.by.name}, begun by ${asker.actor.name}`
      return runPlanned(owner, planned, options, { approval: given, row: notedRow(asker, planned, begun) })
    }
    const row = notedRow(asker, planned, `Run ${planned.number} approved by ${asker.actor.name}`)
    const { approval } = settings.get()
    const reasons = given?.reasons ?? reasonsNow(asker, planned, options)
    if (reasons.length === 0) return runPlanned(asker, planned, options, { approval: null, row })
    const needs = given?.needs ?? approval.role
    if (planned.state === 'planned' && asker.actor.id === planned.actor.id) {
      const waiting: Run = { ...planned, ...awaiting(approval, reasons) }
      const note = notedRow(asker, waiting, `Run ${planned.number} waits for a second person`)
      return rewrite(waiting, [], [note])
    }
    const against = againstApprover(planned, asker.actor, needs)
    if (against !== null) await refuse(asker, planned.actions, [against], planned.id)
    const yes = { needs, reasons: [...reasons], by: asker.actor, at: now() }
    const waitFor = windowFor(owner, planned, options)
    return waitFor === null
      ? runPlanned(owner, planned, options, { approval: yes, row })
      : queueApproved(owner, { ...planned, approval: yes }, options, { waitFor, row })
  }

  /** Why a plan wants a second person now: rules and settings may be others than when it was made. */
  function reasonsNow(asker: Asker, planned: Run, { confirm, override }: ApproveOptions): readonly string[] {
    const said = { ...askedFor(planned, confirm), override: override ?? overrideIn(planned) }
    const { decisions } = check(asker, said, GUARD_STEPS_IN_WINDOW)
    return approvalReasons(settings.get().approval, plant, planned.actions, decisions)
  }

  /** The change window that a queued run has still to wait for; null: it may begin, or something else is against it. */
  function windowFor(owner: Asker, planned: Run, { confirm, override }: ApproveOptions): OpeningWindow | null {
    if (!planned.warnings.some(({ code }) => code === QUEUED)) return null
    const said = { ...askedFor(planned, confirm), override: override ?? overrideIn(planned) }
    const wish = { dryRun: false, onRefused: onRefusedOf(planned) }
    return windowToWaitFor(
      plant,
      windows,
      check(owner, said).decisions.filter((one) => blocks(one, wish)),
    )
  }

  /** Keeps what was said yes to, until its window opens. What wants a yes then is asked now: then nobody may be there. */
  async function queueApproved(
    owner: Asker,
    approved: Run,
    { confirm, override }: ApproveOptions,
    { waitFor, row }: { readonly waitFor: OpeningWindow; readonly row: NewAuditRow },
  ): Promise<Run> {
    const said = { ...askedFor(approved, confirm), override: override ?? overrideIn(approved) }
    const { decisions } = check(owner, said, GUARD_STEPS_IN_WINDOW)
    const open = onRefusedOf(approved) === 'skip' ? [] : decisions.filter(({ effect }) => effect === 'confirm')
    if (open.length > 0) await refuse(owner, approved.actions, decisions, approved.id)
    return queue(owner, { ...approved, state: 'planned', decisions: [...decisions] }, waitFor, [row])
  }

  /** Books a stored plan for this window, whatever window it has waited for before. */
  async function queue(owner: Asker, planned: Run, waitFor: OpeningWindow, rows: readonly NewAuditRow[]): Promise<Run> {
    const queued = queuedFor(waitFor)
    const kept: Run = { ...planned, warnings: [...planned.warnings.filter(({ code }) => code !== QUEUED), queued] }
    const stored = await rewrite(kept, [], [...rows, notedRow(owner, kept, `Run ${kept.number}: ${queued.text}`)])
    await options.queueForWindow(owner, stored, waitFor.opening.start)
    return stored
  }

  async function cancel(asker: Asker, run: Run): Promise<Run> {
    const by = `Cancelled by ${asker.actor.name}.`
    const row = notedRow(asker, run, `Run ${run.number}: ${by}`)
    if (run.state === 'paused') {
      const going: Run = { ...run, state: 'running', question: null }
      return execute(going, false, [row], { kind: 'cancel', why: by }).done
    }
    if (run.state !== 'planned' && run.state !== 'awaiting_approval') {
      throw new RunStateError('state', `Run ${run.number} is ${run.state}; there is nothing to cancel.`)
    }
    const changes = run.changes.map((change): Change =>
      change.state === 'pending'
        ? { ...change, state: 'skipped', reason: by, code: 'CANCELLED', finishedAt: now() }
        : change,
    )
    return rewrite({ ...run, changes, state: 'cancelled', finishedAt: now() }, changes, [row])
  }

  async function resume(asker: Asker, run: Run, decision: 'continue' | 'retry', waitMs: number): Promise<Run> {
    const { question } = run
    if (run.state !== 'paused' || question === null) {
      throw new RunStateError('state', `Run ${run.number} is ${run.state}; it waits for no decision.`)
    }
    if (!question.answers.includes(decision)) {
      throw new RunStateError('state', `Run ${run.number} cannot be answered with “${decision}” now.`)
    }
    const words = question.code === 'STAGED' ? 'activates it' : decision === 'retry' ? 'tries again' : 'goes on'
    const row = notedRow(asker, run, `Run ${run.number}: ${asker.actor.name} ${words}`)
    const changes = decision === 'retry' ? run.changes.map(asNew) : run.changes
    const rights = asker.actor.id === run.actor.id ? asker.actor : run.actor
    const going = guardedAgain({ ...run, changes, state: 'running', question: null, finishedAt: null }, rights)
    const activate = question.code === 'STAGED'
    return finished(execute(going.run, false, [row, ...going.rows], { kind: 'execute', activate }), waitMs)
  }

  /** What has not been sent yet passes the guard once more: the world may have moved on. */
  function guardedAgain(run: Run, actor: Actor): { readonly run: Run; readonly rows: readonly NewAuditRow[] } {
    const asker: Asker = { actor, origin: run.origin }
    const { refused } = check(asker, { ...askedFor(run, []), override: overrideIn(run) })
    const rows: NewAuditRow[] = []
    const changes = run.changes.map((change): Change => {
      const decision = change.state === 'pending' ? refused.get(change.action) : undefined
      if (decision === undefined) return change
      const { text: reason, code } = decision
      const skipped: Change = { ...change, driver: 'none', state: 'skipped', reason, code, finishedAt: now() }
      rows.push(changeRow(run, skipped, {}))
      return skipped
    })
    return { run: { ...run, changes }, rows }
  }

  /** `why` of one that was a part of something larger; null: somebody asked for just this. */
  async function compensate(asker: Asker, run: Run, waitMs: number, part: string | null): Promise<Run> {
    if (run.state === 'compensated') {
      throw new RunStateError('state', `Run ${run.number} has been put back already; what was put back stays so.`)
    }
    const isOver = run.state === 'failed' || run.state === 'cancelled' || (part !== null && run.state === 'succeeded')
    if (run.state !== 'paused' && !isOver) {
      const hint = run.state === 'succeeded' ? ' Prepare its opposite with undo.' : ''
      throw new RunStateError('state', `Run ${run.number} is ${run.state}; there is nothing to put back.${hint}`)
    }
    const why = part ?? `${asker.actor.name} had it put back.`
    const row = notedRow(asker, run, `Run ${run.number}: ${why}`)
    const going: Run = { ...run, state: 'compensating', question: null, finishedAt: null }
    return finished(execute(going, false, [row], { kind: 'compensate', why }), waitMs)
  }

  async function undo(asker: Asker, id: Id | 'last'): Promise<Run> {
    refuseWhenStopping()
    const run = id === 'last' ? await journal.lastOf(asker.actor.id) : await known(id)
    if (run === null) throw new RunStateError('unknown', `${asker.actor.name} has taken nothing yet.`)
    const current = live.get(run.id)?.current() ?? run
    if (current.finishedAt === null) {
      throw new RunStateError('state', `Run ${run.number} is ${current.state}; only what is over can be taken back.`)
    }
    const { actions, impossible } = undoOf(current, plant, drivers, { actor: asker.actor, now: clock.now() })
    if (actions.length === 0) {
      const why = impossible[0] ?? 'it changed nothing, or has been put back.'
      throw new RunStateError('state', `There is nothing of run ${run.number} to take back: ${why}`)
    }
    const source = { kind: 'undo', id: run.id, label: `Run ${run.number}` } as const
    const planned = await start(asker, {
      ...{ actions: [...actions], source, skipDone: true, dryRun: true, confirm: [], onRefused: 'skip' },
      ...{ activation: { mode: 'activate_immediate' }, change: false, ifClosed: 'refuse', waitMs: 0 },
    })
    if (planned.changes.every(({ code }) => code === 'ALREADY_SO')) {
      await rewrite({ ...planned, state: 'cancelled', finishedAt: now() }, [], [])
      throw new RunStateError('state', `Run ${run.number} has been taken back already: everything is as it was before.`)
    }
    if (impossible.length === 0) return planned
    const left = impossible.map((text) => ({ code: 'NOT_TAKEN_BACK', text, target: null }))
    return rewrite({ ...planned, warnings: [...planned.warnings, ...left] }, [], [])
  }

  /** Finds out what became of a run, and goes on with it, puts it back or asks, as its policy says. */
  async function settle(run: Run): Promise<void> {
    const record = openRunRecord({ runs: journal, clock, run, isNew: false, onRun: told })
    settling.set(run.id, record)
    const text = 'The engine ended during this run; what became of it was read from the devices.'
    record.warn([{ code: 'RECOVERED', text, target: null }])
    await readTruth(work, record, stopping.signal)
    if (stopping.signal.aborted) return
    const old = clock.now() - lastAtWork(run) > GO_ON_WITHIN_MS
    const { changes, onFailure, state, activation } = record.current()
    const isOpen = changes.some((change) => change.state === 'pending')
    const hasFailed = changes.some((change) => change.state === 'failed')
    const isLate = isOpen && activation.mode.startsWith('activate_scheduled')
    logger.warn('A run that the engine had left unfinished was found', { run: run.id, number: run.number, onFailure })
    if (!isOpen && state !== 'compensating' && !(hasFailed && onFailure !== 'continue-on-error')) {
      record.set({ state: outcomeOf(changes), finishedAt: now() })
      await record.commit()
    } else if (old || isLate || (onFailure === 'pause-and-ask' && state !== 'compensating')) {
      const open = changes.filter((change) => change.state === 'pending' || change.state === 'failed')
      const question = {
        code: 'ENGINE_ENDED',
        text: ENGINE_ENDED,
        changes: open.map(({ id }) => id),
        at: now(),
      } as const
      record.set({ state: 'paused', question: { ...question, answers: ['continue', 'retry', 'compensate', 'cancel'] } })
      await record.commit()
    } else if (state === 'compensating' || onFailure === 'auto-rollback') {
      await record.commit()
      await begin(executeRun(work, record, { kind: 'compensate', why: ENGINE_ENDED }), run.id).done
    } else {
      const { run: guarded, rows } = guardedAgain(record.current(), run.actor)
      for (const change of guarded.changes) if (change.code !== undefined) record.put(change)
      rows.forEach(record.audit)
      await begin(executeRun(work, record, GO), run.id).done
    }
  }

  async function known(id: Id): Promise<Run> {
    const run = await journal.get(id)
    if (run === null) throw new RunStateError('unknown', `There is no run ${id.slice(0, 60)}.`)
    return run
  }

  function newRun({ actor, origin }: Asker, request: StartRequest, verdict: Verdict, plan: Plan): Omit<Run, 'number'> {
    const { actions, activation, change } = request
    const onFailure: OnFailure = request.onFailure ?? settings.get().onFailure[origin]
    const base = {
      id: request.id ?? ids(),
      actor,
      origin,
      actions: [...actions],
      createdAt: now(),
      startedAt: null,
      finishedAt: null,
    }
    const wishes = { onFailure, activation, change, source: request.source ?? null }
    const later = { approval: null, question: null, compensation: null, spreadMs: null }
    return { ...base, ...wishes, ...later, state: 'planned', ...parts(verdict, plan, request.warnings ?? []) }
  }

  return {
    start,
    plan,
    approve: (asker, id, given) => decide(asker, id, (run) => approve(asker, run, given)),
    async cancel(asker, id) {
      const handle = live.get(id)
      const role = roleOf(asker)
      if (handle === undefined || role !== null) return decide(asker, id, (run) => cancel(asker, run))
      const { state, number } = handle.current()
      if (state === 'compensating') {
        throw new RunStateError('state', `Run ${number} is being put back; that is not left half done.`)
      }
      const by = `Cancelled by ${asker.actor.name}.`
      handle.cancel(by)
      const run = await handle.done
      await audit.append([notedRow(asker, run, `Run ${run.number}: ${by}`)])
      return run
    },
    resume: (asker, id, decision, waitMs) => decide(asker, id, (run) => resume(asker, run, decision, waitMs)),
    compensate: (asker, id, waitMs) => decide(asker, id, (run) => compensate(asker, run, waitMs, null)),
    takeBack: (asker, id, why, waitMs) => decide(asker, id, (run) => compensate(asker, run, waitMs, why)),
    undo,
    candidates: (asker, from) =>
      candidatesFor({ compatibility, plant, asker, holdOf: options.holds.of, policies }, from),
    live: (id) => (live.get(id) ?? settling.get(id))?.current() ?? null,
    onRun: listeners.add,

    async forgetPlans(before, isBooked, summary) {
      let forgotten = 0
      let above = 0
      while (!stopping.signal.aborted) {
        const old = await journal.plansBefore(before, above, PLANS_AT_ONCE)
        const last = old.at(-1)
        if (last === undefined) break
        above = last.number
        // Nobody can approve what is being removed: as with any other decision, one at a time.
        const free = old.filter(
          ({ id, isApproved }) => !isApproved && !isBooked(id) && !deciding.has(id) && !live.has(id),
        )
        for (const { id } of free) deciding.add(id)
        try {
          const numbers = free.map(({ number }) => number)
          const note = auditNote(BY_ITSELF, 'runs.forget', null, summary(numbers.length), { before, numbers })
          if (numbers.length > 0)
            await journal.removePlans(
              free.map(({ id }) => id),
              [note],
            )
          forgotten += numbers.length
        } finally {
          for (const { id } of free) deciding.delete(id)
        }
      }
      return forgotten
    },

    async recover() {
      // The run of a playbook is settled by who runs playbooks.
      const found = await journal.unfinished()
      const unfinished = found.filter(({ id, playbook }) => !live.has(id) && playbook === undefined)
      const each = unfinished.map((run) => {
        deciding.add(run.id)
        return settle(run).finally(() => {
          deciding.delete(run.id)
          settling.delete(run.id)
        })
      })
      const all = Promise.all(each).then(() => undefined)
      const over = all.catch(() => undefined)
      recovering.add(over)
      await all.finally(() => recovering.delete(over))
    },

    async stop(graceMs) {
      stopping.abort()
      const handles = [...live.values()]
      for (const handle of handles) handle.suspend()
      const over = Promise.all([...handles.map(({ done }) => done), ...recovering])
      await within(over, graceMs)
      for (const handle of live.values()) handle.abort()
      await over
      listeners.dispose()
    },
  }
}

/** What the guard is asked. */
type Asked = Pick<StartRequest, 'actions' | 'confirm' | 'change' | 'source'> & { readonly override: string | undefined }

/** A stored run as it was asked for, with everything that was said yes to. */
function askedFor(run: Run, confirm: readonly string[]): Omit<Asked, 'override'> {
  const { actions, change, source } = run
  return { actions, change, source: source ?? undefined, confirm: [...confirm, ...confirmedIn(run)] }
}

/** The reason with which policies were overruled when the run was asked for. */
function overrideIn({ decisions }: Run): string | undefined {
  return decisions.find(({ overridden }) => overridden !== undefined)?.overridden
}

/** A plan that had skipped what was refused goes on doing so. */
function onRefusedOf({ changes }: Run): StartRequest['onRefused'] {
  return changes.some((one) => isNeverSent(one) && one.code !== 'ALREADY_SO') ? 'skip' : 'refuse'
}

/** The code of the warning that a run waits for a change window. */
const QUEUED = 'QUEUED'

function queuedFor({ label, opening }: OpeningWindow): Warning {
  const text = `It waits for the change window “${label}”, which begins at ${opening.start}.`
  return { code: QUEUED, text, target: null }
}

/** Warnings that came with a request, and that no plan makes anew. */
const GIVEN: ReadonlySet<string> = new Set(['NOT_TAKEN_BACK', 'UNKNOWN_STREAM'])

const GO: RunPurpose = { kind: 'execute', activate: false }

function awaiting({ role }: Settings['approval'], reasons: readonly string[]): Pick<Run, 'state' | 'approval'> {
  return { state: 'awaiting_approval', approval: { needs: role, reasons: [...reasons], by: null, at: null } }
}

function parts(
  verdict: Verdict,
  plan: Plan,
  given: readonly Warning[],
): Pick<Run, 'changes' | 'decisions' | 'warnings' | 'disturbs'> {
  const asked = verdict.decisions.filter(({ effect, code }) => effect !== 'deny' && code !== 'ALLOWED')
  const warnings = asked.map(({ code, text, target }) => ({ code, text, target }))
  return {
    changes: [...plan.changes],
    decisions: [...verdict.decisions],
    warnings: [...given, ...warnings, ...plan.warnings],
    disturbs: [...plan.disturbs],
  }
}

/** A denial of the whole always does; of one entry, unless those are skipped. A plan may still want its yes. */
function blocks({ effect, action }: Decision, input: Pick<StartRequest, 'dryRun' | 'onRefused'>): boolean {
  if (effect === 'allow') return false
  if (action === null) return true
  return input.onRefused === 'refuse' && (effect === 'deny' || !input.dryRun)
}

function keyOfPlanned(change: Change): string {
  return keyOf(isNeverSent(change) ? change.action : null, change)
}

/** A plan shows what still wants a yes, or waits for its window, as if it had one. */
function deniedOnly(refused: ReadonlyMap<number, Decision>, waits: boolean): ReadonlyMap<number, Decision> {
  return new Map(
    [...refused].filter(([, { effect, code }]) => effect === 'deny' && !(waits && code === 'CHANGE_WINDOW')),
  )
}

function skippedRows(run: Run): readonly NewAuditRow[] {
  return run.changes.filter(isNeverSent).map((change) => changeRow(run, change, {}))
}

/** Changes that were planned and that the plant has made superfluous since. */
function noLongerNeeded(planned: readonly Change[], plan: Plan, finishedAt: string): readonly Change[] {
  const kept = new Set(plan.changes.map(({ id }) => id))
  const over = { driver: 'none', state: 'skipped', reason: 'It is not needed any more.', code: 'ALREADY_SO' } as const
  return planned.filter(({ id }) => !kept.has(id)).map((change) => ({ ...change, ...over, finishedAt }))
}

/** What failed, or needed what failed, is to be tried once more. */
function asNew(change: Change): Change {
  if (change.state !== 'failed' && change.code !== 'NEED_FAILED') return change
  const { error: _e, reason: _r, code: _c, announcedAt: _an, stagedAt: _s, activatedAt: _ac, ...rest } = change
  return { ...rest, state: 'pending', startedAt: null, finishedAt: null }
}

function dryRunSummary({ number, changes }: Run): string {
  const [first, ...others] = changes
  const what = first === undefined ? 'nothing to do' : first.summary
  return `Dry run ${number}: ${what}${others.length === 0 ? '' : ` and ${others.length} more`}`
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  const waiting = new AbortController()
  await Promise.race([work, after(ms, null, { signal: waiting.signal }).catch(() => null)])
  waiting.abort()
}
