import type { Action, Decision, Id } from '../../contract'
import type { PlantView } from '../plant/plant'
import type { Compatibility, Judgement } from '../policy/compatibility'
import { entryName } from '../policy/entryName'
import { contested, invalid, targetOf } from './actions'
import type { Asker } from './execution'

/** All that a step of the guard may look at. */
export type GuardContext = {
  readonly asker: Asker
  readonly plant: PlantView
  readonly compatibility: Compatibility
  /** Codes that the asker has said yes to. */
  readonly confirmed: ReadonlySet<string>
  /** Targets that are named more than once. */
  readonly twice: ReadonlySet<Id>
}

/** What one step has against one action: null when nothing. Pure. */
export type GuardStep = (context: GuardContext, action: Action, index: number) => Decision | null

/**
 * The steps each action passes, in this order; the first denial is the last word. Input, then "still as the operator saw
 * it", then compatibility. Steps for locks and leases belong between the first two, windows and policy before the last.
 */
export const GUARD_STEPS: readonly GuardStep[] = [valid, asExpected, compatible]

/** What the guard says of a request. `refused`: which actions may not be done, with the decision that says why. */
export type Verdict = {
  readonly decisions: readonly Decision[]
  readonly refused: ReadonlyMap<number, Decision>
}

/** Guards a request whole. A role that may not act at all is one denial with `action` null and code `ROLE`. */
export function guard(
  given: Omit<GuardContext, 'twice'>,
  actions: readonly Action[],
  steps: readonly GuardStep[] = GUARD_STEPS,
): Verdict {
  const role = roleOf(given.asker)
  if (role !== null) return { decisions: [role], refused: new Map(actions.map((_, index) => [index, role])) }
  const context = { ...given, twice: contested(actions) }
  const decisions: Decision[] = []
  const refused = new Map<number, Decision>()
  actions.forEach((action, index) => {
    const found = decide(context, action, index, steps)
    decisions.push(...found)
    const against = found.find(({ effect }) => effect === 'deny') ?? found.find(({ effect }) => effect === 'confirm')
    if (against !== undefined) refused.set(index, against)
  })
  return { decisions, refused }
}

function decide(
  context: GuardContext,
  action: Action,
  index: number,
  steps: readonly GuardStep[],
): readonly Decision[] {
  const found: Decision[] = []
  for (const step of steps) {
    const decision = step(context, action, index)
    if (decision === null) continue
    const answered = decision.effect === 'confirm' && context.confirmed.has(decision.code)
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

function valid({ plant, twice }: GuardContext, action: Action, index: number): Decision | null {
  return invalid(plant, action, index, twice)
}

function asExpected({ plant }: GuardContext, action: Action, index: number): Decision | null {
  if (!('receiverId' in action) || action.expected === undefined) return null
  const receiver = plant.entry('receiver', action.receiverId)
  if (receiver === undefined) return null
  const { connection } = receiver
  const active = connection?.active === true
  const now = active ? connection.senderId : null
  const wanted = action.expected.senderId
  if (now === wanted && (wanted !== null || !active)) return null
  const is = active ? nameOf(plant, now) : 'nothing'
  const text = `${entryName(receiver)} is on ${is} now, no longer on ${wanted === null ? 'nothing' : nameOf(plant, wanted)}. Look again and repeat if you still want it.`
  return { effect: 'deny', code: 'CHANGED_MEANWHILE', text, action: index, target: receiver.id }
}

function compatible(context: GuardContext, action: Action, index: number): Decision | null {
  const { plant, compatibility } = context
  const receiver = 'receiverId' in action ? plant.entry('receiver', action.receiverId) : undefined
  const sender = 'senderId' in action ? plant.entry('sender', action.senderId) : undefined
  if (action.type === 'route.connect') {
    if (sender === undefined || receiver === undefined) return null
    const pair = `${entryName(receiver)} cannot take ${entryName(sender)}`
    return asDecision(compatibility.between(sender, receiver), pair, index, receiver.id)
  }
  const entry = receiver ?? sender
  if (entry === undefined) return null
  const judgement = compatibility.outOfReach(entry)
  return judgement === null ? null : asDecision(judgement, `${entryName(entry)} cannot be switched`, index, entry.id)
}

function asDecision(judgement: Judgement, what: string, action: number, target: Id): Decision | null {
  const { verdict, code, reasons } = judgement
  if (verdict === 'fits' || code === null) return null
  const why = reasons.join(' ')
  if (verdict === 'refused') return { effect: 'deny', code, text: `${what}: ${why}`, action, target }
  const text = `${what} by what it says of itself: ${why} It can be tried all the same, if you say yes to it.`
  return { effect: 'confirm', code, text, action, target }
}

function nameOf(plant: PlantView, senderId: Id | null): string {
  if (senderId === null) return 'an unknown stream'
  const sender = plant.get(senderId)
  return sender === undefined ? `sender ${senderId.slice(0, 8)}` : entryName(sender)
}
