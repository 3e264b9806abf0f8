import type { Id } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Device, Receiver, Resource } from '../../nmos/resources'
import { brokerNodeIdOf } from '../../plant/deviceIds'
import type { Plant } from '../../plant/plant'
import type { WitnessChange, WitnessFeed } from '../../plant/witness'
import type { Logger } from '../../telemetry/logger'
import type { RelayBroker, RelayBrokers } from '../relayBrokers'
import type { DeviceBook } from './createDeviceBook'
import type { ModulePorts } from './modulePorts'
import { brokerNode, inputReceiver, mqttDevice } from './plantResources'
import { createSourceFeed } from './sourceFeed'

export type PlantFeedParts = {
  readonly plant: Plant
  readonly book: Pick<DeviceBook, 'all' | 'get' | 'onChange'>
  readonly ports: ModulePorts
  readonly brokers: RelayBrokers
  readonly logger: Logger
}

/** The devices, their inputs and what these can be on, as parts of the plant. */
export type PlantFeed = {
  /** Begins with what the book knows; from then on the plant follows each burst of it, with one diff for each broker. */
  readonly start: () => void
  readonly stop: () => void
}

type Shown = {
  readonly broker: string
  readonly meta: DeviceState['meta']
  readonly isOnline: boolean
  readonly device: Device
  readonly inputs: Inputs
  /** Of each input: the sender it is on, by the sources of this age. */
  readonly senderIds: readonly (Id | null)[]
  readonly sourcesAge: number
  readonly receivers: readonly Receiver[]
}
type Inputs = ReturnType<ModulePorts['inputsOf']>
type Node = { readonly broker: RelayBroker; readonly end: () => void }

/** Devices of the book → resources of the plant; what is offline stays in the picture as such. */
export function createPlantFeed({ plant, book, ports, brokers, logger }: PlantFeedParts): PlantFeed {
  const shown = new Map<Id, Shown>()
  const nodes = new Map<string, Node>()
  const sources = createSourceFeed({ plant, ports, logger })
  const ends: (() => void)[] = []

  const witness = (broker: string): WitnessFeed =>
    plant.witnessed({ id: brokerNodeIdOf(broker), kind: 'broker', label: broker })

  function follow(ids: Iterable<Id>): void {
    const bursts = new Map<string, WitnessChange[]>()
    const changesOf = (broker: string): WitnessChange[] => {
      const known = bursts.get(broker)
      if (known !== undefined) return known
      const made: WitnessChange[] = []
      bursts.set(broker, made)
      return made
    }
    const gone: Id[] = []
    for (const id of ids) {
      const device = book.get(id)
      const before = shown.get(id)
      if (device !== undefined) {
        const now = shownOf(device, before ?? null)
        if (now === before) continue
        addChanges(changesOf(device.broker), before ?? null, now)
        shown.set(id, now)
      } else if (before !== undefined) {
        shown.delete(id)
        for (const one of resourcesOf(before)) {
          changesOf(before.broker).push({ type: 'remove', id: one.id })
          gone.push(one.id)
        }
      }
    }
    for (const [broker, changes] of bursts) if (changes.length > 0) witness(broker).apply(changes)
    for (const id of gone) plant.forget(id)
  }

  /** The very same when nothing is otherwise. */
  function shownOf(state: DeviceState, before: Shown | null): Shown {
    const device = before?.meta === state.meta ? before.device : mqttDevice(state)
    const inputs = ports.inputsOf(state)
    const sourcesAge = sources.age()
    const areSame = before !== null && areSameInputs(before.inputs, inputs)
    const senderIds = areSame && before.sourcesAge === sourcesAge ? before.senderIds : inputs.map(senderIdOf)
    const isSame = areSame && (senderIds === before.senderIds || senderIds.every((id, i) => id === before.senderIds[i]))
    if (isSame && device === before.device && before.isOnline === state.online) return before
    const receivers = isSame
      ? before.receivers
      : inputs.map(({ module, input }, i) => inputReceiver(state, module, input, senderIds[i] ?? null))
    const { broker, meta, online: isOnline } = state
    return { broker, meta, isOnline, device, inputs, senderIds, sourcesAge, receivers }
  }

  /** By the name of a source of the module, else by the id of any sender. */
  function senderIdOf({ module, input }: Inputs[number]): Id | null {
    sources.noteFormat(module, input.format)
    return input.source === null ? null : sources.idOf(module, input.source)
  }

  /** Twice where the first time shows that the sources are not all known. */
  function followAll(): void {
    sources.refresh()
    followDevices()
    if (!sources.isStale()) return
    sources.refresh()
    followDevices()
  }

  function followDevices(): void {
    follow(book.all().map(({ id }) => id))
  }

  /** A broker that is out of reach is a node that is offline. */
  function showNode({ name, link }: RelayBroker): void {
    const node = brokerNode(name, link.address)
    const gone: readonly WitnessChange[] = link.state().state === 'live' ? [] : [{ type: 'remove', id: node.id }]
    witness(name).apply([{ type: 'put', resource: node }, ...gone])
  }

  function followBrokers(): void {
    const wanted = new Map(brokers.list().map((broker) => [broker.name, broker]))
    for (const [name, { broker, end }] of nodes) {
      if (wanted.get(name)?.link === broker.link) continue
      end()
      nodes.delete(name)
      witness(name).remove([brokerNodeIdOf(name)])
    }
    for (const [name, broker] of wanted) {
      showNode(broker)
      if (nodes.has(name)) continue
      const end = broker.link.onState(() => {
        showNode(broker)
      })
      nodes.set(name, { broker, end })
    }
  }

  return {
    start() {
      followBrokers()
      followAll()
      ends.push(
        brokers.onChange(followBrokers),
        ports.onChange(followAll),
        book.onChange((ids) => {
          follow(ids)
          // What a device says it is on may be a source that nobody has named yet.
          if (sources.isStale()) followAll()
        }),
      )
    },
    stop() {
      for (const end of ends.splice(0)) end()
      for (const { end } of nodes.values()) end()
      nodes.clear()
    },
  }
}

const resourcesOf = ({ device, receivers }: Shown): readonly Resource[] => [device, ...receivers]

/** What a witness has to say. Of what is offline it says that it was there, and then that it is not. */
function addChanges(changes: WitnessChange[], before: Shown | null, now: Shown): void {
  if (before?.isOnline === true && now.isOnline) {
    for (const resource of resourcesOf(now)) {
      if (resource !== before.device && !before.receivers.includes(resource as Receiver)) {
        changes.push({ type: 'put', resource })
      }
    }
  } else for (const resource of resourcesOf(now)) changes.push({ type: 'put', resource })
  for (const { id } of before?.receivers ?? []) {
    if (!now.receivers.some((one) => one.id === id)) changes.push({ type: 'remove', id })
  }
  if (!now.isOnline) for (const { id } of resourcesOf(now)) changes.push({ type: 'remove', id })
}

function areSameInputs(a: Inputs, b: Inputs): boolean {
  if (a.length !== b.length) return false
  for (const [i, one] of a.entries()) {
    const other = b[i]
    if (other === undefined || !isSameInput(one, other)) return false
  }
  return true
}

function isSameInput(a: Inputs[number], b: Inputs[number]): boolean {
  return (
    a.module === b.module &&
    a.input.source === b.input.source &&
    a.input.label === b.input.label &&
    a.input.format === b.input.format &&
    a.input.active === b.input.active
  )
}
