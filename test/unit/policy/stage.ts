import { type PolicyDecision, type PolicyDefault, Rule, type Tally } from '../../../src/contract'
import type { Resource } from '../../../src/main/nmos/resources'
import type { Plant } from '../../../src/main/plant/plant'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { decisionOf, defaultFor, orderedDefaults } from '../../../src/main/policy/decision'
import { NO_SUSPENSIONS, type Suspensions } from '../../../src/main/policy/policyBook'
import { createRuleSet } from '../../../src/main/policy/ruleSet'
import { device, emptyPlant, idOf, receiver, resource, sender } from '../plant/samples'

const CONTROLS = [{ href: 'http://10.0.0.1/', type: 'urn:x-nmos:control:sr-ctrl/v1.1' }]
const HINT = 'urn:x-nmos:tag:grouphint/v1.0'

/** CAM 1 (HD, two legs) in Studio A of Main; MON 1 (two legs) and MON 2 (one leg) in MCR of Main and Truck. */
export const SMALL: readonly Resource[] = [
  resource('node', 1, {
    label: 'SNP-01',
    tags: { site: ['Main'], 'network:eth1': ['blue'] },
    interfaces: [
      { name: 'eth0', attached_network_device: { chassis_id: 'amber-leaf-1', port_id: '1' } },
      { name: 'eth1', attached_network_device: { chassis_id: 'core-2', port_id: '1' } },
    ],
  }),
  resource('node', 2, { label: 'OB-1', tags: { site: ['Truck'] }, interfaces: [{ name: 'eth0' }] }),
  device(1, 1, { label: 'CCU 1-2', tags: { room: ['Studio A'], department: ['News'] }, controls: CONTROLS }),
  device(2, 2, { label: 'OB vision', tags: { room: ['OB 1'] }, controls: CONTROLS }),
  resource('source', 1, { format: 'urn:x-nmos:format:video', grain_rate: { numerator: 50, denominator: 1 } }),
  resource('flow', 1, {
    label: 'CAM 1 flow',
    source_id: idOf('source', 1),
    format: 'urn:x-nmos:format:video',
    media_type: 'video/raw',
    frame_width: 1920,
    frame_height: 1080,
    components: [{ name: 'Y', width: 1920, height: 1080, bit_depth: 10 }],
  }),
  sender(1, 1, {
    label: 'CAM 1',
    flow_id: idOf('flow', 1),
    interface_bindings: ['eth0', 'eth1'],
    tags: { [HINT]: ['CAM 1:Video'] },
  }),
  receiver(1, 1, undefined, { label: 'MON 1', interface_bindings: ['eth0', 'eth1'], tags: { floor: ['3'] } }),
  receiver(2, 2, undefined, {
    label: 'MON 2',
    interface_bindings: ['eth0'],
    caps: { constraint_sets: [{ 'urn:x-nmos:cap:format:frame_height': { enum: [2160] } }] },
  }),
]

export function smallPlant(): Plant {
  const { plant, pen } = emptyPlant()
  pen.put(SMALL)
  return plant
}

/** A rule from its kind and what matters in the test. */
export function rule(id: string, more: Readonly<Record<string, unknown>>): Rule {
  return Rule.parse({ id, label: id, kind: 'forbidden_pair', effect: 'deny', ...more })
}

/** What rules and defaults say of CAM 1 to the n-th receiver. */
export function decided(
  plant: Plant,
  rules: readonly Rule[],
  to: number,
  more: { readonly defaults?: readonly PolicyDefault[]; readonly windows?: Suspensions } = {},
): PolicyDecision {
  const set = createRuleSet({ plant, compatibility: createCompatibility(plant) }, rules)
  const from = plant.entry('sender', idOf('sender', 1))
  const into = plant.entry('receiver', idOf('receiver', to))
  if (from === undefined || into === undefined) throw new Error('The plant is empty')
  const windows = more.windows ?? NO_SUSPENSIONS
  const matches = set.matches(from, into, windows)
  const fallback = matches.length === 0 ? defaultFor(orderedDefaults(more.defaults ?? []), into) : null
  return decisionOf(matches, fallback, windows.windows)
}

export function tally(more: Partial<Tally> = {}): Tally {
  return { state: 'on-air', since: '2026-01-01T12:00:00.000Z', stale: false, by: 'ME-1 PGM', ...more }
}
