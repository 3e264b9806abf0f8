import type { Id, TriggerAction, TriggerRecord } from '../../../contract'
import { BY_ITSELF } from '../../store/auditNote'
import type { StoredTrigger } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { PlantView } from '../../plant/plant'
import { ExpressionError, type Scope, isTrue } from '../expressions/expression'
import type { PlantLookup } from '../expressions/plantLookup'
import type { Chain } from './causes'
import type { CompiledTrigger } from './compiledTrigger'
import type { Act, Firing, Noted } from './createAct'
import type { Watch } from './eventIndex'
import type { FireRate } from './fireRate'
import type { HoldBook } from './holdBook'
import { keyOf } from './keyOf'
import type { Job, Life, Lives } from './lives'
import { type Occurrence, subjectOf, targetOf, verdictOf } from './occurrence'
import { type Facts, factsOf } from './occurrenceFacts'
import type { Registered, TriggerRegister } from './triggerRegister'

/** Looks at events for the triggers that wait for them: one after another for each, side by side for different ones. */
export type Looks = {
  readonly take: (watch: Watch, occurrence: Occurrence, chain: Chain) => void
  /** Whether the opposite of its event means anything to a trigger at this moment. */
  readonly heedsContrary: (watch: Watch) => boolean
  /** Whether a trigger does, or is about to do, something that can be put back. */
  readonly isHolding: (triggerId: Id) => boolean
  /** From now on what waits is looked at. */
  readonly begin: () => void
}

/** A chain of triggers that cause each other is no longer than this. */
const LONGEST_CHAIN = 5
/** So many events of a trigger wait to be looked at; what comes beyond that is lost, and its history says so. */
const MOST_WAITING = 1_000
/** Things of which a trigger remembers that it has seen something good. */
const MOST_HEALTHY = 100_000
/** Of a condition that nobody has. */
const YES = { value: true } as const

