import type { Action, Decision, Hold, Id, Settings } from '../../contract'
import { type PlantView } from '../plant/plant'
import { inScope } from '../plant/scope'
import type { Compatibility, Judgement } from '../policy/compatibility'
import { entryName } from '../policy/entryName'
import type { PolicyBook } from '../policy/policyBook'
import type { Driver } from '../drivers/driver'
import { unitIdOf } from '../plant/deviceIds'
import { contested, invalid, isHoldAction, isRouting, nameOf, targetOf } from './actions'
import type { Asker } from './execution'
import { againstHold, inWords } from './holds/holdRules'
import { movedSender } from '../plant/sentTo'
import { loopOf } from '../plant/signalPath'
import { circles, needsOf } from './actionNeeds'
import { onAirEffect } from './onAir'
import { policyDecision, policyOf } from './policyRules'
import type { WindowBook } from './windows/windowBook'

/** All that a step of the guard may look at. */
export type GuardContext = {
  readonly asker: Asker
  readonly plant: PlantView
  readonly compatibility: Compatibility
  /** Codes that the asker has said yes to. */
  readonly confirmed: ReadonlySet<string>
  /** The request is marked as a change. */
  readonly change: boolean
  readonly holdOf: (receiverId: Id) => Hold | null
  readonly windows: Pick<WindowBook, 'openFor' | 'nextFor'>
  readonly settings: Pick<Settings, 'changeControl'>
  readonly policies: Pick<PolicyBook, 'hasAny' | 'decide' | 'decideDisconnect'>
  readonly drivers: readonly Driver[]
  /** Why policies are to be overruled; null: they are not. */
  readonly override: string | null
  /** A salvo or a snapshot: what is on air is left out (`skip`), or refuses the whole. Null: somebody asked for just this. */
  readonly recall: 'skip' | 'refuse' | null
  /** Who switched a receiver last, as an end of a sentence; null when nobody here did. */
  readonly lastSwitch: (receiverId: Id, senderId: Id | null) => string | null
}

/** The request as a whole, as the steps see it. */
type Request = GuardContext & {
  readonly actions: readonly Action[]
  readonly twice: ReadonlySet<string>
  readonly circles: ReadonlyMap<number, readonly number[]>
  /** What receivers will be on when the request is done. */
  readonly next: ReadonlyMap<Id, Id | null>
  /** Destinations that the request itself releases first. */
  readonly released: ReadonlySet<Id>
}

/** What one step has against one action: null when nothing. Pure. */
export type GuardStep = (request: Request, action: Action, index: number) => Decision | null

/**
 * The steps each action passes, in this order; the first denial is the last word. Input, locks, "still as the operator
 * saw it", change windows, policies, what is on air, compatibility, and what the driver knows against it. Leases are
 * holds: they come with the locks.
 */
export const GUARD_STEPS: readonly GuardStep[] = [
  valid,
  noLoop,
  inOrder,
  notHeld,
  asExpected,
  inWindow,
  byPolicy,
  offAir,
  compatible,
  asDriven,
]

/** The steps as they will be when a change window is open. */
export const GUARD_STEPS_IN_WINDOW: readonly GuardStep[] = GUARD_STEPS.filter((step) => step !== inWindow)

/** The code of the yes that switching something on air wants. */
const ON_AIR = 'ON_AIR'

/** What the guard says of a request. `refused`: which actions may not be done, with the decision that says why. */
export type Verdict = {
  readonly decisions: readonly Decision[]
  readonly refused: ReadonlyMap<number, Decision>
}

/** Guards a request whole. A role that may not act at all is one denial with `action` null and code `ROLE`. */
export function guard(
  given: GuardContext,
  actions: readonly Action[],
  steps: readonly GuardStep[] = GUARD_STEPS,
): Verdict {
  const role = roleOf(given.asker)
  if (role !== null) return { decisions: [role], refused: new Map(actions.map((_, index) => [index, role])) }
  const request: Request = {
    ...given,
    actions,
    twice: contested(actions),
    circles: circles(needsOf(given.plant, actions)),
    next: nextRoutes(actions),
    released: new Set(actions.flatMap((one) => (one.type === 'destination.release' ? [one.receiverId] : []))),
  }
  const decisions: Decision[] = []
  const refused = new Map<number, Decision>()
  actions.forEach((action, index) => {
    const found = decide(request, action, index, steps)
    decisions.push(...found)
    const against = found.find(({ effect }) => effect === 'deny') ?? found.find(({ effect }) => effect === 'confirm')
    if (against !== undefined) refused.set(index, against)
  })
  return { decisions, refused }
}

function nextRoutes(actions: readonly Action[]): ReadonlyMap<Id, Id | null> {
  const next = new Map<Id, Id | null>()
  for (const action of actions) {
    if (action.type === 'route.connect') next.set(action.receiverId, action.senderId)
    if (action.type === 'route.disconnect') next.set(action.receiverId, null)
  }
  return next
}

