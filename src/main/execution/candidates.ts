import type { Candidate, Hold, Id, PolicyDecision } from '../../contract'
import type { PlantView } from '../plant/plant'
import type { Compatibility } from '../policy/compatibility'
import type { PolicyBook } from '../policy/policyBook'
import type { Asker } from './execution'
import { againstHold } from './holds/holdRules'
import { countsAsOnAir, tallyInWords } from './onAir'

export type CandidateLooks = {
  readonly compatibility: Compatibility
  readonly plant: PlantView
  readonly asker: Asker
  readonly holdOf: (receiverId: Id) => Hold | null
  readonly policies: Pick<PolicyBook, 'decideAll'>
}

/** What may go where, for all at once, in the order of the guard: locks, policies, what is on air, compatibility. */
export function candidatesFor(
  looks: CandidateLooks,
  from: { readonly senderId: Id } | { readonly receiverId: Id },
): readonly Candidate[] {
  const { compatibility, policies } = looks
  const decisions = policies.decideAll(from)
  const judged =
    'senderId' in from ? compatibility.receiversFor(from.senderId) : compatibility.sendersFor(from.receiverId)
  return judged.map((candidate) => {
    const receiverId = 'senderId' in from ? candidate.id : from.receiverId
    const senderId = 'senderId' in from ? from.senderId : candidate.id
    if (candidate.verdict === 'refused') return held(looks, receiverId, senderId, candidate) ?? candidate
    return (
      held(looks, receiverId, senderId, candidate) ??
      byPolicy(candidate, decisions.get(candidate.id)) ??
      onAir(looks.plant, receiverId, candidate) ??
      candidate
    )
  })
}

function held({ asker, holdOf }: CandidateLooks, receiverId: Id, senderId: Id, { id }: Candidate): Candidate | null {
  const hold = holdOf(receiverId)
  if (hold === null) return null
  const against = againstHold(asker, { type: 'route.connect', senderId, receiverId }, hold)
  return against === null ? null : { id, verdict: 'refused', code: against.code, reasons: [against.text] }
}

function byPolicy({ id, reasons, code }: Candidate, decision: PolicyDecision | undefined): Candidate | null {
  switch (decision?.verdict) {
    case 'denied':
      return { id, verdict: 'refused', code: 'POLICY', reasons: [decision.text] }
    case 'approval':
      return { id, verdict: 'confirm', code: 'POLICY_APPROVAL', reasons: [decision.text, ...reasons] }
    case 'warned':
      return { id, verdict: 'confirm', code: code ?? 'POLICY_WARNING', reasons: [decision.text, ...reasons] }
    case 'allowed':
    case undefined:
      return null
  }
}

function onAir(plant: PlantView, receiverId: Id, { id, reasons }: Candidate): Candidate | null {
  const tally = plant.entry('receiver', receiverId)?.marks.tally ?? null
  if (!countsAsOnAir(tally)) return null
  return { id, verdict: 'confirm', code: 'ON_AIR', reasons: [`It is ${tallyInWords(tally)}.`, ...reasons] }
}
