import type { Id, RecoveryScope, Scope, Settings } from '../../../contract'
import type { Discovery } from '../../discovery/discovery'
import { createWake } from '../../execution/wake'
import { routeOf } from '../../plant/lightRecord'
import type { PlantDiff, PlantEntry, PlantView } from '../../plant/plant'
import { scopeInWords } from '../../plant/scope'
import type { Clock } from '../../telemetry/clock'
import { scopeId, scopeTest } from './scopes'

/** A scope that is watched. */
export type Watched = {
  readonly id: Id
  readonly scope: Scope
  readonly title: string
  readonly has: (entry: PlantEntry) => boolean
  readonly mode: () => RecoveryScope['mode']
  /** When something in it changed last, epoch ms. */
  readonly changedAt: () => number
  /** Destinations that are lost, which people were told of. */
  told: ReadonlySet<Id>
}

/** Watches the scopes of the settings: what changes in them, and when to look at them. */
export type ScopeWatch = {
  /** In the order of the settings. */
  readonly all: () => readonly Watched[]
  readonly get: (id: Id) => Watched | undefined
  /** Takes the scopes over as they are set. */
  readonly set: (settings: Settings['recovery']) => void
  /** It is looked at in so many ms at the latest. */
  readonly lookIn: (scope: Watched, ms: number) => void
  readonly see: (diff: PlantDiff) => void
  readonly seeRegistries: () => void
  /** From now on scopes are looked at. */
  readonly start: () => void
  readonly stop: () => void
}

type Kept = Watched & { change: number; set: RecoveryScope['mode']; lookAt: number | null }

export function createScopeWatch(parts: {
  readonly plant: PlantView
  readonly discovery: Pick<Discovery, 'list'>
  readonly clock: Clock
  /** How long after a change a scope is looked at, ms. */
  readonly settleMs: number
  /** Something of it was on this sender when all was well. */
  readonly wasOn: (scopeId: Id, senderId: Id) => boolean
  /** A destination went away. */
  readonly onGone: (receiverId: Id) => void
  readonly look: (scope: Watched) => void
}): ScopeWatch {
  const { plant, discovery, clock, settleMs, wasOn, onGone, look } = parts
  let watched: ReadonlyMap<Id, Kept> = new Map()
  let isAwake = false
  let registryStates = statesOf(discovery)
  const wake = createWake(clock, lookAtDue)

  function arm(): void {
    const moments = [...watched.values()].flatMap(({ lookAt }) => lookAt ?? [])
    wake.at(isAwake && moments.length > 0 ? Math.min(...moments) : null)
  }

  function lookAtDue(): void {
    const now = clock.now()
    const due = [...watched.values()].filter(({ lookAt }) => lookAt !== null && lookAt <= now)
    for (const scope of due) scope.lookAt = null
    due.forEach(look)
    arm()
  }

  function lookIn(scope: Kept, ms: number): void {
    const moment = clock.now() + ms
    if (scope.lookAt !== null && scope.lookAt <= moment) return
    scope.lookAt = moment
    arm()
  }

  /** Something in it is otherwise. */
  function touch(scope: Kept): void {
    scope.change = clock.now()
    lookIn(scope, settleMs)
  }

  function fresh(scope: Scope, mode: RecoveryScope['mode']): Kept {
    const kept: Kept = {
      id: scopeId(scope),
      scope,
      title: scopeInWords(scope),
      has: scopeTest(scope),
      mode: () => kept.set,
      changedAt: () => kept.change,
      told: new Set(),
      change: clock.now(),
      set: mode,
      lookAt: null,
    }
    return kept
  }

  function seeChange(from: PlantEntry | undefined, to: PlantEntry | undefined): void {
    const entry = to ?? from
    if (entry?.kind === 'receiver') seeReceiver(entry, from, to)
    else if (entry?.kind === 'sender' && from?.status !== to?.status) {
      const fed = plant.receiversOfSender(entry.id)
      for (const scope of watched.values()) if (fed.some(scope.has) || wasOn(scope.id, entry.id)) touch(scope)
    }
  }

  function seeReceiver(entry: PlantEntry, from: PlantEntry | undefined, to: PlantEntry | undefined): void {
    if (from === undefined || to === undefined || isOtherwise(from, to)) {
      if (to?.status !== 'online') onGone(entry.id)
      for (const scope of watched.values()) {
        if (scope.has(entry) || (from !== undefined && scope.has(from))) touch(scope)
      }
    } else if (from.marks.tally !== to.marks.tally) {
      // What waited because it was on air may be put back now.
      for (const scope of watched.values()) if (scope.told.has(entry.id)) lookIn(scope, settleMs)
    }
  }

  return {
    all: () => [...watched.values()],
    get: (id) => watched.get(id),
    set({ scopes }) {
      const before = watched
      const next = new Map<Id, Kept>()
      for (const { scope, mode } of scopes) {
        const known = before.get(scopeId(scope)) ?? fresh(scope, mode)
        known.set = mode
        next.set(known.id, known)
      }
      watched = next
      for (const scope of next.values()) lookIn(scope, settleMs)
      arm()
    },
    lookIn(scope, ms) {
      const kept = watched.get(scope.id)
      if (kept !== undefined) lookIn(kept, ms)
    },
    see({ added, updated, removed }) {
      if (watched.size === 0) return
      for (const entry of added) seeChange(undefined, entry)
      for (const [from, to] of updated) seeChange(from, to)
      for (const entry of removed) seeChange(entry, undefined)
    },
    seeRegistries() {
      const states = statesOf(discovery)
      // What they do besides changing their state is no sign of anything.
      if (states === registryStates) return
      registryStates = states
      for (const scope of watched.values()) touch(scope)
    },
    start() {
      isAwake = true
      for (const scope of watched.values()) touch(scope)
      arm()
    },
    stop: wake.stop,
  }
}

function isOtherwise(from: PlantEntry, to: PlantEntry): boolean {
  if (from.status !== to.status || from.site !== to.site || from.room !== to.room) return true
  if (from.resource.version !== to.resource.version) return true
  const [before, after] = [routeOf(from), routeOf(to)]
  return before.active !== after.active || before.senderId !== after.senderId
}

function statesOf(discovery: Pick<Discovery, 'list'>): string {
  return discovery
    .list()
    .map(({ id, status }) => `${id} ${status.state}`)
    .join(',')
}
