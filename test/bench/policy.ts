import { isDeepStrictEqual } from 'node:util'
import type { Id, PolicyDecision } from '../../src/contract'
import type { EntryOf, Plant } from '../../src/main/plant/plant'
import { createCompatibility } from '../../src/main/policy/compatibility'
import { decisionOf } from '../../src/main/policy/decision'
import { NO_SUSPENSIONS } from '../../src/main/policy/policyBook'
import { createRuleSet } from '../../src/main/policy/ruleSet'
import { naivePolicies, noWindows } from '../support/naivePolicies'
import { policyMix, seeded } from '../support/policyMix'
import { type Bench, compared, inTurn, timed } from './figure'
import { policyPlant } from './policyPlant'

type Pair = readonly [EntryOf<'sender'>, EntryOf<'receiver'>]

const SEED = 20_220_731

/** A thousand pairs under ten thousand rules, against holding each rule against each pair. */
export const policyCheck: Bench = {
  name: 'policy.check',
  bar: '≤ 0.02',
  run: () => measured(10_000, 2_000, 3, (plant) => randomPairs(plant, 1_000)),
}

/** All candidates of one sender under a thousand rules, as when a drag begins. */
export const policyDrag: Bench = {
  name: 'policy.drag',
  bar: '≤ 0.05, and ≤ 16.7 ms',
  run: () =>
    measured(1_000, 2_000, 15, (plant) => {
      const [sender] = plant.all('sender')
      return Array.from(plant.all('receiver'), ({ id }) => ({ senderId: sender?.id ?? '', receiverId: id }))
    }),
}

/** The pairs by their ids: entries are made anew for each run. */
type Chosen = readonly { readonly senderId: Id; readonly receiverId: Id }[]

async function measured(rules: number, ports: number, runs: number, chosenOf: (plant: Plant) => Chosen) {
  const { plant, words } = await policyPlant(ports)
  const chosen = chosenOf(plant)
  const mix = policyMix(rules, SEED, words)
  const compatibility = createCompatibility(plant)
  const naive = naivePolicies({ plant, compatibility, rules: mix, defaults: [], suspensions: noWindows })
  const began = performance.now()
  const set = createRuleSet({ plant, compatibility }, mix)
  const compiled = performance.now() - began
  let found: readonly PolicyDecision[] = []
  let expected: readonly PolicyDecision[] = []
  let again = 0

  async function ours(): Promise<number> {
    // Every end is another one than before, so that nothing is known of any.
    renew(plant)
    const pairs = pairsOf(plant, chosen)
    const decide = (): Promise<void> => {
      found = pairs.map(([sender, receiver]) => decisionOf(set.matches(sender, receiver, NO_SUSPENSIONS), null, []))
      return Promise.resolve()
    }
    const first = await timed(decide)
    again = await timed(decide)
    return first
  }
  async function baseline(): Promise<number> {
    renew(plant)
    const pairs = pairsOf(plant, chosen)
    return timed(() => {
      expected = pairs.map(([sender, receiver]) => naive.decide(sender, receiver))
      return Promise.resolve()
    })
  }

  const times = await inTurn(runs, ours, baseline)
  if (!isDeepStrictEqual(found, expected)) throw new Error('The decisions differ')
  const matches = found.reduce((sum, decision) => sum + decision.matches.length, 0)
  const note =
    `${String(rules)} rules × ${String(chosen.length)} pairs, ${(matches / chosen.length).toFixed(1)} matches each, ` +
    `nothing known of any end; asked again ${again.toFixed(2)} ms; rules compiled once in ${compiled.toFixed(0)} ms; ` +
    'baseline: each rule held against each pair'
  return compared(times, 'ms', note)
}

/** Gives every end a new entry, as a change of it does. */
function renew(plant: Plant): void {
  const booking = { scheduleId: 'bench', at: '2026-01-01T00:00:00.000Z', text: '14:00 → CAM 2' }
  for (const kind of ['sender', 'receiver'] as const) {
    for (const { id, marks } of [...plant.all(kind)])
      plant.setMarks(id, { booking: marks.booking === null ? booking : null })
  }
}

function pairsOf(plant: Plant, chosen: Chosen): readonly Pair[] {
  return chosen.map(({ senderId, receiverId }) => {
    const sender = plant.entry('sender', senderId)
    const receiver = plant.entry('receiver', receiverId)
    if (sender === undefined || receiver === undefined) throw new Error('An end is gone')
    return [sender, receiver]
  })
}

function randomPairs(plant: Plant, count: number): Chosen {
  const random = seeded(SEED)
  const senders = [...plant.all('sender')]
  const receivers = [...plant.all('receiver')]
  return Array.from({ length: count }, () => ({
    senderId: senders[Math.floor(random() * senders.length)]?.id ?? '',
    receiverId: receivers[Math.floor(random() * receivers.length)]?.id ?? '',
  }))
}
