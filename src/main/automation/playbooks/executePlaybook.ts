import { setMaxListeners } from 'node:events'
import type { Role, Run } from '../../../contract'
import { type Asker, RefusedError, RunStateError } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { reaches } from '../../execution/roles'
import type { StoredStep } from '../../store/repositories'
import { StoreError } from '../../store/storeError'
import { ExpressionError, type Scope, isTrue } from '../expressions/expression'
import { plantFunctions } from '../expressions/plantFunctions'
import { createPlantLookup } from '../expressions/plantLookup'
import { registryFunctions } from '../expressions/registryFunctions'
import type { Template } from '../expressions/template'
import { linesOf, refusalText, whyNot } from './childOutcome'
import type { ChildRuns } from './childRuns'
import { type Frame, type Item, type RunFacts, freshRow, itemRow, itemRowId, rowIdOf, scopeFor } from './frame'
import { checkedParams } from './params'
import { type StepEnd, capture, check, job, tellPeople, wait, waitFor } from './performStep'
import { type Playbook, RUN_KINDS, type Step } from './playbook'
import type { PlaybookParts } from './playbookParts'
import { isPutBack, putBackSteps } from './putBackSteps'
import { type SkippedBy, isFault, isFulfilled, isSettled, withKept, withProgress } from './rowStates'
import { type RunBook, playbookRow } from './runBook'
import { type StepRequest, stepRequest } from './stepRequest'
import { titleOf, withoutExpressions } from './stepTitle'
import { type StepValues, asList, stepValues } from './stepValues'

/** The run of a playbook being executed. */
export type PlaybookHandle = {
  readonly current: () => Run
  /** The run is over, or waits for somebody with nothing at work. Never rejects. */
  readonly done: Promise<Run>
  /** Fulfilled when it asks a person, or does so now. */
  readonly asks: () => Promise<void>
  /** What has not begun is skipped; what is being applied is finished. */
  readonly cancel: (asker: Asker, why: string) => void
  /** Answers the step that asks. @throws RefusedError for somebody who may not, RunStateError when none asks */
  readonly approve: (asker: Asker) => void
  /** Begins nothing more, and leaves the rest for the next start. */
  readonly suspend: () => void
}

export type PlaybookPurpose =
  { readonly kind: 'execute' } | { readonly kind: 'compensate' | 'cancel'; readonly why: string }

type Halt = { readonly kind: 'rollback' | 'cancel' | 'pause' | 'suspend' | 'broken'; readonly why: string }

type Ask = { readonly role: Role; readonly text: string; readonly byAnother: boolean }

const MAX_ITEMS = 100_000
const UNWRITTEN = 'The journal cannot be written, so nothing more is done.'

