import type { RegistryInput } from '../../../src/contract'
import type { Lab } from '../../../src/lab/lab'
import { type DiscoveryParts, type PlantDiscovery, createDiscovery } from '../../../src/main/discovery/createDiscovery'
import type { DiscoveryOptions } from '../../../src/main/discovery/options'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { RESOURCE_KINDS } from '../../../src/main/nmos/resources'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant, PlantEntry } from '../../../src/main/plant/plant'
import type { RegistryRepository, StoredRegistry } from '../../../src/main/store/repositories'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'

/** A discovery at work, with a plant of its own. */
export type Watch = {
  readonly plant: Plant
  readonly discovery: PlantDiscovery
  readonly kept: Map<string, StoredRegistry>
  readonly stop: () => Promise<void>
}

/** Short times, so that tests need not wait as long as a plant may. */
export const QUICK: Partial<DiscoveryOptions> = {
  checkMs: 300,
  pollMs: 200,
  nodePollMs: 200,
  nodeLostMs: 600,
  retryMs: 100,
  maxRetryAfterLiveMs: 300,
  maxRetryMs: 300,
  dnsTimeoutMs: 1000,
  betterMs: 200,
}

export const input = (more: Partial<RegistryInput> & Pick<RegistryInput, 'queryUrl'>): RegistryInput => ({
  label: 'Plant',
  kind: 'registry',
  dnsServer: null,
  role: 'primary',
  site: null,
  priority: 0,
  enabled: true,
  ...more,
})

/** Starts discovery of `fixed`. */
export async function watch(
  fixed: readonly RegistryInput[],
  options: Partial<DiscoveryOptions> = {},
  stored: readonly StoredRegistry[] = [],
): Promise<Watch> {
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const http = createNmosHttp({ timeoutMs: 2000 })
  const kept = new Map(stored.map((registry) => [registry.id, registry]))
  let count = 0
  const parts: DiscoveryParts = {
    plant,
    http,
    registries: registriesIn(kept),
    fixed,
    clock: systemClock,
    random: Math.random,
    ids: () => `id-${(count += 1)}`,
    logger: silentLogger,
    options: { ...QUICK, ...options },
  }
  const discovery = createDiscovery(parts)
  await discovery.start()
  const stop = async () => {
    await discovery.stop()
    http.close()
  }
  return { plant, discovery, kept, stop }
}

function registriesIn(kept: Map<string, StoredRegistry>): RegistryRepository {
  return {
    all: () => Promise.resolve([...kept.values()]),
    put: (registry) => {
      kept.set(registry.id, registry)
      return Promise.resolve()
    },
    remove: (id) => {
      kept.delete(id)
      return Promise.resolve()
    },
  }
}

/** Waits until `holds`. @throws after `limitMs`, with what `show` says */
export async function until(holds: () => boolean, show: () => unknown = () => '', limitMs = 30_000): Promise<void> {
  const end = Date.now() + limitMs
  while (!holds()) {
    if (Date.now() > end) throw new Error(`It did not happen within ${limitMs} ms: ${JSON.stringify(show())}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const stateOf = ({ discovery }: Watch, index = 0) => discovery.list()[index]?.status

/** Waits until the first source is in `state`. */
export const reaches = (watched: Watch, state: string) =>
  until(
    () => stateOf(watched)?.state === state,
    () => stateOf(watched),
  )

export const entries = (plant: Plant): readonly PlantEntry[] => RESOURCE_KINDS.flatMap((kind) => [...plant.all(kind)])

export const offline = (plant: Plant): number => entries(plant).filter(({ status }) => status === 'offline').length

/** Tells the lab to do something. */
export async function order(lab: Lab, verb: string, body: object): Promise<void> {
  const answer = await fetch(`${lab.control.url}/${verb}`, { method: 'POST', body: JSON.stringify(body) })
  if (answer.status !== 200) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`)
}

/** All ids the lab's nodes have, and the registry's own node. */
export function idsOf(lab: Lab): readonly string[] {
  return lab.nodes.flatMap((node) => [...node.store.all()].map(({ data }) => String(data.id)))
}
