import { Agent } from 'node:http'
import { startDnsServer } from './dns/dnsServer'
import { ControlApi } from './control/controlApi'
import { verbs, type ScheduledFault } from './control/verbs'
import type { World } from './control/world'
import { startBroker, type LabBroker } from './events/labBroker'
import { readBrokerUrl, type Login } from './mqtt/brokerAccess'
import { deviceOptions, type DeviceOptions } from './mqtt/deviceOptions'
import { plannedDevices } from './mqtt/devicePlan'
import { createMqttPlant, type MqttPlant } from './mqtt/mqttPlant'
import { ndiRecords } from './ndi/ndiRecords'
import { createNdiSources } from './ndi/ndiSources'
import type { PlantBlueprint, SenderBlueprint } from './node/blueprint'
import { systemClock, type Clock } from './time/clock'
import { PatchCounts } from './node/patchCounts'
import { RequestLog } from './node/requestLog'
import { TaiClock } from './time/tai'
import { createTimers } from './time/timers'
import { VirtualNode } from './node/virtualNode'
import { PlantIndex } from './plants/plantIndex'
import { plantFor, type PlantChoice } from './plants/profiles'
import { startRegistry, type Registry } from './registry/registry'

export type LabOptions = {
  readonly plant: PlantChoice
  readonly host: string
  /** Port of the registry; 0 for a free one. */
  readonly port: number
  readonly controlPort: number
  /** Port of the plant's MQTT broker; 0 for a free one. */
  readonly brokerPort: number
  /** With what everybody logs in at the plant's broker; null: nobody is asked. */
  readonly brokerLogin: Login | null
  /** Port of the name server, UDP and TCP; 0 for a free one. */
  readonly dnsPort: number
  /** Where the name server announces the plant's NDI sources. */
  readonly dnsDomain: string
  /** Wishes about the MQTT devices; the rest is as the plant has it. */
  readonly devices: Partial<DeviceOptions>
  /** What ids and a generated plant are made of. */
  readonly seed: string
  readonly pageLimit: { readonly default: number; readonly max: number }
  readonly syncGrainSize: number
  readonly expirySeconds: number
  readonly heartbeatMs: number
  /** Every answer of every node waits this long. */
  readonly latencyMs: number
  readonly faults: readonly ScheduledFault[]
  /** Told of what goes wrong where nobody waits. */
  readonly report: (text: string) => void
}

/** A lab as it is without any wish: the named plant on free ports. */
export const labDefaults: LabOptions = {
  plant: { profile: 'lab' },
  host: '127.0.0.1',
  port: 0,
  controlPort: 0,
  brokerPort: 0,
  brokerLogin: null,
  dnsPort: 0,
  dnsDomain: 'riverside.example',
  devices: {},
  seed: 'riverside',
  pageLimit: { default: 10, max: 100 },
  syncGrainSize: 10,
  expirySeconds: 12,
  heartbeatMs: 5000,
  latencyMs: 0,
  faults: [],
  report: () => undefined,
}

/** A simulated plant that runs. */
export type Lab = {
  readonly registry: Registry
  readonly nodes: readonly VirtualNode[]
  readonly control: { readonly url: string }
  /** The plant's MQTT broker, `mqtt://host:port`. */
  readonly broker: { readonly url: string }
  readonly mqtt: MqttPlant
  /** The plant's name server, `HOST:PORT`, and the domain that it knows. */
  readonly dns: { readonly address: string; readonly domain: string }
  readonly plant: PlantIndex
  /** Ends every server, socket and timer. */
  readonly stop: () => Promise<void>
}

/** Above so many ports the registry is filled directly, not by one POST per resource. */
const preloadAbove = 500

/** How many ports are opened at a time. */
const openedAtOnce = 32

const requestsKept = 20_000

const recordTtlS = 60

