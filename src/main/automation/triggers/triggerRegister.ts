import type { Actor, Id, Trigger, TriggerInput, TriggerMode, TriggerUpdate } from '../../../contract'
import type { Asker } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { reaches } from '../../execution/roles'
import { type By, auditNote } from '../../store/auditNote'
import { createKeptDocuments } from '../../store/keptDocuments'
import type { NewAuditRow, StoredTrigger } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { actionFault } from './actionCheck'
import { type CompiledTrigger, compileTrigger } from './compiledTrigger'
import { wantsHealth } from './occurrence'
import { readShippedTriggers } from './shippedTriggers'
import type { TriggerParts } from './triggerParts'

/** A trigger as it is kept, ready to be looked at; `compiled` null: it cannot be read any more, `fault` says why. */
export type Registered = {
  readonly stored: StoredTrigger
  readonly compiled: CompiledTrigger | null
  readonly fault: string | null
}

/** The triggers there are: those of the house and those that ship. */
export type TriggerRegister = {
  readonly all: () => Iterable<Registered>
  readonly get: (id: Id) => Registered | undefined
  readonly isBuiltIn: (id: Id) => boolean
  /** @throws HouseError naming what cannot be; StoreError */
  readonly create: (asker: Asker, input: TriggerInput) => Promise<Id>
  readonly update: (asker: Asker, id: Id, input: TriggerUpdate) => Promise<void>
  readonly remove: (asker: Asker, id: Id) => Promise<void>
  /** `why`: when it was nobody's wish. */
  readonly setMode: (by: By, id: Id, mode: TriggerMode, why: string | null) => Promise<void>
  /** @throws HouseError */
  readonly check: (input: TriggerInput) => CompiledTrigger
  /** Told which trigger came, went or changed. */
  readonly onChange: (listener: (id: Id) => void) => () => void
  readonly start: () => Promise<void>
}

/** What makes a trigger another one; its label and its description do not. */
const MATTERS = [
  'event',
  'condition',
  'key',
  'action',
  'until',
  'debounceMs',
  'maxPerMinute',
  'inTurn',
  'requiresHealth',
] as const satisfies readonly (keyof TriggerInput)[]

const SHIPPED_BY: Actor = { id: 'signalbox', name: 'Signalbox', role: 'engineer' }

