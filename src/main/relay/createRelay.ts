import type { Id } from '../../contract'
import type { Scheduler } from '../automation/scheduler'
import type { BrokerLinks } from '../broker/createBrokerLinks'
import type { Execution } from '../execution/execution'
import type { Holds } from '../execution/holds/holds'
import type { HouseSettings } from '../execution/houseSettings'
import type { Plant } from '../plant/plant'
import type { Store } from '../store/repositories'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { type DeviceBook, createDeviceBook } from './devices/createDeviceBook'
import { createPlantFeed } from './devices/plantFeed'
import { createRegistryPublisher } from './devices/registrySnapshot'
import { type Inspector, createInspector } from './inspector/createInspector'
import { createLeases } from './leases/createLeases'
import type { Leases } from './leases/leases'
import { type OwnedDeviceLine, createDeviceLine } from './line/createDeviceLine'
import { type GivenModuleSettings, createModuleHost } from './moduleHost/createModuleHost'
import type { ModuleHost, Notify } from './moduleHost/moduleHost'
import { createNdiModule } from './modules/ndi'
import { createNvrModule } from './modules/nvr'
import { createOrchestrator } from './orchestrator/createOrchestrator'
import { createRelayBrokers } from './relayBrokers'

/** Devices on MQTT: who there is, how they are spoken to, who has reserved them, and what comes from others for them. */
export type Relay = {
  readonly devices: DeviceBook
  /** For the driver of commands. */
  readonly line: OwnedDeviceLine
  readonly modules: ModuleHost
  readonly leases: Leases
  readonly inspector: Inspector
  /** When execution and the scheduler are there. @throws StoreError */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type RelayParts = {
  readonly links: Pick<BrokerLinks, 'named' | 'onChange'>
  readonly store: Pick<Store, 'mqttDevices' | 'runs' | 'audit'>
  readonly settings: HouseSettings
  readonly givenModuleSettings: GivenModuleSettings
  readonly holds: Holds
  readonly plant: Plant
  /** Not asked before `start`. */
  readonly execution: () => Execution
  readonly scheduler: () => Pick<Scheduler, 'create' | 'cancel'>
  readonly notify: Notify
  readonly clock: Clock
  readonly ids: () => Id
  readonly logger: Logger
}

/** Wires the relay. Nothing is heard and nothing is sent before it is started. */
export function createRelay(parts: RelayParts): Relay {
  const { store, settings, holds, plant, notify, clock, ids, logger } = parts
  const brokers = createRelayBrokers(parts.links)
  const devices = createDeviceBook({ brokers, repository: store.mqttDevices, settings, clock, logger })
  const execution: Pick<Execution, 'start' | 'onRun' | 'live'> = {
    start: (asker, request) => parts.execution().start(asker, request),
    onRun: (listener) => parts.execution().onRun(listener),
    live: (id) => parts.execution().live(id),
  }
  const scheduler: Pick<Scheduler, 'create' | 'cancel'> = {
    create: (asker, input) => parts.scheduler().create(asker, input),
    cancel: (asker, id) => parts.scheduler().cancel(asker, id),
  }
  const leases = createLeases({ holds, device: devices.get, clock })
  const modules = createModuleHost({
    builtIn: [createNdiModule(), createNvrModule()],
    settings,
    given: parts.givenModuleSettings,
    brokers,
    devices: devices.all,
    announce: devices.announce,
    execution,
    registry: () => Object.fromEntries(brokers.list().map(({ name }) => [name, registry.snapshot(name)])),
    notify,
    audit: store.audit,
    clock,
    logger,
  })
  const registry = createRegistryPublisher({
    brokers,
    book: devices,
    ports: {
      locks: () => leases.list().map(({ id, owner, until }) => ({ id, lock: { owner: owner.id, until } })),
      modules: modules.running,
      onChange(listener) {
        const ends = [holds.onChange(listener), modules.onChange(listener)]
        return () => {
          for (const end of ends) end()
        }
      },
    },
    clock,
    logger,
  })
  const line = createDeviceLine({ brokers, book: devices, modules, settings, clock, logger })
  const feed = createPlantFeed({ plant, book: devices, ports: modules, brokers, logger })
  const inspector = createInspector({ links: parts.links, clock })
  const orchestrator = createOrchestrator({
    leases,
    scheduler,
    modules,
    device(id) {
      // Who has announced itself this moment may be spoken to at once.
      if (plant.get(id) === undefined) devices.tell()
      return devices.get(id)
    },
    brokers,
    execution,
    settings,
    runs: store.runs,
    audit: store.audit,
    clock,
    ids,
    logger,
  })

  return {
    devices,
    line,
    modules,
    leases,
    inspector,
    async start() {
      await modules.start()
      await devices.start()
      line.start()
      feed.start()
      registry.start()
      await orchestrator.start()
    },
    async stop() {
      orchestrator.stop()
      inspector.stop()
      registry.stop()
      feed.stop()
      line.stop()
      await modules.stop()
      await devices.stop()
    },
  }
}