function decide(request: Request, action: Action, index: number, steps: readonly GuardStep[]): readonly Decision[] {
  const found: Decision[] = []
  for (const step of steps) {
    const decision = step(request, action, index)
    if (decision === null) continue
    const answered = decision.effect === 'confirm' && request.confirmed.has(decision.code)
    found.push(answered ? { ...decision, effect: 'allow', text: `Confirmed: ${decision.text}` } : decision)
    if (decision.effect === 'deny') return found
  }
  if (found.length > 0) return found
  const text = 'Nothing is against it.'
  return [{ effect: 'allow', code: 'ALLOWED', text, action: index, target: targetOf(action).id }]
}

/** Why this asker may not act, or null: a viewer looks and never acts. */
export function roleOf({ actor }: Asker): Decision | null {
  if (actor.role !== 'viewer') return null
  const text = `${actor.name} is a viewer and may look, not act. An operator, engineer or admin can do it.`
  return { effect: 'deny', code: 'ROLE', text, action: null, target: null }
}

function valid({ plant, actions, twice }: Request, _action: Action, index: number): Decision | null {
  return invalid(plant, actions, index, twice)
}

/** Actions that wait for each other can never begin. */
function inOrder({ plant, actions, circles: found }: Request, action: Action, index: number): Decision | null {
  const circle = found.get(index)
  if (circle === undefined) return null
  const names = circle.map((one) => {
    const at = actions[one]
    return at === undefined ? '' : nameOf(plant, targetOf(at).id)
  })
  const text =
    names.length === 1
      ? `${names[0] ?? ''} waits for itself.`
      : `These wait for each other: ${[...names, names[0]].join(' → ')}.`
  return { effect: 'deny', code: 'CIRCULAR', text, action: index, target: targetOf(action).id }
}

function noLoop({ plant, next }: Request, action: Action, index: number): Decision | null {
  if (action.type !== 'route.connect') return null
  const loop = loopOf(plant, action.receiverId, action.senderId, ({ id, connection }) => {
    const planned = next.get(id)
    return planned === undefined ? (connection?.active === true ? connection.senderId : null) : planned
  })
  if (loop === null) return null
  const way = loop.map((id) => nameOf(plant, id)).join(' ← ')
  const text = `${nameOf(plant, action.receiverId)} would be fed with its own output: ${way}.`
  return { effect: 'deny', code: 'CIRCULAR', text, action: index, target: action.receiverId }
}

/** Locked or protected destinations; and senders that feed them may not be switched off, nor sent elsewhere. */
function notHeld(request: Request, action: Action, index: number): Decision | null {
  const { plant, asker, holdOf, released } = request
  if ('receiverId' in action) {
    const hold = holdOf(action.receiverId)
    const isFree = released.has(action.receiverId) && action.type !== 'destination.release'
    const against = againstHold(asker, action, isFree ? null : hold)
    if (against === null) return null
    const text = `${nameOf(plant, action.receiverId)}: ${against.text}`
    return { effect: 'deny', code: against.code, text, action: index, target: action.receiverId }
  }
  if (action.type === 'mqtt.command') {
    const against = againstHold(asker, action, holdOf(unitIdOf(action.module, action.deviceId)))
    if (against === null) return null
    const text = `${nameOf(plant, action.deviceId)}: ${against.text}`
    return { effect: 'deny', code: against.code, text, action: index, target: action.deviceId }
  }
  if (action.type !== 'sender.deactivate' && (action.type !== 'sender.activate' || movedSender(plant, action) === null))
    return null
  for (const receiver of plant.receiversOfSender(action.senderId)) {
    const hold = holdOf(receiver.id)
    if (hold === null || released.has(receiver.id)) continue
    if (hold.kind === 'protect' && hold.owner.id === asker.actor.id) continue
    const text = `${nameOf(plant, action.senderId)} feeds ${entryName(receiver)}. ${inWords(hold)}`
    return { effect: 'deny', code: 'LOCKED', text, action: index, target: receiver.id }
  }
  return null
}

/** "Take from the state I saw": refused with what happened, unless it is confirmed. */
function asExpected({ plant, lastSwitch }: Request, action: Action, index: number): Decision | null {
  if (!isRouting(action) || action.expected === undefined) return null
  const receiver = plant.entry('receiver', action.receiverId)
  if (receiver === undefined) return null
  const { connection } = receiver
  const active = connection?.active === true
  const now = active ? connection.senderId : null
  const wanted = action.expected.senderId
  if (now === wanted && (wanted !== null || !active)) return null
  const is = active ? senderName(plant, now) : 'nothing'
  const who = lastSwitch(receiver.id, now)
  const was = wanted === null ? 'nothing' : senderName(plant, wanted)
  const text = `${entryName(receiver)} is on ${is} now${who === null ? '' : ` (${who})`}, no longer on ${was}. Look again; it can be taken all the same, if you say yes to it.`
  return { effect: 'confirm', code: 'CHANGED_MEANWHILE', text, action: index, target: receiver.id }
}