export function createTriggerRegister(
  parts: Pick<TriggerParts, 'store' | 'playbooks' | 'salvos' | 'shipped' | 'clock' | 'ids' | 'logger'>,
): TriggerRegister {
  const { clock, ids, logger } = parts
  const kept = createKeptDocuments(parts.store.triggers)
  const shipped = new Map<Id, StoredTrigger>()
  const registered = new Map<Id, Registered>()
  const listeners = new Set<(id: Id) => void>()

  /** @throws HouseError */
  function check(input: TriggerInput): CompiledTrigger {
    const compiled = compileTrigger(input, clock.now())
    const fault = actionFault(input.action, parts)
    if (fault !== null) throw new HouseError('invalid', fault)
    return compiled
  }

  /** `compiled`: where it was read already. */
  function register(stored: StoredTrigger, compiled: CompiledTrigger | null): void {
    try {
      const read = compiled ?? compileTrigger(inputOf(stored), clock.now())
      registered.set(stored.id, { stored, compiled: read, fault: null })
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error)
      registered.set(stored.id, { stored, compiled: null, fault })
    }
  }

  function fill(): void {
    registered.clear()
    for (const stored of [...shipped.values(), ...kept.all()]) register(stored, null)
  }

  function tell(id: Id): void {
    for (const listener of listeners) listener(id)
  }

  /** @throws HouseError */
  function known(id: Id): StoredTrigger {
    const found = registered.get(id)
    if (found === undefined) throw new HouseError('unknown', `There is no trigger “${id.slice(0, 60)}”.`)
    return found.stored
  }

  async function put(
    id: Id,
    compiled: CompiledTrigger | 'as it was',
    change: (before: StoredTrigger) => readonly [StoredTrigger, NewAuditRow],
  ): Promise<void> {
    await kept.inTurn(async (pen) => {
      const [after, row] = change(known(id))
      await pen.put(after, [row])
      register(after, compiled === 'as it was' ? (registered.get(id)?.compiled ?? null) : compiled)
    })
    tell(id)
  }

  return {
    all: () => registered.values(),
    get: (id) => registered.get(id),
    isBuiltIn: (id) => shipped.has(id),
    async create(asker, input) {
      const compiled = check(input)
      const stored = newTrigger(ids(), input, asker.actor, timestamp(clock.now()))
      const note = auditNote(asker, 'trigger.create', stored.id, `Trigger “${stored.label}” made, off`, { input })
      await kept.inTurn(async (pen) => {
        await pen.put(stored, [note])
        register(stored, compiled)
      })
      tell(stored.id)
      return stored.id
    },
    async update(asker, id, { revision, ...input }) {
      known(id)
      const compiled = check(input)
      await put(id, compiled, (before) => {
        if (revision !== undefined && revision !== before.revision) {
          throw new HouseError(
            'state',
            `Somebody saved the trigger “${before.label}” after you had opened it. Look at it again, then repeat your change.`,
          )
        }
        const whole = { ...input, requiresHealth: wantsHealth(input) }
        const isOther = MATTERS.some((field) => JSON.stringify(before[field]) !== JSON.stringify(whole[field]))
        const isDisarmed = before.mode === 'armed' && isOther
        const after: StoredTrigger = {
          ...before,
          ...whole,
          ...(isOther ? { owner: asker.actor } : {}),
          ...(isDisarmed ? { mode: 'watch', armedBy: null } : {}),
          revision: before.revision + 1,
          editedAt: timestamp(clock.now()),
        }
        const but = isDisarmed ? '; it only watches until somebody arms it again' : ''
        const text = `Trigger “${after.label}” changed${but}`
        return [after, auditNote(asker, 'trigger.update', id, text, { before: inputOf(before), after: input })]
      })
    },
    async remove(asker, id) {
      const { label } = known(id)
      const gone = await kept.inTurn((pen) => {
        const stored = kept.get(id)
        if (stored === undefined) {
          throw new HouseError('state', `The trigger “${label}” comes with Signalbox and cannot be removed; it is off.`)
        }
        const row = auditNote(asker, 'trigger.remove', id, `Trigger “${label}” removed`, { trigger: inputOf(stored) })
        return pen.remove(id, [row]).then(() => stored)
      })
      registered.delete(gone.id)
      const original = shipped.get(id)
      if (original !== undefined) register(original, null)
      tell(id)
    },
    async setMode(by, id, mode, why) {
      if (mode === 'armed') check(inputOf(known(id)))
      await put(id, 'as it was', (before) => {
        const isArmed = mode === 'armed'
        const after: StoredTrigger = { ...before, mode, armedBy: isArmed ? by.actor : null }
        const words = { off: 'switched off', watch: 'set to watch', armed: 'armed' }[mode]
        const text = `Trigger “${before.label}” ${words}${why === null ? '' : `: ${why}`}`
        const what = why === null ? 'trigger.mode' : 'trigger.stopped'
        return [after, auditNote(by, what, id, text, { before: before.mode, after: mode })]
      })
    },
    check,
    onChange(listener) {
      const own = (id: Id): void => {
        listener(id)
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      await kept.start()
      for (const { id, input } of await readShippedTriggers(parts.shipped, logger)) {
        shipped.set(id, newTrigger(id, input, SHIPPED_BY, timestamp(0)))
      }
      fill()
    },
  }
}

function newTrigger(id: Id, input: TriggerInput, owner: Actor, at: string): StoredTrigger {
  const health = { requiresHealth: wantsHealth(input) }
  return { ...input, ...health, id, mode: 'off', owner, armedBy: null, revision: 1, createdAt: at, editedAt: at }
}

/** What was given when it was made or changed. */
export function inputOf(stored: StoredTrigger): TriggerInput {
  const {
    id: _id,
    mode: _mode,
    owner: _owner,
    armedBy: _by,
    revision: _r,
    createdAt: _c,
    editedAt: _e,
    ...input
  } = stored
  const { requiresHealth, ...rest } = input
  return requiresHealth === wantsHealth(rest) ? rest : input
}

/** As whom it acts: who made it, with no more than who armed it may. */
export function actsAs({ owner, armedBy }: Pick<StoredTrigger, 'owner' | 'armedBy'>): Actor | null {
  if (armedBy === null) return null
  return { ...owner, role: reaches(owner.role, armedBy.role) ? armedBy.role : owner.role }
}

/** What of a trigger is known by itself. */
export function storedView({ stored, fault }: Registered): Pick<Trigger, keyof StoredTrigger | 'role' | 'problem'> {
  return { ...stored, role: actsAs(stored)?.role ?? null, problem: fault }
}