export function createLooks(parts: {
  readonly plant: PlantView
  readonly clock: Clock
  readonly logger: Pick<Logger, 'error'>
  readonly lookup: PlantLookup
  readonly functions: Scope['functions']
  readonly register: Pick<TriggerRegister, 'get' | 'setMode'>
  readonly rate: FireRate
  readonly holds: Pick<HoldBook, 'all' | 'of' | 'prolong' | 'putBack'>
  readonly lives: Lives
  readonly act: Act
  readonly note: (triggerId: Id, noted: Noted) => void
  readonly suppress: (
    triggerId: Id,
    reason: NonNullable<TriggerRecord['reason']>,
    key: string | null,
    text: string,
    facts: () => Facts,
    chain: Chain,
  ) => void
  readonly tellPeople: (label: string, severity: 'info' | 'warning' | 'alarm', text: string, target: Id | null) => void
  /** What is done, for people. */
  readonly inWords: (action: TriggerAction) => string
  readonly isStopped: () => boolean
}): Looks {
  const { plant, clock, logger, lookup, functions, register, rate, holds, lives, act } = parts
  const { note, suppress, tellPeople, inWords, isStopped } = parts
  let isReady = false

  function take(watch: Watch, occurrence: Occurrence, chain: Chain): void {
    if (isStopped()) return
    const { triggerId, part } = watch
    if (part === 'end' && !isHolding(triggerId)) return
    const life = lives.of(triggerId)
    if (life.waiting.length >= MOST_WAITING) {
      const text = `More than ${String(MOST_WAITING)} events wait; this one was left out.`
      suppress(triggerId, 'FLOOD', null, text, () => ({}), [])
      return
    }
    life.waiting.push({ watch, occurrence, at: clock.now(), chain })
    if (isReady) work(triggerId, life)
  }

  function isHolding(triggerId: Id): boolean {
    return isBusy(lives.of(triggerId)) || holds.all().some((hold) => hold.triggerId === triggerId)
  }

  function isBusy({ waiting, isAtWork, pending }: Life): boolean {
    return waiting.length > 0 || isAtWork || pending.size > 0
  }

  function work(triggerId: Id, life: Life): void {
    if (life.isAtWork) return
    life.isAtWork = true
    lookOn(triggerId, life)
  }

  /** One after another; only what has to be waited for is waited for. */
  function lookOn(triggerId: Id, life: Life): void {
    for (let job = life.waiting.shift(); job !== undefined && !isStopped(); job = life.waiting.shift()) {
      const looking = look(triggerId, job)
      if (looking === null) continue
      void looking
        .catch((error: unknown) => {
          notLooked(triggerId, error)
        })
        .finally(() => {
          lookOn(triggerId, life)
        })
      return
    }
    life.isAtWork = false
  }

  function look(triggerId: Id, job: Job): Promise<void> | null {
    const registered = register.get(triggerId)
    if (registered === undefined) return null
    try {
      return job.watch.part === 'begin' ? lookAt(registered, job) : lookAtEnd(registered, job)
    } catch (error) {
      notLooked(triggerId, error)
      return null
    }
  }

  function notLooked(triggerId: Id, error: unknown): void {
    logger.error('A trigger could not be looked at', { trigger: triggerId, error })
  }

  function scopeOf(facts: Facts): Scope {
    return { root: facts, functions }
  }

  function factsFor({ occurrence, at }: Job, usesSubject: boolean): () => Facts {
    let facts: Facts | null = null
    return () => (facts ??= factsOf(occurrence, timestamp(at), { plant, lookup }, usesSubject))
  }

  /** Null: it has been looked at; what needs no expression is done at once. */
  function lookAt({ stored, compiled }: Registered, job: Job): Promise<void> | null {
    if (stored.mode === 'off' || compiled === null) return null
    const facts = factsFor(job, compiled.usesSubject)
    if (compiled.key === null) {
      const key = subjectOf(job.occurrence)
      const isAsked = compiled.condition !== null && verdictOf(stored.event, job.occurrence) === 'yes'
      const quick = isAsked ? (compiled.quick?.(facts()) ?? null) : YES
      if (quick !== null) return decide(stored, job, { key, facts, isYes: isTrue(quick.value) })
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
      key = await keyOf(compiled.key, subjectOf(occurrence), () => scopeOf(facts()))
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
    const life = lives.of(stored.id)
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
    const { pending } = lives.of(id)
    const known = pending.get(firing.key)
    if (known !== undefined) {
      known.firing = firing
      return
    }
    const timer = setTimeout(() => {
      const latest = pending.get(firing.key)?.firing
      pending.delete(firing.key)
      if (latest === undefined || isStopped()) return
      fire(id, latest)?.catch((error: unknown) => {
        logger.error('A trigger could not fire', { trigger: id, error })
      })
    }, debounceMs)
    pending.set(firing.key, { timer, firing })
  }

  function takenBack({ id, debounceMs }: StoredTrigger, key: string, why: string): void {
    const { pending } = lives.of(id)
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
    if (hold !== undefined || lives.of(id).busy.has(key)) {
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
    const life = lives.of(id)
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
      const text = `It would have done ${inWords(action)}.`
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

  /** An event that puts back what was done for its key. */
  async function lookAtEnd({ stored, compiled }: Registered, job: Job): Promise<void> {
    const { id, until } = stored
    if (compiled?.until == null || until?.event == null) return
    if (verdictOf(until.event, job.occurrence) !== 'yes') return
    const facts = factsFor(job, compiled.usesSubject)
    try {
      const key = await keyOf(compiled.until.key, subjectOf(job.occurrence), () => scopeOf(facts()))
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

  return {
    take,
    heedsContrary: ({ triggerId, event }) => event.kind === 'tally' || isBusy(lives.of(triggerId)),
    isHolding,
    begin() {
      isReady = true
      for (const [id, life] of lives.all()) if (life.waiting.length > 0) work(id, life)
    },
  }
}