/** Executes a playbook from where its steps stand: those that have ended stay as they are. */
export function executePlaybook(options: {
  readonly parts: PlaybookParts
  readonly book: RunBook
  /** Those that the run keeps, by name. */
  readonly playbooks: ReadonlyMap<string, Playbook>
  readonly children: ChildRuns
  readonly purpose: PlaybookPurpose
}): PlaybookHandle {
  const { parts, book, playbooks, children, purpose } = options
  const lookup = createPlantLookup(parts)
  const functions = { ...plantFunctions(parts), ...registryFunctions(parts) }
  const halting = new AbortController()
  const suspending = new AbortController()
  // Every step that waits listens to one of them.
  setMaxListeners(0, halting.signal, suspending.signal)
  const asking = new Map<string, { readonly ask: Ask; readonly answer: (by: Asker | null) => void }>()
  let halt: Halt | null = null
  let ended = book.rows().reduce((most, { kept }) => Math.max(most, Number(kept['ended'] ?? 0)), 0)
  const waitingForAsk = new Set<() => void>()
  const { actor, origin, id: runId, number } = book.current()
  const asker: Asker = { actor, origin }
  const facts: RunFacts = { id: runId, number, actor, origin, playbook: book.copy.name }

  function stop(given: Halt): void {
    halt ??= given
    halting.abort()
    if (given.kind === 'suspend' || given.kind === 'broken') suspending.abort()
  }

  /** False when it could not be written: then nothing may be done. */
  async function saved(): Promise<boolean> {
    try {
      await book.commit()
      return true
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      stop({ kind: 'broken', why: UNWRITTEN })
      return false
    }
  }

  function rowNow(id: string): StoredStep {
    const row = book.row(id)
    if (row === undefined) throw new Error(`The run ${runId} has no step ${id}.`)
    return row
  }

  /** Steps that always run are not stopped by what went wrong, nor by who cancels. */
  function isStopped(frame: Frame, step: Step): boolean {
    if (halt === null) return false
    const goesOn = halt.kind === 'rollback' || halt.kind === 'cancel'
    return !(goesOn && (step.always || frame.always))
  }

  function signalFor(frame: Frame, step: Step): AbortSignal {
    return step.always || frame.always ? suspending.signal : halting.signal
  }

  function end(row: StoredStep, given: Partial<StoredStep['progress']>, kept: StoredStep['kept'] = {}): StoredStep {
    ended += 1
    return book.put(withKept(withProgress(row, { ...given, finishedAt: book.now() }), { ...kept, ended }))
  }

  function skip(row: StoredStep, problem: string, by: SkippedBy): void {
    end(row, { state: 'skipped', problem }, { by })
  }

  function fail(row: StoredStep, problem: string): void {
    end(row, { state: 'failed', problem })
  }

  /** What is not begun, or was stopped in its waiting: skipped for good, or left for later. */
  function leave(row: StoredStep): void {
    if (halt?.kind === 'rollback' || halt?.kind === 'cancel') skip(row, halt.why, halt.kind)
  }

  function scopeOf(frame: Frame, step: Step, item: Item): Scope {
    return scopeFor(frame, step.uses, item, { rowOf: book.row, functions, lookup, facts, now: book.now() })
  }

  async function runFrame(frame: Frame, which: 'usual' | 'always'): Promise<void> {
    for (const step of frame.book.steps) {
      if (book.row(rowIdOf(frame, step)) === undefined) book.put(freshRow(frame, step, 'waiting'))
    }
    const ends = new Map<string, Promise<void>>()
    for (const step of frame.book.steps.filter(({ always }) => always === (which === 'always'))) {
      const before = step.needs.flatMap((need) => ends.get(need) ?? [])
      ends.set(
        step.id,
        Promise.all(before).then(() => runStep(frame, step)),
      )
    }
    await Promise.all(ends.values())
  }

  async function runStep(frame: Frame, step: Step): Promise<void> {
    const id = rowIdOf(frame, step)
    const row = rowNow(id)
    if (isSettled(row)) return
    const isNew = row.progress.state === 'waiting'
    if (isNew && isStopped(frame, step)) {
      leave(row)
      return
    }
    const unmet = step.needs.map((need) => rowNow(`${frame.prefix}${need}`)).find((need) => !isFulfilled(need))
    if (isNew && unmet !== undefined && !step.always) {
      const word = unmet.progress.state === 'failed' ? 'failed' : `is ${unmet.progress.state}`
      skip(row, `It needs “${unmet.progress.title}”, which ${word}.`, 'need')
      await saved()
      return
    }
    if (step.forEach === null) await runOne(frame, step, id, null)
    else await runItems(frame, step, id, step.forEach)
  }

  async function runItems(frame: Frame, step: Step, id: string, forEach: Template): Promise<void> {
    let group = rowNow(id)
    if (!Array.isArray(group.kept['items'])) {
      try {
        const items = asList(await forEach.evaluate(scopeOf(frame, step, null)))
        if (items.length > MAX_ITEMS) throw new ExpressionError(`It has ${items.length} items; at most ${MAX_ITEMS}.`)
        const begun = { title: withoutExpressions(step), state: 'running', startedAt: book.now() } as const
        group = book.put(withKept(withProgress(group, begun), { items }))
        for (const index of items.keys()) book.put(itemRow(group, index, 'waiting'))
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        fail(group, error.message)
        failed(frame, step, id)
      }
      if (!(await saved()) || isSettled(rowNow(id))) return
    }
    const items = asList(group.kept['items'])
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < items.length) {
        const index = next
        next += 1
        const row = rowNow(itemRowId(id, index))
        if (isSettled(row)) continue
        if (row.progress.state === 'waiting' && isStopped(frame, step)) leave(row)
        else await runOne(frame, step, row.progress.id, { value: items[index], index })
      }
    }
    const workers = Math.min(parts.settings().playbooks.parallel, items.length)
    await Promise.all(Array.from({ length: workers }, worker))
    closeGroup(
      step,
      id,
      items.map((_, index) => rowNow(itemRowId(id, index))),
      items.length === 0 ? 'There is nothing to do it for.' : null,
    )
    await saved()
  }

  /** What the items of a step, or the steps of a playbook in it, come to. */
  function closeGroup(step: Step, id: string, rows: readonly StoredStep[], nothing: string | null): void {
    if (!rows.every(isSettled)) return
    const count = (state: StoredStep['progress']['state']): number =>
      rows.filter(({ progress }) => progress.state === state).length
    const faults = rows.filter(({ progress }) => progress.state === 'failed')
    const changes = [nothing ?? `${count('done')} of ${rows.length} done.`]
    const [first] = faults
    const why = halt?.kind === 'rollback' || halt?.kind === 'cancel' ? halt.why : null
    const isLeftOut = rows.length > 0 && rows.every(({ progress }) => progress.state === 'skipped')
    const tolerated = step.onFailure === 'continue-on-error'
    if (first !== undefined && (tolerated || faults.some(isFault))) {
      const more = faults.length === 1 ? '' : ` And ${faults.length - 1} more failed.`
      const problem = `${first.progress.title}: ${first.progress.problem ?? 'it failed.'}${more}`
      end(rowNow(id), { state: 'failed', changes, problem }, tolerated ? { tolerated } : {})
    } else if (isLeftOut) {
      const by = why === null ? String(rows[0]?.kept['by'] ?? 'when') : (halt?.kind ?? 'when')
      end(rowNow(id), { state: 'skipped', changes, problem: why ?? rows[0]?.progress.problem ?? null }, { by })
    } else end(rowNow(id), { state: 'done', changes })
  }

  async function runOne(frame: Frame, step: Step, id: string, item: Item): Promise<void> {
    try {
      if (step.kind === 'playbook') await runNested(frame, step, id, item)
      else await runLeaf(frame, step, id, item)
    } catch (error) {
      if (error instanceof ExpressionError || error instanceof HouseError) fail(rowNow(id), error.message)
      else if (error instanceof StoreError) stop({ kind: 'broken', why: UNWRITTEN })
      else {
        const text = error instanceof Error ? error.message : String(error)
        parts.logger.error('A step of a playbook threw', { run: runId, step: id, error })
        fail(rowNow(id), `Signalbox itself failed: ${text}`)
      }
    }
    failed(frame, step, id)
    await saved()
  }

  /** What a step that failed means for the others. */
  function failed(frame: Frame, step: Step, id: string): void {
    const row = rowNow(id)
    if (!isFault(row)) return
    if (step.onFailure === 'continue-on-error') {
      book.put(withKept(row, { tolerated: true }))
      return
    }
    const why = `${row.progress.title}: ${row.progress.problem ?? 'it failed.'}`
    switch (step.onFailure ?? frame.policy) {
      case 'auto-rollback':
        stop({ kind: 'rollback', why })
        return
      case 'pause-and-ask':
        stop({ kind: 'pause', why })
        return
      case 'continue-on-error':
        return
    }
  }

  /** False: its condition says no. @throws ExpressionError */
  async function begin(frame: Frame, step: Step, id: string, item: Item): Promise<boolean> {
    const scope = scopeOf(frame, step, item)
    const title = await titleOf(step, scope)
    if (step.when !== null && !isTrue(await step.when.evaluate(scope))) {
      skip(withProgress(rowNow(id), { title }), `Its condition says no: ${step.when.text}.`, 'when')
      return false
    }
    book.put(withProgress(rowNow(id), { title, state: 'running', startedAt: book.now(), changes: [] }))
    return true
  }

  async function runLeaf(frame: Frame, step: Step, id: string, item: Item): Promise<void> {
    const isAgain = rowNow(id).progress.state !== 'waiting'
    if (!isAgain && !(await begin(frame, step, id, item))) return
    if (RUN_KINDS.has(step.kind)) {
      await runChild(frame, step, id, item)
      return
    }
    if (isStopped(frame, step)) {
      leave(rowNow(id))
      return
    }
    const values = await stepValues(step, scopeOf(frame, step, item))
    if (values.kind === 'approve') {
      await askPerson(frame, step, id, values.body)
      return
    }
    if (!(await saved())) return
    const result = await perform(values, frame, step, id, { item, isAgain })
    const row = rowNow(id)
    if (result === null) leave(row)
    else if (result.ok) end(row, { state: 'done', output: result.output ?? null, changes: [...result.changes] })
    else fail(row, result.problem)
  }

  /** @throws ExpressionError */
  async function perform(
    values: StepValues,
    frame: Frame,
    step: Step,
    id: string,
    { item, isAgain }: { readonly item: Item; readonly isAgain: boolean },
  ): Promise<StepEnd> {
    const signal = signalFor(frame, step)
    const scope = (): Scope => scopeOf(frame, step, item)
    const all = { ...parts, lookup }
    switch (values.kind) {
      case 'wait':
        return wait(values.body, await untilOf(id, values.body.seconds), all, signal)
      case 'wait-for':
        if (step.condition === null) return { ok: false, problem: 'It has no condition.' }
        return waitFor(values.body, step.condition, await untilOf(id, values.body.timeoutS), scope, all, signal)
      case 'check':
        if (step.condition === null) return { ok: false, problem: 'It has no condition.' }
        return check(values.body, step.condition, scope())
      case 'snapshot.capture': {
        const since = { at: rowNow(id).progress.startedAt ?? book.now(), isAgain }
        return capture(values.body, asker, since, all)
      }
      case 'notify':
        return tellPeople(values.body, `playbook ${frame.book.name}`, all)
      case 'job':
        return job(values.body, asker, all)
      case 'take':
      case 'disconnect':
      case 'salvo':
      case 'snapshot.restore':
      case 'sender.activate':
      case 'sender.deactivate':
      case 'mqtt.command':
      case 'http.request':
      case 'approve':
      case 'playbook':
        throw new Error(`The step ${id} is performed elsewhere.`)
    }
  }

  /** Until when a step waits, epoch ms; kept, so that it waits no longer after a restart. */
  async function untilOf(id: string, seconds: number): Promise<number> {
    const row = rowNow(id)
    const known = row.kept['until']
    if (typeof known === 'number') return known
    const until = parts.clock.now() + seconds * 1000
    book.put(withKept(row, { until }))
    await saved()
    return until
  }

  /** A step with a run of its own: its id is on disk before the run is, so that it is never done twice unknowingly. */
  async function runChild(frame: Frame, step: Step, id: string, item: Item): Promise<void> {
    const before = rowNow(id)
    let request = before.kept['request'] as StepRequest | undefined
    if (request === undefined) {
      const made = stepRequest(await stepValues(step, scopeOf(frame, step, item)), lookup, parts)
      if (made === null || made.actions.length === 0) {
        const said = made?.warnings.map(({ text }) => text) ?? []
        end(before, { state: 'done', changes: [...said, 'There is nothing to do.'] })
        return
      }
      request = made
    }
    const known = before.progress.runId
    const child = known ?? parts.ids()
    book.put(withKept(withProgress(before, { runId: child, state: 'running' }), { request }))
    if (!(await saved())) return
    if (known === null || (await children.now(child)) === null) {
      if (!(await startChild(frame, step, id, child, request))) return
    }
    const over = await children.endOf(child, (why) => waits(id, why), suspending.signal)
    if (over !== null) await endOfChild(id, over)
  }

  /** False: it was not started, and the step says why. */
  async function startChild(
    frame: Frame,
    step: Step,
    id: string,
    child: string,
    { source, onFailure, ...request }: StepRequest,
  ): Promise<boolean> {
    const row = withProgress(rowNow(id), { runId: null })
    if (isStopped(frame, step)) {
      leave(book.put(withProgress(row, { state: 'waiting', startedAt: null })))
      return false
    }
    const { title, override, confirm } = book.copy
    const policy = step.onFailure ?? frame.policy
    try {
      await parts.execution.start(asker, {
        ...request,
        id: child,
        source: source ?? { kind: 'playbook', id: runId, label: `${title}: ${row.progress.title}` },
        onFailure: onFailure ?? (policy === 'auto-rollback' ? 'auto-rollback' : 'continue-on-error'),
        confirm: [...confirm],
        ...(override === null ? {} : { override: { reason: override } }),
        skipDone: true,
        dryRun: false,
        ifClosed: 'refuse',
        waitMs: 0,
      })
      return true
    } catch (error) {
      if (halt?.kind === 'suspend') return false
      if (!(error instanceof RefusedError || error instanceof RunStateError || error instanceof HouseError)) throw error
      fail(row, refusalText(error))
      return false
    }
  }

  /** The run of a step waits for a person, or goes on. */
  function waits(id: string, why: string | null): void {
    const row = rowNow(id)
    const state = why === null ? 'running' : 'asking'
    if (row.progress.state !== state || row.progress.problem !== why) {
      book.put(withProgress(row, { state, problem: why }))
    }
  }

  async function endOfChild(id: string, run: Run): Promise<void> {
    const row = rowNow(id)
    const changes = linesOf(run)
    if (run.state !== 'succeeded') {
      end(row, { state: 'failed', changes, problem: whyNot(run) })
      return
    }
    end(row, { state: 'done', changes, problem: null, output: await outputOf(row.progress.kind, run) })
  }

  async function outputOf(kind: Step['kind'], run: Run): Promise<unknown> {
    const facts = { runId: run.id, number: run.number, changes: run.changes.length }
    const [change] = run.changes
    if (kind === 'http.request' && change !== undefined) return { ...facts, ...parts.httpAnswer(change.id) }
    if (kind !== 'mqtt.command') return facts
    const { items } = await parts.audit.list({ runId: run.id, target: null, limit: 20, cursor: null })
    const answer = items.find(({ detail }) => detail['answer'] !== undefined)?.detail['answer'] ?? null
    return { ...facts, answer }
  }

  async function runNested(frame: Frame, step: Step, id: string, item: Item): Promise<void> {
    if (rowNow(id).progress.state === 'waiting') {
      if (!(await begin(frame, step, id, item))) return
      const values = await stepValues(step, scopeOf(frame, step, item))
      if (values.kind !== 'playbook') return
      const inner = playbookNamed(values.body.name)
      const params = checkedParams(inner.params, values.body.params, lookup)
      book.put(withKept(rowNow(id), { name: inner.name, params }))
      if (!(await saved())) return
    }
    const row = rowNow(id)
    const inner = playbookNamed(String(row.kept['name']))
    const own: Frame = {
      book: inner,
      prefix: `${id}/`,
      position: row.position,
      params: row.kept['params'] as Frame['params'],
      policy: step.onFailure ?? inner.onFailure ?? frame.policy,
      always: frame.always || step.always,
    }
    await runFrame(own, 'usual')
    await runFrame(own, 'always')
    const rows = inner.steps.map((one) => rowNow(rowIdOf(own, one)))
    closeGroup(step, id, rows, null)
    if (rowNow(id).progress.state !== 'done') return
    const output = Object.fromEntries(rows.map(({ progress }) => [progress.name, progress.output]))
    book.put(withProgress(rowNow(id), { output }))
  }

  function playbookNamed(name: string): Playbook {
    const found = playbooks.get(name)
    if (found === undefined) throw new ExpressionError(`There is no playbook “${name}”.`)
    return found
  }

  async function askPerson(frame: Frame, step: Step, id: string, ask: Ask): Promise<void> {
    book.put(withProgress(rowNow(id), { state: 'asking', changes: [ask.text] }))
    const signal = signalFor(frame, step)
    const answered = new Promise<Asker | null>((resolve) => {
      asking.set(id, { ask, answer: resolve })
      signal.addEventListener(
        'abort',
        () => {
          resolve(null)
        },
        { once: true },
      )
      if (signal.aborted) resolve(null)
    })
    showAsking()
    await saved()
    for (const tell of waitingForAsk) tell()
    waitingForAsk.clear()
    const by = await answered
    asking.delete(id)
    if (by === null) {
      leave(rowNow(id))
      return
    }
    const at = book.now()
    const given = { needs: ask.role, reasons: [ask.text], by: by.actor, at }
    end(rowNow(id), {
      state: 'done',
      output: { by: by.actor, at },
      changes: [ask.text, `${by.actor.name} said yes.`],
    })
    book.set({ state: 'running', approval: given })
    book.audit(
      playbookRow(book.current(), by, `Run ${number}: ${by.actor.name} said yes to “${ask.text}”`, 'noted', {}),
    )
    showAsking()
  }

  /** A run that asks a person says so by its state. */
  function showAsking(): void {
    const [first] = asking.values()
    if (first === undefined || halt !== null) return
    const { role, text } = first.ask
    book.set({ state: 'awaiting_approval', approval: { needs: role, reasons: [text], by: null, at: null } })
  }

  /** Whether the run rests now, to be gone on with later; or cannot go on. */
  async function rests(): Promise<boolean> {
    switch (halt?.kind) {
      case undefined:
      case 'rollback':
      case 'cancel':
        return false
      case 'suspend':
        await saved()
        return true
      case 'pause': {
        const faults = book.rows().filter(isFault)
        const answers = ['continue', 'retry', 'compensate', 'cancel'] as const
        const about = faults.map(({ progress }) => progress.id.slice(0, 200))
        const question = { code: 'CHANGE_FAILED', text: halt.why, changes: about, answers: [...answers] } as const
        book.set({ state: 'paused', question: { ...question, answers: [...answers], at: book.now() } })
        await saved()
        return true
      }
      case 'broken':
        book.set({ state: 'failed', finishedAt: book.now() })
        return true
    }
  }

  function isBroken(): boolean {
    return halt?.kind === 'broken'
  }

  async function all(): Promise<void> {
    const main = playbookNamed(book.copy.name)
    const { params } = book.copy
    const { onFailure: policy } = book.current()
    const top: Frame = { book: main, prefix: '', position: '', params, policy, always: false }
    if (purpose.kind === 'cancel') stop({ kind: 'cancel', why: purpose.why })
    if (purpose.kind === 'compensate') stop({ kind: 'rollback', why: purpose.why })
    await runFrame(top, 'usual')
    if (await rests()) return
    if (halt?.kind === 'rollback') {
      await putBackSteps(parts, book, children, halt.why, suspending.signal)
      if (suspending.signal.aborted) return
    }
    await runFrame(top, 'always')
    if (suspending.signal.aborted) {
      await rests()
      return
    }
    const state = endState()
    book.set({ state, question: null, finishedAt: book.now() })
    const run = book.current()
    const outcome = state === 'succeeded' ? 'done' : state === 'cancelled' ? 'noted' : 'failed'
    book.audit(
      playbookRow(run, asker, `Run ${number}, playbook “${main.title}”: ${state}`, outcome, {
        steps: run.playbook?.steps.length,
      }),
    )
    if (!(await saved()) || isBroken()) book.set({ state: 'failed' })
  }

  function endState(): Run['state'] {
    const run = book.current()
    if (halt?.kind === 'rollback') return isPutBack(run) ? 'compensated' : 'failed'
    if (halt?.kind === 'cancel' || book.rows().some(({ kept }) => kept['by'] === 'cancel')) return 'cancelled'
    return book.rows().some(isFault) ? 'failed' : 'succeeded'
  }

  const done = all()
    .catch((error: unknown) => {
      if (!isBroken()) parts.logger.error('The run of a playbook ended unexpectedly', { run: runId, error })
      book.set({ state: 'failed', finishedAt: book.now() })
      return book.commit().catch(() => undefined)
    })
    .then(() => book.current())

  return {
    current: book.current,
    done,
    asks: () =>
      new Promise((resolve) => {
        if (asking.size > 0) resolve()
        else waitingForAsk.add(resolve)
      }),
    cancel(by, why) {
      stop({ kind: 'cancel', why })
      for (const { progress } of book.rows()) {
        const isAtWork = progress.state === 'running' || progress.state === 'asking'
        if (progress.runId === null || !isAtWork) continue
        parts.execution.cancel(by, progress.runId).catch((error: unknown) => {
          if (error instanceof RunStateError) return
          parts.logger.warn('The run of a step could not be cancelled', { run: progress.runId, error })
        })
      }
    },
    approve(by) {
      const [first] = asking
      if (first === undefined) throw new RunStateError('state', `Run ${number} asks nobody at this moment.`)
      const [id, { ask, answer }] = first
      const against = againstAnswer(ask, by, book.current())
      if (against !== null) throw new RefusedError([against])
      asking.delete(id)
      answer(by)
    },
    suspend() {
      stop({ kind: 'suspend', why: '' })
      suspending.abort()
    },
  }
}

/** Why this person may not answer a step, or null. */
function againstAnswer({ role, byAnother }: Ask, { actor }: Asker, run: Run) {
  const deny = (code: string, text: string) => ({ effect: 'deny', code, text, action: null, target: null }) as const
  if (byAnother && actor.id === run.actor.id) {
    return deny('OWN_APPROVAL', `Run ${run.number} was started by ${actor.name}; somebody else has to say yes.`)
  }
  if (reaches(actor.role, role)) return null
  return deny('APPROVAL_ROLE', `Run ${run.number} wants the yes of an ${role}; ${actor.name} is ${actor.role}.`)
}
