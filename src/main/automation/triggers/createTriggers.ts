import type {
  Actor,
  Id,
  Run,
  Trigger,
  TriggerAction,
  TriggerCause,
  TriggerInput,
  TriggerRecord,
  TriggerTrial,
} from '../../../contract'
import { type Asker, RunStateError } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { reaches } from '../../execution/roles'
import type { PlantEntry } from '../../plant/plant'
import { inScope } from '../../plant/scope'
import { BY_ITSELF, auditNote } from '../../store/auditNote'
import type { StoredTrigger } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { type Expression, ExpressionError, type Scope, isTrue } from '../expressions/expression'
import { plantFunctions } from '../expressions/plantFunctions'
import { createPlantLookup } from '../expressions/plantLookup'
import { inText } from '../expressions/template'
import { createRunFollower } from '../runFollower'
import { beginRun, sourceIdOf, whyNotBegun } from './act'
import { actionFault, actionInWords } from './actionCheck'
import { type Chain, createCauses } from './causes'
import { createClockWatch } from './clockWatch'
import { type Watch, createEventIndex } from './eventIndex'
import { createFireRate } from './fireRate'
import type { CompiledTrigger } from './compiledTrigger'
import { createHoldBook } from './holdBook'
import { type Occurrence, subjectOf, targetOf, verdictOf } from './occurrence'
import { type Facts, factsOf, sampleFacts } from './occurrenceFacts'
import { listenToHouse } from './houseOccurrences'
import { createTriggerHistory } from './triggerHistory'
import type { TriggerParts } from './triggerParts'
import { type Registered, actsAs, createTriggerRegister, storedView } from './triggerRegister'
import type { Triggers } from './triggers'

/** A chain of triggers that cause each other is no longer than this. */
const LONGEST_CHAIN = 5
/** So many events of a trigger wait to be looked at; what comes beyond that is lost, and its history says so. */
const MOST_WAITING = 1_000
const LONGEST_KEY = 500
/** Things of which a trigger remembers that it has seen something good. */
const MOST_HEALTHY = 100_000
/** Who listens is told at most so often, ms. */
const TELL_MS = 500

/** What a trigger goes through while Signalbox runs. */
type Life = {
  readonly counts: { fired: number; wouldHaveFired: number; suppressed: number; passed: number }
  readonly waiting: Job[]
  isAtWork: boolean
  readonly healthy: Set<string>
  /** By key: what waits for the end of its debounce. */
  readonly pending: Map<string, Pending>
  /** Keys for which something is being done. */
  readonly busy: Set<string>
  turn: Promise<unknown>
}
type Job = { readonly watch: Watch; readonly occurrence: Occurrence; readonly at: number; readonly chain: Chain }
type Firing = {
  readonly key: string
  /** Worked out when somebody asks. */
  readonly facts: () => Facts
  readonly chain: Chain
  readonly target: Id | null
}
type Pending = { readonly timer: NodeJS.Timeout; firing: Firing }