/** Starts a plant and resolves when the registry knows all of it. @throws where a port is taken or a size is wrong. */
export async function startLab(wishes: Partial<LabOptions>): Promise<Lab> {
  const options = { ...labDefaults, ...wishes }
  const clock = systemClock
  const blueprint = plantFor(options.plant, options.seed)
  const devices = deviceOptions(options.plant, options.devices)
  const outside = devices.brokerUrl === null ? null : readBrokerUrl(devices.brokerUrl, options.brokerLogin)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const log = new RequestLog(requestsKept)
  const patches = new PatchCounts()
  const registry = await startRegistry({
    host: options.host,
    port: options.port,
    label: `${blueprint.name} registry`,
    expirySeconds: options.expirySeconds,
    pageLimit: options.pageLimit,
    syncGrainSize: options.syncGrainSize,
  })
  const broker = await startBroker({
    host: options.host,
    port: options.brokerPort,
    login: options.brokerLogin,
  }).catch(async (error: unknown) => {
    await registry.stop()
    throw error
  })
  const zone = (sources: readonly string[]) =>
    ndiRecords(sources, { domain: options.dnsDomain, address: options.host, ttl: recordTtlS })
  const records = zone(devices.ndiSources)
  const dns = await startDnsServer({ host: options.host, port: options.dnsPort, records }).catch(
    async (error: unknown) => {
      await Promise.all([broker.stop(), registry.stop()])
      throw error
    },
  )
  const sources = createNdiSources(devices.ndiSources, (names) => {
    dns.setRecords(zone(names))
  })
  const mqtt = createMqttPlant({ access: outside ?? broker, devices, sources, clock, report: options.report })
  const nodes = makeNodes(blueprint, options, clock, agent, { log, patches, broker })
  const preloaded = portsOf(blueprint) > preloadAbove
  const timers = createTimers(clock)
  const world: World = {
    registry,
    broker,
    mqtt,
    dns,
    dnsDomain: options.dnsDomain,
    nodes,
    plant: new PlantIndex(blueprint),
    log,
    patches,
    agent,
    later: timers.after,
    expiryMs: options.expirySeconds * 1000,
    preloaded,
    report: options.report,
  }
  const control = new ControlApi(world, options.host, options.controlPort)
  const stop = async (): Promise<void> => {
    timers.cancelAll()
    await control.close()
    await mqtt.stop()
    await Promise.all(nodes.map((node) => node.stop(!preloaded)))
    agent.destroy()
    await broker.stop()
    await dns.stop()
    await registry.stop()
  }
  try {
    await control.open()
    for (let i = 0; i < nodes.length; i += openedAtOnce) {
      await Promise.all(nodes.slice(i, i + openedAtOnce).map((node) => node.open()))
    }
    if (preloaded) for (const node of nodes) registry.preload([...node.store.all()])
    const registrationUrl = `${registry.registrationUrl}v1.3`
    for (const node of nodes) node.register(registrationUrl, preloaded)
    await Promise.all(nodes.map((node) => node.settled()))
    await Promise.all(plannedDevices(devices).map((planned) => mqtt.add(planned)))
  } catch (error) {
    await stop()
    throw error
  }
  for (const fault of options.faults) schedule(world, fault)
  return {
    registry,
    nodes,
    control: { url: control.url },
    broker: { url: broker.url },
    mqtt,
    dns: { address: dns.address, domain: options.dnsDomain },
    plant: world.plant,
    stop,
  }
}

function makeNodes(
  plant: PlantBlueprint,
  options: LabOptions,
  clock: Clock,
  agent: Agent,
  shared: { readonly log: RequestLog; readonly patches: PatchCounts; readonly broker: LabBroker },
): VirtualNode[] {
  const tai = new TaiClock(clock)
  const senders = new Map<string, { readonly node: VirtualNode; readonly blueprint: SenderBlueprint }>()
  return plant.nodes.map((blueprint) => {
    const node = new VirtualNode({
      blueprint,
      seed: plant.seed,
      host: options.host,
      port: 0,
      clock,
      tai,
      agent,
      ...shared,
      heartbeatMs: options.heartbeatMs,
      report: options.report,
      offerOf: (key) => {
        const sender = senders.get(key)
        if (sender === undefined) throw new Error(`The plant has no sender ${key}`)
        return sender.node.offerAtStart(sender.blueprint)
      },
    })
    node.faults.latencyMs = options.latencyMs
    for (const device of blueprint.devices) {
      for (const sender of device.senders) senders.set(sender.key, { node, blueprint: sender })
    }
    return node
  })
}

const portsOf = (plant: PlantBlueprint): number =>
  plant.nodes
    .flatMap((node) => node.devices)
    .reduce((sum, device) => sum + device.senders.length + device.receivers.length, 0)

function schedule(world: World, fault: ScheduledFault): void {
  world.later(fault.atMs, () => {
    const running = verbs.get(fault.verb)?.run(world, fault.body)
    running?.catch((error: unknown) => {
      world.report(`${fault.verb}: ${error instanceof Error ? error.message : String(error)}`)
    })
  })
}
