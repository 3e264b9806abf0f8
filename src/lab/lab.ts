import { Agent } from 'node:http'
import { ControlApi } from './control/controlApi'
import { verbs, type ScheduledFault } from './control/verbs'
import type { World } from './control/world'
import { startBroker, type LabBroker } from './events/labBroker'
import type { PlantBlueprint, SenderBlueprint } from './node/blueprint'
import { systemClock, type Clock } from './time/clock'
import { PatchCounts } from './node/patchCounts'
import { RequestLog } from './node/requestLog'
import { TaiClock } from './time/tai'
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
  readonly plant: PlantIndex
  /** Ends every server, socket and timer. */
  readonly stop: () => Promise<void>
}

/** Above so many ports the registry is filled directly, not by one POST per resource. */
const preloadAbove = 500

/** How many ports are opened at a time. */
const openedAtOnce = 32

const requestsKept = 20_000

/** Starts a plant and resolves when the registry knows all of it. @throws where a port is taken or a size is wrong. */
export async function startLab(wishes: Partial<LabOptions>): Promise<Lab> {
  const options = { ...labDefaults, ...wishes }
  const clock = systemClock
  const blueprint = plantFor(options.plant, options.seed)
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
  const broker = await startBroker(options.host)
  const nodes = makeNodes(blueprint, options, clock, agent, { log, patches, broker })
  const preloaded = portsOf(blueprint) > preloadAbove
  const pending = new Set<() => void>()
  const world: World = {
    registry,
    broker,
    nodes,
    plant: new PlantIndex(blueprint),
    log,
    patches,
    agent,
    later: (ms, run) => {
      const cancel = clock.after(ms, () => {
        pending.delete(cancel)
        run()
      })
      pending.add(cancel)
    },
    expiryMs: options.expirySeconds * 1000,
    preloaded,
    report: options.report,
  }
  const control = new ControlApi(world, options.host, options.controlPort)
  const stop = async (): Promise<void> => {
    for (const cancel of pending) cancel()
    await control.close()
    await Promise.all(nodes.map((node) => node.stop(!preloaded)))
    agent.destroy()
    await broker.stop()
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
  } catch (error) {
    await stop()
    throw error
  }
  for (const fault of options.faults) schedule(world, fault)
  return { registry, nodes, control: { url: control.url }, broker: { url: broker.url }, plant: world.plant, stop }
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
