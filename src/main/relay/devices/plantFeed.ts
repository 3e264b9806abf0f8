import type { Id } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Device, Receiver, Resource } from '../../nmos/resources'
import { brokerNodeIdOf } from '../../plant/deviceIds'
import type { Plant } from '../../plant/plant'
import type { WitnessChange, WitnessFeed } from '../../plant/witness'
import type { Logger } from '../../telemetry/logger'
import type { ModuleInput } from '../module'
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
  readonly isOnline: boolean
  readonly device: Device
  readonly inputs: readonly Input[]
  readonly receivers: readonly Receiver[]
}
type Input = { readonly module: string; readonly input: ModuleInput; readonly senderId: Id | null }
type Node = { readonly broker: RelayBroker; readonly end: () => void }

/** Devices of the book → resources of the plant; what is offline stays in the picture as such. */
export function createPlantFeed({ plant, book, ports, brokers, logger }: PlantFeedParts): PlantFeed {
  const shown = new Map<Id, { readonly broker: string; now: Shown }>()
  const nodes = new Map<string, Node>()
  const sources = createSourceFeed({ plant, ports, logger })
  const ends: (() => void)[] = []

  const witness = (broker: string): WitnessFeed =>
    plant.witnessed({ id: brokerNodeIdOf(broker), kind: 'broker', label: broker })

  /** By the name of a source of the module, else by the id of any sender. */
  function inputsOf(device: DeviceState): readonly Input[] {
    return ports.inputsOf(device).map(({ module, input }) => {
      sources.noteFormat(module, input.format)
      return { module, input, senderId: input.source === null ? null : sources.idOf(module, input.source) }
    })
  }

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
        const now = shownOf(device, before?.now ?? null)
        if (now === before?.now) continue
        addChanges(changesOf(device.broker), before?.now ?? null, now)
        shown.set(id, { broker: device.broker, now })
      } else if (before !== undefined) {
        shown.delete(id)
        for (const one of resourcesOf(before.now)) {
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
    const device = before !== null && before.device.raw['meta'] === state.meta ? before.device : mqttDevice(state)
    const inputs = inputsOf(state)
    const isSame = before !== null && areSameInputs(before.inputs, inputs)
    if (isSame && device === before.device && before.isOnline === state.online) return before
    const receivers = isSame
      ? before.receivers
      : inputs.map(({ module, input, senderId }) => inputReceiver(state, module, input, senderId))
    return { isOnline: state.online, device, inputs, receivers }
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

function areSameInputs(a: readonly Input[], b: readonly Input[]): boolean {
  return a.length === b.length && a.every((one, i) => isSameInput(one, b[i]))
}

function isSameInput(a: Input, b: Input | undefined): boolean {
  return (
    b !== undefined &&
    a.module === b.module &&
    a.senderId === b.senderId &&
    a.input.label === b.input.label &&
    a.input.format === b.input.format &&
    a.input.active === b.input.active
  )
}