/** Event, condition, action: one after another for each trigger, side by side for different ones. */
export function createTriggers(parts: TriggerParts): Triggers {
  const { plant, clock, ids, logger, audit, notify } = parts
  const lookup = createPlantLookup(parts)
  const functions = plantFunctions(parts)
  const register = createTriggerRegister(parts)
  const history = createTriggerHistory(parts.store.triggerHistories, clock, logger)
  const rate = createFireRate(clock.now)
  const follower = createRunFollower({ onRun: parts.gate.onRun, runNow: parts.runNow })
  const holds = createHoldBook({
    ...parts,
    repository: parts.store.triggerHolds,
    inTurn,
    onEnd({ hold, outcome, text }) {
      note(hold.triggerId, { outcome, key: hold.key, text, runId: hold.runId, causes: hold.causes })
      const row = auditNote({ actor: hold.actor, origin: 'trigger' }, 'trigger.put-back', hold.triggerId, text, {
        key: hold.key,
      })
      void write({ ...row, runId: hold.runId, outcome: outcome === 'put-back' ? 'done' : 'failed' })
    },
    onTrouble({ triggerId, label, key, runId, causes }, text, isLast) {
      note(triggerId, { outcome: 'not-put-back', key, text, runId, causes })
      const next = isLast ? 'Somebody has to look at it.' : 'It is tried again.'
      tellPeople(label, isLast ? 'alarm' : 'warning', `What was done for ${key} is not back yet. ${text} ${next}`, null)
    },
  })
  const causes = createCauses({ plant, now: clock.now, chainOfHold: (runId) => holds.ofRun(runId)?.causes ?? null })
  const lives = new Map<Id, Life>()
  const listeners = new Set<() => void>()
  const ends: (() => void)[] = []
  const index = createEventIndex()
  let held: ReadonlySet<Id> = new Set()
  let telling: NodeJS.Timeout | null = null
  let isReady = false
  let isStopped = false
  let endHouse: ReturnType<typeof listenToHouse> | null = null
  const clockWatch = createClockWatch(clock, (triggerId, event, at, lateMs) => {
    if (lateMs === null) {
      hearFor({ triggerId, part: 'begin', event }, { kind: 'time', cron: event.cron, timeZone: event.timeZone })
      return
    }
    const late = `The time ${timestamp(at)} was missed by ${String(Math.round(lateMs / 1000))} s: the machine slept, or its clock was put forward.`
    const facts = { event: 'time', at: timestamp(at), cron: event.cron }
    suppress(triggerId, 'MISSED', '', late, () => facts, [])
  })

  function lifeOf(triggerId: Id): Life {
    const known = lives.get(triggerId)
    if (known !== undefined) return known
    const made: Life = {
      counts: { fired: 0, wouldHaveFired: 0, suppressed: 0, passed: 0 },
      waiting: [],
      isAtWork: false,
      healthy: new Set(),
      pending: new Map(),
      busy: new Set(),
      turn: Promise.resolve(),
    }
    lives.set(triggerId, made)
    return made
  }

  function tellSoon(): void {
    if (isStopped) return
    telling ??= setTimeout(() => {
      telling = null
      for (const listener of listeners) listener()
    }, TELL_MS)
  }

  async function write(row: ReturnType<typeof auditNote>): Promise<void> {
    try {
      await audit.append([row])
    } catch (error) {
      logger.error('What a trigger did could not be written to the audit', { what: row.what, error })
    }
  }

  function tellPeople(label: string, severity: 'info' | 'warning' | 'alarm', text: string, target: Id | null): void {
    notify({ severity, text, target, by: `trigger ${label}` })
  }

  type Noted = Pick<TriggerRecord, 'outcome' | 'text'> & Partial<Omit<TriggerRecord, 'causes'>> & { causes?: Chain }
  function note(triggerId: Id, { causes: chain, ...given }: Noted): void {
    history.add(triggerId, {
      ...{ id: ids(), at: timestamp(clock.now()), reason: null, key: null, facts: {}, action: null, runId: null },
      ...given,
      causes: [...(chain ?? [])],
    })
    tellSoon()
  }

  function suppress(
    triggerId: Id,
    reason: NonNullable<TriggerRecord['reason']>,
    key: string | null,
    text: string,
    facts: () => Facts,
    chain: Chain,
  ): void {
    lifeOf(triggerId).counts.suppressed += 1
    if (history.again(triggerId, reason, key, text)) tellSoon()
    else note(triggerId, { outcome: 'suppressed', reason, key, text, facts: { ...facts() }, causes: chain })
  }

  /** Waits for what is done before, where the trigger wants it so. */
  async function inTurn<T>(triggerId: Id, work: () => Promise<T>): Promise<T> {
    if (register.get(triggerId)?.stored.inTurn !== true) return work()
    const life = lifeOf(triggerId)
    const mine = life.turn.then(work)
    life.turn = mine.catch(() => undefined)
    return mine
  }

  /** Notes anew what a trigger waits for. */
  function reindex(triggerId: Id): void {
    const before = index.ofTrigger(triggerId)
    const after = watchesOf(register.get(triggerId))
    index.put(triggerId, after)
    const isAbout = (kind: 'mqtt' | 'time'): boolean => [...before, ...after].some(({ event }) => event.kind === kind)
    if (isAbout('mqtt')) endHouse?.topics.follow(index.ofKind('mqtt'))
    if (isAbout('time')) followClock()
  }

  function watchesOf(registered: Registered | undefined): readonly Watch[] {
    if (registered?.compiled == null) return []
    const { id: triggerId, mode, event, until } = registered.stored
    const begins: readonly Watch[] = mode === 'off' ? [] : [{ triggerId, part: 'begin', event }]
    const isNeeded = mode !== 'off' || held.has(triggerId)
    if (until?.event == null || !isNeeded) return begins
    return [...begins, { triggerId, part: 'end', event: until.event }]
  }

  function followClock(): void {
    const times = index.ofKind('time').flatMap(({ triggerId, event }) => {
      return event.kind === 'time' ? [[triggerId, event] as const] : []
    })
    clockWatch.follow(new Map(times))
  }

  /** A trigger that is off waits for the end of what it has done. */
  function seeHolds(): void {
    const before = held
    held = new Set(holds.all().map(({ triggerId }) => triggerId))
    for (const id of new Set([...before, ...held])) if (before.has(id) !== held.has(id)) reindex(id)
  }

  /** What somebody may wait for has happened. */
  function hear(occurrence: Occurrence): void {
    let chain: Chain | null = null
    for (const watch of index.of(occurrence)) {
      if (verdictOf(watch.event, occurrence) === 'no') continue
      chain ??= causes.of(occurrence)
      take(watch, occurrence, chain)
    }
  }

  function hearFor(watch: Watch, occurrence: Occurrence): void {
    if (verdictOf(watch.event, occurrence) !== 'no') take(watch, occurrence, causes.of(occurrence))
  }

  function take(watch: Watch, occurrence: Occurrence, chain: Chain): void {
    if (isStopped) return
    const { triggerId, part } = watch
    if (part === 'end' && !isHolding(triggerId)) return
    const life = lifeOf(triggerId)
    if (life.waiting.length >= MOST_WAITING) {
      const text = `More than ${String(MOST_WAITING)} events wait; this one was left out.`
      suppress(triggerId, 'FLOOD', null, text, () => ({}), [])
      return
    }
    life.waiting.push({ watch, occurrence, at: clock.now(), chain })
    if (isReady) work(triggerId, life)
  }

  function isHolding(triggerId: Id): boolean {
    const life = lives.get(triggerId)
    if (life !== undefined && (life.waiting.length > 0 || life.isAtWork || life.pending.size > 0)) return true
    return holds.all().some((hold) => hold.triggerId === triggerId)
  }

  function work(triggerId: Id, life: Life): void {
    if (life.isAtWork) return
    life.isAtWork = true
    void lookAtAll(triggerId, life).finally(() => {
      life.isAtWork = false
      // What came after the last one was looked at.
      if (life.waiting.length > 0 && !isStopped) work(triggerId, life)
    })
  }

  async function lookAtAll(triggerId: Id, life: Life): Promise<void> {
    for (let job = life.waiting.shift(); job !== undefined && !isStopped; job = life.waiting.shift()) {
      const registered = register.get(triggerId)
      if (registered === undefined) continue
      try {
        const looking = job.watch.part === 'begin' ? lookAt(registered, job) : lookAtEnd(registered, job)
        if (looking !== null) await looking
      } catch (error) {
        logger.error('A trigger could not be looked at', { trigger: triggerId, error })
      }
    }
  }

  function scopeOf(facts: Facts): Scope {
    return { root: facts, functions }
  }

  function factsFor({ occurrence, at }: Job, usesSubject: boolean): () => Facts {
    let facts: Facts | null = null
    return () => (facts ??= factsOf(occurrence, timestamp(at), { plant, lookup }, usesSubject))
  }

  /** Null: the expression gives nothing. @throws ExpressionError */
  async function keyOf(key: Expression | null, subject: string, facts: () => Facts): Promise<string | null> {
    if (key === null) return subject
    const value = await key.evaluate(scopeOf(facts()))
    if (value === undefined || value === null) return null
    return inText(value).slice(0, LONGEST_KEY)
  }

  /** Null: it has been looked at; what needs no expression is done at once. */
  function lookAt({ stored, compiled }: Registered, job: Job): Promise<void> | null {
    if (stored.mode === 'off' || compiled === null) return null
    const facts = factsFor(job, compiled.usesSubject)
    if (compiled.key === null && compiled.condition === null) {
      return decide(stored, job, { key: subjectOf(job.occurrence), facts, isYes: true })
    }
    return lookWith(stored, compiled, job, facts)
  }

  async function lookWith(
    stored: StoredTrigger,
    compiled: CompiledTrigger,
    job: Job,
    facts: () => Facts,
  ): Promise<void> {
    const { id, event } = stored
    const { occurrence, chain } = job
    let key: string | null = null
    try {
      key = await keyOf(compiled.key, subjectOf(occurrence), facts)
      if (key === null) {
        suppress(id, 'NO_KEY', null, `Its key gives nothing: ${compiled.key?.text ?? ''}.`, facts, chain)
        return
      }
      const isAsked = compiled.condition !== null && verdictOf(event, occurrence) === 'yes'
      const isYes = !isAsked || isTrue(await compiled.condition.evaluate(scopeOf({ ...facts(), key })))
      const deciding = decide(stored, job, { key, facts, isYes })
      if (deciding !== null) await deciding
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      suppress(id, 'EXPRESSION', key, error.message, facts, chain)
    }
  }

  function decide(
    stored: StoredTrigger,
    { occurrence, chain }: Job,
    { key, facts, isYes }: { readonly key: string; readonly facts: () => Facts; readonly isYes: boolean },
  ): Promise<void> | null {
    const life = lifeOf(stored.id)
    if (verdictOf(stored.event, occurrence) === 'contrary') {
      good(life, key)
      takenBack(stored, key, 'What had happened is not so any more.')
      return null
    }
    if (!isYes) {
      life.counts.passed += 1
      good(life, key)
      takenBack(stored, key, 'Its condition says no by now.')
      return null
    }
    if (stored.requiresHealth && !hasSeenHealth(life, key, occurrence)) {
      const text = 'Nothing good was seen of it since the start, so that this may be how it always was.'
      suppress(stored.id, 'NO_HEALTH_YET', key, text, facts, chain)
      return null
    }
    const firing: Firing = { key, facts, chain, target: targetOf(occurrence) }
    if (stored.debounceMs === 0) return fire(stored.id, firing)
    debounce(stored, firing)
    return null
  }

  function good(life: Life, key: string): void {
    if (life.healthy.size < MOST_HEALTHY) life.healthy.add(key)
  }

  function hasSeenHealth(life: Life, key: string, occurrence: Occurrence): boolean {
    if (occurrence.kind === 'resource' && occurrence.wasSeen) return true
    if (occurrence.kind === 'registry' && occurrence.wasLive) return true
    return life.healthy.has(key)
  }

  function debounce({ id, debounceMs }: StoredTrigger, firing: Firing): void {
    const { pending } = lifeOf(id)
    const known = pending.get(firing.key)
    if (known !== undefined) {
      known.firing = firing
      return
    }
    const timer = setTimeout(() => {
      const latest = pending.get(firing.key)?.firing
      pending.delete(firing.key)
      if (latest === undefined || isStopped) return
      fire(id, latest)?.catch((error: unknown) => {
        logger.error('A trigger could not fire', { trigger: id, error })
      })
    }, debounceMs)
    pending.set(firing.key, { timer, firing })
  }

  function takenBack({ id, debounceMs }: StoredTrigger, key: string, why: string): void {
    const { pending } = lifeOf(id)
    const known = pending.get(key)
    if (known === undefined) return
    clearTimeout(known.timer)
    pending.delete(key)
    const { facts, chain } = known.firing
    suppress(id, 'TAKEN_BACK', key, `${why} That was within ${String(debounceMs)} ms.`, facts, chain)
  }

  /** Everything says yes; what is still against it is that it was done already, too often, or by itself. Null: it is over. */
  function fire(id: Id, firing: Firing): Promise<void> | null {
    const registered = register.get(id)
    if (registered?.compiled == null || registered.stored.mode === 'off') return null
    const { stored, compiled } = registered
    const { key, facts, chain } = firing
    const hold = holds.of(id, key)
    if (hold !== undefined || lifeOf(id).busy.has(key)) {
      const timeoutS = stored.until?.timeoutS ?? null
      if (hold !== undefined && timeoutS !== null) holds.prolong(hold.id, timeoutS * 1000)
      suppress(id, 'UNDER_WAY', key, 'What it does for this key is under way.', facts, chain)
      return null
    }
    const loop = loopOf(stored, chain)
    if (loop !== null) return stopLoop(stored, firing, loop)
    if (!rate.take(id, stored.maxPerMinute)) {
      const text = `It fires more than ${String(stored.maxPerMinute)} times in a minute.`
      suppress(id, 'RATE', key, text, facts, chain)
      if (rate.sayFull(id)) {
        tellPeople(stored.label, 'warning', `${text} What comes beyond that is left out.`, firing.target)
      }
      return null
    }
    return fireNow(stored, compiled, firing)
  }

  async function fireNow(stored: StoredTrigger, compiled: CompiledTrigger, firing: Firing): Promise<void> {
    const { id } = stored
    const { key, facts, chain } = firing
    const life = lifeOf(id)
    let action: TriggerAction
    life.busy.add(key)
    try {
      action = await compiled.action(scopeOf({ ...facts(), key }))
    } catch (error) {
      life.busy.delete(key)
      if (!(error instanceof ExpressionError)) throw error
      suppress(id, 'EXPRESSION', key, error.message, facts, chain)
      return
    }
    if (stored.mode === 'watch') {
      life.busy.delete(key)
      life.counts.wouldHaveFired += 1
      const text = `It would have done ${actionInWords(action, parts)}.`
      note(id, { outcome: 'would-have-fired', key, text, facts: { ...facts() }, action, causes: chain })
      return
    }
    const acting = act(stored, firing, action)
      .catch((error: unknown) => {
        logger.error('What a trigger does ended unexpectedly', { trigger: id, error })
      })
      .finally(() => life.busy.delete(key))
    // What is only said is over at once; the next event comes after it.
    if (action.kind === 'notify') await acting
  }

  function loopOf({ id, label }: StoredTrigger, chain: Chain): string | null {
    const path = [...chain.map((cause) => cause.label), label].map((name) => `“${name}”`).join(' → ')
    if (chain.some(({ triggerId }) => triggerId === id)) return `It is caused by itself: ${path}.`
    return chain.length >= LONGEST_CHAIN
      ? `More than ${String(LONGEST_CHAIN)} triggers cause each other: ${path}.`
      : null
  }

  /** What causes itself does nothing more until somebody has looked at it. */
  async function stopLoop({ id, label, mode }: StoredTrigger, firing: Firing, loop: string): Promise<void> {
    suppress(id, 'LOOP', firing.key, loop, firing.facts, firing.chain)
    if (mode !== 'armed') return
    tellPeople(label, 'alarm', `${loop} It only watches from now on. Mend it, then arm it again.`, firing.target)
    await register.setMode(BY_ITSELF, id, 'watch', loop)
  }

  /** Who it acts as now; null: a key was revoked. @throws StoreError */
  async function actorOf(stored: StoredTrigger): Promise<Actor | null> {
    const actor = actsAs(stored)
    if (actor === null || stored.armedBy === null) return null
    const [maker, armer] = await Promise.all([parts.actorNow(actor), parts.actorNow(stored.armedBy)])
    if (maker === null || armer === null) return null
    return { ...maker, role: reaches(maker.role, armer.role) ? armer.role : maker.role }
  }

  async function act(stored: StoredTrigger, firing: Firing, action: TriggerAction): Promise<void> {
    const { id, label } = stored
    const { key, facts, chain } = firing
    const actor = await actorOf(stored)
    if (actor === null) {
      const text = 'The API key of who made or armed it was revoked since. Somebody else has to arm it.'
      suppress(id, 'REVOKED', key, text, facts, chain)
      tellPeople(label, 'warning', text, firing.target)
      return
    }
    const asker: Asker = { actor, origin: 'trigger' }
    const cause: TriggerCause = { triggerId: id, label, key }
    switch (action.kind) {
      case 'notify':
        tellPeople(label, action.severity, action.text, firing.target)
        await fired(asker, stored, firing, action, null)
        return
      case 'job':
        await inTurn(id, () => runJob(asker, stored, firing, action))
        return
      case 'playbook':
      case 'salvo':
      case 'take':
        await doRun(asker, stored, firing, action, [...chain, cause])
    }
  }

  async function fired(
    asker: Asker,
    { id, label }: StoredTrigger,
    { key, facts, chain }: Firing,
    action: TriggerAction,
    run: Run | null,
  ): Promise<void> {
    lifeOf(id).counts.fired += 1
    const doing = actionInWords(action, parts)
    const as = run === null ? '' : `, run ${String(run.number)}`
    note(id, {
      ...{ outcome: 'fired', key, text: `${doing}${as}`, facts: { ...facts() }, action, causes: chain },
      runId: run?.id ?? null,
    })
    const of = key === '' ? '' : ` for ${key}`
    const row = auditNote(asker, 'trigger.fire', id, `Trigger “${label}” fired${of}: ${doing}`, {
      ...{ key, action, causes: chain, facts: history.of(id, 1)[0]?.facts ?? {} },
    })
    await write({ ...row, runId: run?.id ?? null })
  }

  /** Nothing was begun. */
  async function refused(
    asker: Asker,
    { id, label }: StoredTrigger,
    { key, facts, chain, target }: Firing,
    action: TriggerAction,
    text: string,
  ): Promise<void> {
    note(id, { outcome: 'refused', key, text, facts: { ...facts() }, action, causes: chain })
    tellPeople(
      label,
      'warning',
      `It fired for ${key} and could not begin ${actionInWords(action, parts)}. ${text}`,
      target,
    )
    const row = auditNote(asker, 'trigger.fire', id, `Trigger “${label}” fired and was refused: ${text}`, {
      key,
      action,
    })
    await write({ ...row, outcome: 'refused' })
  }

  async function runJob(
    asker: Asker,
    stored: StoredTrigger,
    firing: Firing,
    action: Extract<TriggerAction, { kind: 'job' }>,
  ): Promise<void> {
    try {
      const { problem } = await parts.runJob(asker, action.name)
      await fired(asker, stored, firing, action, null)
      if (problem !== null) failed(stored, firing, action, problem, null)
    } catch (error) {
      await refused(asker, stored, firing, action, begunFault(error))
    }
  }

  /** @throws what nobody expected */
  function begunFault(error: unknown): string {
    const why = whyNotBegun(error)
    if (why === null) throw error
    return why
  }

  function failed(stored: StoredTrigger, firing: Firing, action: TriggerAction, text: string, run: Run | null): void {
    const { key, facts, chain, target } = firing
    note(stored.id, {
      ...{ outcome: 'failed', key, text, facts: { ...facts() }, action, causes: chain },
      runId: run?.id ?? null,
    })
    tellPeople(stored.label, 'warning', `What it did for ${key} did not end well. ${text}`, target)
  }

  async function doRun(
    asker: Asker,
    stored: StoredTrigger,
    firing: Firing,
    action: Extract<TriggerAction, { kind: 'playbook' | 'salvo' | 'take' }>,
    chain: Chain,
  ): Promise<void> {
    const { id, until } = stored
    const sourceId = sourceIdOf(action, id)
    const hold = until === null ? null : ids()
    const now = clock.now()
    const timeoutMs = until?.timeoutS == null ? null : until.timeoutS * 1000
    if (hold !== null) {
      await holds.open(
        {
          ...{ id: hold, triggerId: id, label: stored.label, sourceId, actor: asker.actor, causes: [...chain] },
          ...{ key: firing.key, runId: null, state: 'waiting', since: timestamp(now), problem: null },
          until: timeoutMs === null ? null : timestamp(now + timeoutMs),
        },
        timeoutMs,
      )
    }
    await inTurn(id, async () => {
      if (isStopped) return
      const expected = causes.expect(sourceId, asker.actor.id, chain)
      const begin = async (): Promise<Run> => {
        const run = await beginRun(asker, action, stored, { ...parts, lookup })
        causes.note(run.id, chain)
        return run
      }
      let run: Run | null
      try {
        run = hold === null ? await begin() : await holds.begin(hold, begin)
      } catch (error) {
        if (isStopped && error instanceof RunStateError) return
        await refused(asker, stored, firing, action, begunFault(error))
        return
      } finally {
        expected.done()
      }
      // It was put back before it had begun.
      if (run === null) return
      await fired(asker, stored, firing, action, run)
      const { state, problem } = await follower.endOf(run)
      const end = (await parts.runNow(run.id)) ?? run
      if (state === 'failed' && problem !== null && holdIsOpen(hold)) failed(stored, firing, action, problem, end)
      if (hold !== null) await holds.ended(hold, end)
    })
  }

  /** A run that is being put back already did not fail. */
  function holdIsOpen(hold: Id | null): boolean {
    return hold === null || holds.all().some(({ id, state }) => id === hold && state !== 'putting-back')
  }

  /** An event that puts back what was done for its key. */
  async function lookAtEnd({ stored, compiled }: Registered, job: Job): Promise<void> {
    const { id, until } = stored
    if (compiled?.until == null || until?.event == null) return
    if (verdictOf(until.event, job.occurrence) !== 'yes') return
    const facts = factsFor(job, compiled.usesSubject)
    try {
      const key = await keyOf(compiled.until.key, subjectOf(job.occurrence), facts)
      if (key === null) return
      const { condition } = compiled.until
      if (condition !== null && !isTrue(await condition.evaluate(scopeOf({ ...facts(), key })))) return
      takenBack(stored, key, 'It is over already.')
      const hold = holds.of(id, key)
      if (hold !== undefined) void holds.putBack(hold.id, 'It is over.')
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      suppress(id, 'EXPRESSION', null, `until: ${error.message}`, facts, job.chain)
    }
  }

  function viewOf(registered: Registered): Trigger {
    const { stored } = registered
    const { id, action, event } = stored
    const { counts } = lifeOf(id)
    const nextAt = clockWatch.nextOf(id)
    const own = holds.all().filter((hold) => hold.triggerId === id)
    return {
      ...storedView(registered),
      problem: registered.fault ?? actionFault(action, parts) ?? brokerFault(event),
      builtIn: register.isBuiltIn(id),
      counts: { ...counts },
      lastFiredAt: history.lastFired(id),
      nextAt: nextAt === null ? null : timestamp(nextAt),
      holds: own.map(({ key, runId, state, since, until, problem }) => ({ key, runId, state, since, until, problem })),
    }
  }

  function brokerFault(event: StoredTrigger['event']): string | null {
    if (event.kind !== 'mqtt' || event.broker === null || parts.links.byName(event.broker) !== null) return null
    return `event.broker: There is no broker “${event.broker}”.`
  }

  /** @throws HouseError */
  function known(id: Id): Registered {
    const found = register.get(id)
    if (found === undefined) throw new HouseError('unknown', `There is no trigger “${id.slice(0, 60)}”.`)
    return found
  }

  async function test(input: TriggerInput, given: Facts): Promise<TriggerTrial> {
    const compiled = register.check(input)
    const problems: string[] = []
    const facts: Facts = { event: input.event.kind, at: timestamp(clock.now()), ...given }
    const subject = String(facts['id'] ?? facts['source'] ?? facts['topic'] ?? '')
    const tried = async <T>(name: string, look: () => Promise<T>): Promise<T | null> => {
      try {
        return await look()
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        problems.push(`${name}: ${error.message}`)
        return null
      }
    }
    const key = await tried('key', () => keyOf(compiled.key, subject, () => facts))
    if (key === null && problems.length === 0) problems.push('key: It gives nothing.')
    const { condition } = compiled
    const value =
      condition === null ? null : await tried('condition', () => condition.evaluate(scopeOf({ ...facts, key })))
    const isYes = condition === null || isTrue(value)
    const action = key === null ? null : await tried('action', () => compiled.action(scopeOf({ ...facts, key })))
    if (action !== null) {
      const fault = actionFault(action, parts)
      if (fault !== null) problems.push(fault)
    }
    return { fires: isYes && problems.length === 0, key, condition: value ?? null, action, problems }
  }

  /** What is so at the end of the start: who is gone counts as gone, and what has come to its end is put back. */
  function lookAtPlant(): void {
    const entries = function* (): Generator<PlantEntry> {
      for (const kind of ['node', 'device', 'sender', 'receiver'] as const) yield* plant.all(kind)
    }
    if (index.wants('resource') || index.wants('tally')) {
      for (const entry of entries()) {
        const change = entry.status === 'online' ? 'back' : 'gone'
        const now: Occurrence = { kind: 'resource', entry, change, wasSeen: false }
        for (const watch of index.of(now)) {
          const verdict = verdictOf(watch.event, now)
          // Being here is nothing new, though it is good.
          if (verdict === 'contrary' || (verdict === 'yes' && (change === 'gone' || watch.part === 'end'))) {
            take(watch, now, [])
          }
        }
      }
      endByTally(entries())
    }
  }

  function endByTally(entries: Iterable<PlantEntry>): void {
    for (const { stored } of register.all()) {
      const event = stored.until?.event
      if (event?.kind !== 'tally' || event.becomes !== 'off-air' || !isHolding(stored.id)) continue
      for (const entry of entries) {
        if (entry.marks.tally !== null || !inScope(event.scope, entry)) continue
        take({ triggerId: stored.id, part: 'end', event }, { kind: 'tally', entry, onAir: false, by: null }, [])
      }
    }
  }

  function begin(): void {
    if (isStopped) return
    isReady = true
    endHouse?.ready()
    lookAtPlant()
    for (const [id, life] of lives) if (life.waiting.length > 0) work(id, life)
    holds.resume().catch((error: unknown) => {
      logger.error('What triggers had done before the start could not be gone on with', { error })
    })
  }

  return {
    list: () =>
      [...register.all()]
        .map(viewOf)
        .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }) || a.id.localeCompare(b.id)),
    get(id) {
      const found = register.get(id)
      return found === undefined ? null : viewOf(found)
    },
    create: async (asker, input) => viewOf(known(await register.create(asker, input))),
    async update(asker, id, input) {
      await register.update(asker, id, input)
      return viewOf(known(id))
    },
    async remove(asker, id) {
      const { stored } = known(id)
      const open = holds.all().filter(({ triggerId }) => triggerId === id)
      if (open.length > 0) {
        const keys = open.map(({ key }) => key).join(', ')
        throw new HouseError(
          'state',
          `The trigger “${stored.label}” has something to put back (${keys}). Put it back or keep it first.`,
        )
      }
      await register.remove(asker, id)
      for (const { timer } of lifeOf(id).pending.values()) clearTimeout(timer)
      lives.delete(id)
      rate.forget(id)
      await history.forget(id)
    },
    async setMode(asker, id, mode) {
      known(id)
      await register.setMode(asker, id, mode, null)
      const { pending } = lifeOf(id)
      if (mode === 'off') {
        for (const { timer } of pending.values()) clearTimeout(timer)
        pending.clear()
      }
      return viewOf(known(id))
    },
    async putBack(asker, id, key, keep) {
      const { stored } = known(id)
      const hold = holds.of(id, key)
      if (hold === undefined) {
        throw new HouseError('unknown', `The trigger “${stored.label}” has nothing to put back for “${key}”.`)
      }
      const who = asker.actor.name
      const text = keep
        ? `Trigger “${stored.label}”: ${who} keeps what was done for ${key}`
        : `Trigger “${stored.label}”: ${who} has what was done for ${key} put back`
      await audit.append([{ ...auditNote(asker, 'trigger.put-back', id, text, { key, keep }), runId: hold.runId }])
      if (keep) {
        await holds.keep(hold.id)
        note(id, {
          outcome: 'put-back',
          key,
          text: `${who} keeps what was done.`,
          runId: hold.runId,
          causes: hold.causes,
        })
      } else void holds.putBack(hold.id, `${who} had it put back.`)
      return viewOf(known(id))
    },
    test,
    history(id, limit) {
      known(id)
      return history.of(id, limit)
    },
    waiting: () => [...lives.values()].reduce((sum, life) => sum + life.waiting.length + (life.isAtWork ? 1 : 0), 0),
    onChange(listener) {
      const own = (): void => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start(ready) {
      await register.start()
      await history.start()
      await holds.start()
      endHouse = listenToHouse(parts, {
        wants: (kind) => index.wants(kind),
        hear,
        hearTopic(watches, occurrence) {
          for (const watch of watches) hearFor(watch, occurrence)
        },
        hearRun: causes.hearRun,
      })
      ends.push(
        endHouse.stop,
        register.onChange((id) => {
          reindex(id)
          tellSoon()
        }),
        holds.onChange(() => {
          seeHolds()
          tellSoon()
        }),
      )
      seeHolds()
      for (const { stored } of register.all()) index.put(stored.id, watchesOf(register.get(stored.id)))
      endHouse.topics.follow(index.ofKind('mqtt'))
      followClock()
      void ready.then(begin)
    },
    async stop() {
      isStopped = true
      for (const end of ends.splice(0)) end()
      clockWatch.stop()
      holds.stop()
      follower.stop()
      if (telling !== null) clearTimeout(telling)
      for (const { pending } of lives.values()) for (const { timer } of pending.values()) clearTimeout(timer)
      listeners.clear()
      await history.stop()
    },
  }
}

export { sampleFacts }
