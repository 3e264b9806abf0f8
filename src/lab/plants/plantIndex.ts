import { deviceId, nodeId, receiverId, senderIds } from '../node/assemble'
import type { PlantBlueprint } from '../node/blueprint'
import type { ResourceId } from '../identity'

/** Something with a label that can be looked for. */
export type PlantEntry = {
  readonly type: 'node' | 'device' | 'sender' | 'receiver'
  readonly id: ResourceId
  readonly label: string
  /** `<device>/<label>`, unique in the plant for its type. */
  readonly key: string
  /** Label of the node it is on. */
  readonly node: string
}

/** Where the things of a plant are, by id, label and key. */
export class PlantIndex {
  private readonly byId = new Map<ResourceId, PlantEntry>()
  private readonly byName = new Map<string, PlantEntry[]>()

  constructor(plant: PlantBlueprint) {
    const { seed } = plant
    for (const node of plant.nodes) {
      const add = (type: PlantEntry['type'], id: ResourceId, label: string, key: string): void => {
        this.add({ type, id, label, key, node: node.label })
      }
      add('node', nodeId(seed, node.key), node.label, node.key)
      for (const device of node.devices) {
        add('device', deviceId(seed, device.key), device.label, device.key)
        for (const { key, label } of device.senders) add('sender', senderIds(seed, key).sender, label, key)
        for (const { key, label } of device.receivers) add('receiver', receiverId(seed, key), label, key)
      }
    }
  }

  /** All with this label or key. */
  find(name: string): readonly PlantEntry[] {
    return this.byName.get(name) ?? []
  }

  entry(id: ResourceId): PlantEntry | undefined {
    return this.byId.get(id)
  }

  /** Id of the one sender with this label or key. @throws where there is none or more than one. */
  sender(name: string): ResourceId {
    return this.only('sender', name)
  }

  /** Id of the one receiver with this label or key. @throws where there is none or more than one. */
  receiver(name: string): ResourceId {
    return this.only('receiver', name)
  }

  private only(type: PlantEntry['type'], name: string): ResourceId {
    const found = this.find(name).filter((entry) => entry.type === type)
    const [first] = found
    if (first === undefined) throw new Error(`The plant has no ${type} "${name}"`)
    if (found.length > 1) throw new Error(`"${name}" is ${found.map((entry) => entry.key).join(' and ')}`)
    return first.id
  }

  private add(entry: PlantEntry): void {
    this.byId.set(entry.id, entry)
    for (const name of new Set([entry.label, entry.key])) {
      const list = this.byName.get(name) ?? []
      list.push(entry)
      this.byName.set(name, list)
    }
  }
}