/** What is marked as a change, or is under change control, waits for an approved change window. */
function inWindow({ plant, windows, settings, change }: Request, action: Action, index: number): Decision | null {
  if (isHoldAction(action)) return null
  const { id } = targetOf(action)
  const entry = plant.get(id)
  if (entry === undefined) return null
  const controlled = settings.changeControl.scopes.some((scope) => inScope(scope, entry))
  if ((!change && !controlled) || windows.openFor(entry) !== null) return null
  const next = windows.nextFor(entry)
  const why = controlled
    ? `${entryName(entry)} is under change control`
    : `${entryName(entry)}: this is marked as a change`
  const when =
    next === null
      ? 'No approved change window lies ahead; ask an engineer for one.'
      : `The next one, “${next.label}”, begins at ${next.opening.start}.`
  const text = `${why}, and no approved change window is open. ${when}`
  return { effect: 'deny', code: 'CHANGE_WINDOW', text, action: index, target: id }
}

function byPolicy({ plant, policies, asker, override }: Request, action: Action, index: number): Decision | null {
  const found = policyOf(policies, plant, action)
  return found === null ? null : policyDecision(found, plant, action, index, asker.actor, override)
}

/** What is on air is touched only by who says yes to it, in words; a recall leaves it out, or is refused whole. */
function offAir(request: Request, action: Action, index: number): Decision | null {
  const { plant, recall, confirmed, policies } = request
  const effect = onAirEffect(plant, action)
  if (effect === null) return null
  const protection = policyOf(policies, plant, action)?.matches.find(({ kind }) => kind === 'on_air_protection')
  if (protection?.effect === 'allow') return null
  const { target, text } = effect
  if (recall === null || confirmed.has(ON_AIR)) return { effect: 'confirm', code: ON_AIR, text, action: index, target }
  if (recall === 'skip') return { effect: 'deny', code: ON_AIR, text: `Left out: ${text}`, action: index, target }
  return { effect: 'deny', code: ON_AIR, text: `The whole is refused: ${text}`, action: null, target }
}

function compatible(request: Request, action: Action, index: number): Decision | null {
  if (isHoldAction(action)) return null
  const { plant, compatibility, policies } = request
  const receiver = 'receiverId' in action ? plant.entry('receiver', action.receiverId) : undefined
  const sender = 'senderId' in action ? plant.entry('sender', action.senderId) : undefined
  if (action.type === 'route.connect') {
    if (sender === undefined || receiver === undefined) return null
    const pair = `${entryName(receiver)} cannot take ${entryName(sender)}`
    const judgement = compatibility.between(sender, receiver)
    // Where a rule has spoken about it, that counts; what cannot work at all stays refused.
    const ruled = policies.decide(sender, receiver).matches.some(({ kind }) => kind === 'compatibility')
    return ruled && judgement.verdict === 'confirm' ? null : asDecision(judgement, pair, index, receiver.id)
  }
  const entry = receiver ?? sender
  if (entry === undefined) return null
  const judgement = compatibility.outOfReach(entry)
  return judgement === null ? null : asDecision(judgement, `${entryName(entry)} cannot be switched`, index, entry.id)
}

/** What the one who would do it knows against it: an unknown command, a host that is not allowed. */
function asDriven({ plant, drivers, actions }: Request, action: Action, index: number): Decision | null {
  const driver = drivers.find((one) => one.actions.includes(action.type) && one.handles(action, plant))
  const against = driver?.against?.(action, plant, actions) ?? null
  if (against === null) return null
  const effect = against.confirm === true ? 'confirm' : 'deny'
  return { effect, code: against.code, text: against.text, action: index, target: targetOf(action).id }
}

function asDecision(judgement: Judgement, what: string, action: number, target: Id): Decision | null {
  const { verdict, code, reasons } = judgement
  if (verdict === 'fits' || code === null) return null
  const why = reasons.join(' ')
  if (verdict === 'refused') return { effect: 'deny', code, text: `${what}: ${why}`, action, target }
  const text = `${what} by what it says of itself: ${why} It can be tried all the same, if you say yes to it.`
  return { effect: 'confirm', code, text, action, target }
}

function senderName(plant: PlantView, senderId: Id | null): string {
  if (senderId === null) return 'an unknown stream'
  const sender = plant.get(senderId)
  return sender === undefined ? `sender ${senderId.slice(0, 8)}` : entryName(sender)
}
