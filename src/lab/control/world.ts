import type { Agent } from 'node:http'
import type { DnsServer } from '../dns/dnsServer'
import type { LabBroker } from '../events/labBroker'
import type { ResourceId } from '../identity'
import type { MqttPlant, PlantDevice } from '../mqtt/mqttPlant'
import type { PatchCounts } from '../node/patchCounts'
import type { RequestLog } from '../node/requestLog'
import type { VirtualNode } from '../node/virtualNode'
import type { PlantIndex } from '../plants/plantIndex'
import type { Registry } from '../registry/registry'

/** Everything that a fault can reach. */
export type World = {
  readonly registry: Registry
  readonly broker: LabBroker
  readonly mqtt: MqttPlant
  readonly dns: DnsServer
  readonly dnsDomain: string
  readonly nodes: readonly VirtualNode[]
  readonly plant: PlantIndex
  readonly log: RequestLog
  readonly patches: PatchCounts
  readonly agent: Agent
  /** Does something later, unless the lab has ended by then. */
  readonly later: (ms: number, run: () => void) => void
  /** After so long without a heartbeat a node is out of the registry, ms. */
  readonly expiryMs: number
  /** True where the registry was filled by preload, so that nodes do not expire by themselves. */
  readonly preloaded: boolean
  /** Says what went wrong in what nobody waits for. */
  readonly report: (text: string) => void
}

/** A fault that cannot be: an unknown node or id. Its message is for the caller. */
export class NotThere extends Error {}

/** Nodes by label or id, `*` for all. @throws NotThere */
export function nodesNamed(world: World, name: string): readonly VirtualNode[] {
  if (name === '*') return world.nodes
  const found = world.nodes.filter((node) => node.blueprint.label === name || node.store.self.id === name)
  if (found.length === 0) throw new NotThere(`There is no node "${name}"`)
  return found
}

/** The node that has this sender or receiver. @throws NotThere */
export function nodeOf(world: World, id: ResourceId): VirtualNode {
  const label = world.plant.entry(id)?.node
  const node = world.nodes.find((candidate) => candidate.blueprint.label === label)
  if (node === undefined) throw new NotThere(`There is no resource ${id}`)
  return node
}

/** MQTT devices by id, `*` for all. @throws NotThere */
export function devicesNamed(world: World, name: string): readonly PlantDevice[] {
  if (name === '*') return world.mqtt.devices()
  const found = world.mqtt.device(name)
  if (found === undefined) throw new NotThere(`There is no MQTT device "${name}"`)
  return [found]
}
