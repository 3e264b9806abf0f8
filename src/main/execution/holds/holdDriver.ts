import type { Change, Hold } from '../../../contract'
import type { Driver, PlannedChange, Sendable, Standing, StepResult } from '../../drivers/driver'
import { entryName } from '../../policy/entryName'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { PlantEntry } from '../../plant/plant'
import { type HoldAction, isHoldAction } from '../actions'
import { HOLDS, type HoldAfter, afterOf, beforeOf, isAfter, isSameHold } from './holdChange'
import { inWords } from './holdRules'
import type { Holds } from './holds'

/**
 * Locks, protects and releases destinations as changes of a run: nothing is sent to a device, the rest is as everywhere.
 * Staged, a hold is not placed yet; its activation places it. The owner comes with `withOwner`, from who asks.
 */
export function createHoldDriver(parts: { readonly holds: Holds; readonly clock: Clock }): Driver {
  const { holds, clock } = parts

  function planned(action: HoldAction, receiver: PlantEntry): PlannedChange {
    const label = entryName(receiver)
    return {
      driver: HOLDS,
      target: { kind: 'receiver', id: receiver.id, label },
      node: null,
      summary: `${label}: ${summaryOf(action, clock.now())}`,
      before: { hold: holds.of(receiver.id) },
      after: afterFor(action),
    }
  }

  /** @throws StoreError */
  async function write(change: Change): Promise<StepResult> {
    const wanted = holdFor(afterOf(change), clock.now())
    if (wanted === null) await holds.release(change.target.id, [])
    else await holds.place(change.target.id, wanted, [])
    return DONE
  }

  function standing(change: Change): Exclude<Standing, { readonly kind: 'unread' }> {
    const hold = holds.of(change.target.id)
    const text = `${change.target.label}: ${hold === null ? 'nobody holds it.' : inWords(hold)}`
    if (isAfter(afterOf(change), hold)) return { kind: 'after', text }
    return { kind: isSameHold(beforeOf(change), hold) ? 'before' : 'otherwise', text }
  }

  const writing = (change: Change): Sendable => ({
    bulkKey: null,
    send: ({ mode }) => (mode === 'stage' ? Promise.resolve(DONE) : write(change)),
  })

  return {
    name: HOLDS,
    actions: ['destination.lock', 'destination.protect', 'destination.release'],
    handles: isHoldAction,
    plan: (action, plant) => {
      const receiver = 'receiverId' in action ? plant.entry('receiver', action.receiverId) : undefined
      const changes = isHoldAction(action) && receiver !== undefined ? [planned(action, receiver)] : []
      return Promise.resolve({ changes, warnings: [] })
    },
    prepare: (change) => Promise.resolve({ ok: true, request: writing(change) }),
    sendTogether: () => Promise.resolve(null),
    activation: writing,
    discard: () => Promise.resolve(DONE),
    verify: (change) => {
      const { kind, text } = standing(change)
      if (kind === 'after') return Promise.resolve(DONE)
      return Promise.resolve({ ok: false, error: { code: 'NOT_VERIFIED', text, device: null } })
    },
    look: (change) => Promise.resolve(standing(change)),
    reverse(change) {
      const { target } = change
      const now = holds.of(target.id)
      const before = beforeOf(change)
      const wanted = before !== null && isOver(before, clock.now()) ? null : before
      if (isSameHold(wanted, now)) return null
      const what = wanted === null ? 'free again' : `${wordFor(wanted.kind)} by ${wanted.owner.name} again`
      return {
        driver: HOLDS,
        target,
        node: null,
        summary: `${target.label}: ${what}`,
        before: { hold: now },
        after: { hold: wanted, reason: '' },
      }
    },
  }
}

const DONE: StepResult = { ok: true, warnings: [], detail: {}, activatedAt: null }

function afterFor(action: HoldAction): HoldAfter {
  switch (action.type) {
    case 'destination.release':
      return { hold: null, reason: action.reason }
    case 'destination.lock':
      return { place: { kind: 'lock', ...wished(action), owner: null } }
    case 'destination.protect':
      return { place: { kind: 'protect', ...wished(action), owner: null } }
  }
}

function wished({ reason, durationS, until }: Exclude<HoldAction, { type: 'destination.release' }>) {
  return { reason, durationS, ...(until === undefined ? {} : { until: timestamp(Date.parse(until)) }) }
}

/** @throws Error for one that nobody owns: the plan did not say who asks */
function holdFor(after: HoldAfter, now: number): Hold | null {
  if (!('place' in after)) return after.hold !== null && isOver(after.hold, now) ? null : after.hold
  const { kind, reason, durationS, until: end, owner } = after.place
  if (owner === null) throw new Error('A destination cannot be held by nobody.')
  const until = end ?? (durationS === null ? null : timestamp(now + durationS * 1000))
  const hold = { kind, owner, reason, since: timestamp(now), until }
  return isOver(hold, now) ? null : hold
}

function isOver({ until }: Hold, now: number): boolean {
  return until !== null && Date.parse(until) <= now
}

function wordFor(kind: Hold['kind']): string {
  switch (kind) {
    case 'lock':
      return 'locked'
    case 'protect':
      return 'protected'
    case 'lease':
      return 'reserved'
  }
}

/** `locked, until 2026-11-21 20:15 UTC (rehearsal)`. */
function summaryOf(action: HoldAction, now: number): string {
  const reason = action.reason === '' ? '' : ` (${action.reason})`
  if (action.type === 'destination.release') return `released${reason}`
  const word = action.type === 'destination.lock' ? 'locked' : 'protected'
  const { durationS, until: end } = action
  const at = end === undefined ? (durationS === null ? null : now + durationS * 1000) : Date.parse(end)
  if (at === null) return `${word}${reason}`
  const until = timestamp(at)
  return `${word}, until ${until.slice(0, 10)} ${until.slice(11, 16)} UTC${reason}`
}
