import type { Leg, Rule } from '../../contract'
import type { NetworkInterface } from '../nmos/resources'
import type { EndFacts } from './endFacts'
import { entryName } from './entryName'
import { globOf } from './glob'

/** What is required of the legs of both ends. */
export type LegWish = Extract<Rule, { readonly kind: 'path_requirement' }>['legs'][number]

/**
 * What keeps an end from fulfilling a requirement, as sentences; null when it does.
 *
 * Leg A is the first of `interface_bindings` (IS-04 v1.2), B the second; where a device names none, the legs of its
 * `/active` count. A leg that an active sender has switched off in its `/active` is missing. A network is known by the
 * name of the interface, by the chassis of the switch that it is attached to (IS-04 v1.3 `attached_network_device`), and
 * by a tag `network:<interface>` of the node or device.
 */
export type PathRequirement = (facts: EndFacts) => string | null

export function pathRequirement(legs: readonly LegWish[]): PathRequirement {
  const wanted = legs.map(({ leg, network }) => ({ leg, network, glob: globOf(network), at: leg === 'A' ? 0 : 1 }))
  return (facts) => {
    const faults: string[] = []
    for (const { leg, network, glob, at } of wanted) {
      const bindings = facts.entry.resource.interface_bindings
      const active = facts.entry.connection?.legs[at]
      const name = entryName(facts.entry)
      if (bindings.length === 0 ? active === undefined : at >= bindings.length)
        faults.push(`${name} has no leg ${leg}.`)
      else if (isOff(facts, active)) faults.push(`Leg ${leg} of ${name} is off.`)
      else if (network !== '*') {
        const networks = networksOf(facts, bindings[at] ?? null)
        if (networks.some((one) => glob.fits(one.toLowerCase()))) continue
        const is = networks.length === 0 ? 'a network that nobody names' : networks.join(' / ')
        faults.push(`Leg ${leg} of ${name} is on ${is}, not on ${network}.`)
      }
    }
    return faults.length === 0 ? null : faults.join(' ')
  }
}

/** A receiver's leg is switched on by the route; what an active sender does not send is not there. */
function isOff({ entry }: EndFacts, leg: Leg | undefined): boolean {
  return entry.kind === 'sender' && entry.connection?.active === true && leg?.enabled === false
}

/** The names of the network that an interface is on. */
function networksOf(facts: EndFacts, binding: string | null): readonly string[] {
  if (binding === null) return []
  const found = facts.parts.node?.resource.interfaces.find(({ name }) => name === binding)
  const chassis = found === undefined ? null : attachedChassis(found)
  return [binding, ...(chassis === null ? [] : [chassis]), ...facts.tag(`network:${binding}`)]
}

function attachedChassis(network: NetworkInterface): string | null {
  if (!('attached_network_device' in network)) return null
  const attached = network.attached_network_device
  if (typeof attached !== 'object' || attached === null || !('chassis_id' in attached)) return null
  return typeof attached.chassis_id === 'string' && attached.chassis_id !== '' ? attached.chassis_id : null
}
