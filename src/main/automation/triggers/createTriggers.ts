import type { Id, Trigger, TriggerRecord } from '../../../contract'
import { HouseError } from '../../execution/houseError'
import type { PlantEntry } from '../../plant/plant'
import { inScope } from '../../plant/scope'
import { auditNote } from '../../store/auditNote'
import type { StoredTrigger } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { plantFunctions } from '../expressions/plantFunctions'
import { createPlantLookup } from '../expressions/plantLookup'
import { createRunFollower } from '../runFollower'
import { actionFault, actionInWords } from './actionCheck'
import { type Chain, createCauses } from './causes'
import { createClockWatch } from './clockWatch'
import { type Noted, createAct } from './createAct'
import { createLooks } from './createLooks'
import { type Watch, createEventIndex } from './eventIndex'
import { createFireRate } from './fireRate'
import { createHoldBook } from './holdBook'
import { type Occurrence, verdictOf } from './occurrence'
import type { Facts } from './occurrenceFacts'
import { listenToHouse } from './houseOccurrences'
import { createLives } from './lives'
import { tryTrigger } from './trial'
import { createTriggerHistory } from './triggerHistory'
import type { TriggerParts } from './triggerParts'
import { type Registered, createTriggerRegister, storedView } from './triggerRegister'
import type { Triggers } from './triggers'
import { naturalOrder } from '../../plant/naturalOrder'

/** Who listens is told at most so often, ms. */
const TELL_MS = 500

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
  const lives = createLives()
  const act = createAct({
    ...{ ...parts, lookup, holds, causes, follower, inTurn, note, suppress, tellPeople, write },
    count(triggerId) {
      lives.of(triggerId).counts.fired += 1
    },
    keptFacts: (triggerId) => history.of(triggerId, 1)[0]?.facts ?? {},
    isStopped: () => isStopped,
  })
  const looks = createLooks({
    ...{ plant, clock, logger, lookup, functions, register, rate, holds, lives, act, note, suppress, tellPeople },
    inWords: (action) => actionInWords(action, parts),
    isStopped: () => isStopped,
  })
  const listeners = new Set<() => void>()
  const ends: (() => void)[] = []
  const index = createEventIndex()
  let held: ReadonlySet<Id> = new Set()
  let telling: NodeJS.Timeout | null = null
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
    lives.of(triggerId).counts.suppressed += 1
    if (history.again(triggerId, reason, key, text)) tellSoon()
    else note(triggerId, { outcome: 'suppressed', reason, key, text, facts: { ...facts() }, causes: chain })
  }

  /** Waits for what is done before, where the trigger wants it so. */
  async function inTurn<T>(triggerId: Id, work: () => Promise<T>): Promise<T> {
    if (register.get(triggerId)?.stored.inTurn !== true) return work()
    const life = lives.of(triggerId)
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
    index.each(occurrence, (watch) => {
      const verdict = verdictOf(watch.event, occurrence)
      if (verdict === 'no' || (verdict === 'contrary' && !looks.heedsContrary(watch))) return
      chain ??= causes.of(occurrence)
      looks.take(watch, occurrence, chain)
    })
  }

  function hearFor(watch: Watch, occurrence: Occurrence): void {
    if (verdictOf(watch.event, occurrence) !== 'no') looks.take(watch, occurrence, causes.of(occurrence))
  }

  function viewOf(registered: Registered): Trigger {
    const { stored } = registered
    const { id, action, event } = stored
    const { counts } = lives.of(id)
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

  /** What is so at the end of the start: who is gone counts as gone, and what has come to its end is put back. */
  function lookAtPlant(): void {
    const entries = function* (): Generator<PlantEntry> {
      for (const kind of ['node', 'device', 'sender', 'receiver'] as const) yield* plant.all(kind)
    }
    if (index.wants('resource') || index.wants('tally')) {
      for (const entry of entries()) {
        const change = entry.status === 'online' ? 'back' : 'gone'
        const now: Occurrence = { kind: 'resource', entry, change, wasSeen: false }
        index.each(now, (watch) => {
          // Being here is nothing new, but what was done until it is here is over.
          const isNews = change === 'gone' || watch.part === 'end'
          if (isNews && verdictOf(watch.event, now) === 'yes') looks.take(watch, now, [])
        })
      }
      endByTally(entries)
    }
  }

  function endByTally(entries: () => Iterable<PlantEntry>): void {
    for (const { stored } of register.all()) {
      const event = stored.until?.event
      if (event?.kind !== 'tally' || event.becomes !== 'off-air' || !looks.isHolding(stored.id)) continue
      for (const entry of entries()) {
        if (entry.marks.tally !== null || !inScope(event.scope, entry)) continue
        looks.take({ triggerId: stored.id, part: 'end', event }, { kind: 'tally', entry, onAir: false, by: null }, [])
      }
    }
  }

  function begin(): void {
    if (isStopped) return
    endHouse?.ready()
    lookAtPlant()
    looks.begin()
    holds.resume().catch((error: unknown) => {
      logger.error('What triggers had done before the start could not be gone on with', { error })
    })
  }

  return {
    list: () =>
      [...register.all()].map(viewOf).sort((a, b) => naturalOrder(a.label, b.label) || a.id.localeCompare(b.id)),
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
      lives.forget(id)
      rate.forget(id)
      await history.forget(id)
    },
    async setMode(asker, id, mode) {
      known(id)
      await register.setMode(asker, id, mode, null)
      if (mode === 'off') lives.quieten(id)
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
    test: async (input, facts) => tryTrigger(input, register.check(input), facts, { ...parts, functions }),
    history(id, limit) {
      known(id)
      return history.of(id, limit)
    },
    waiting: () => [...lives.all()].reduce((sum, [, life]) => sum + life.waiting.length + (life.isAtWork ? 1 : 0), 0),
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
      for (const [id] of lives.all()) lives.quieten(id)
      listeners.clear()
      await history.stop()
    },
  }
}
