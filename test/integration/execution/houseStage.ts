import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditRow, FireInput, type Id, type Role } from '../../../src/contract'
import { type Lab, startLab } from '../../../src/lab/lab'
import { type House, createHouse } from '../../../src/main/createHouse'
import { createDiscovery } from '../../../src/main/discovery/createDiscovery'
import type { Asker } from '../../../src/main/execution/execution'
import { HouseError } from '../../../src/main/execution/houseError'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import type { Clock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { brokerLinks } from '../../support/brokerLinks'
import { until } from '../../support/until'
import { PLAYBOOKS } from '../../support/playbookFolder'

/** What the house keeps, with a real store, over the lab; it can be ended and started again. */
export type HouseStage = {
  readonly lab: Lab
  readonly house: () => House
  readonly plant: () => Plant
  readonly store: () => Store
  readonly sender: (name: string) => Id
  readonly receiver: (name: string) => Id
  /** The sender a receiver is on in the plant; null for none. */
  readonly routeOf: (receiver: string) => Id | null
  readonly audit: (target: Id) => Promise<readonly AuditRow[]>
  /** Ends the engine's parts; the store is closed. */
  readonly end: () => Promise<void>
  /** Starts them again on the same data. */
  readonly begin: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** `clock`: what the parts take for the time. */
export async function startHouse(clock: Clock): Promise<HouseStage> {
  const lab = await startLab({})
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-house-'))
  let parts: Awaited<ReturnType<typeof startParts>> | null = null

  async function startParts() {
    const http = createNmosHttp({})
    const store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger: silentLogger })
    const plant = createPlant({ clock, logger: silentLogger })
    const discovery = createDiscovery({
      plant,
      http,
      registries: store.registries,
      fixed: [
        {
          label: 'Lab',
          kind: 'registry',
          queryUrl: lab.registry.queryUrl,
          dnsServer: null,
          role: 'lab',
          site: null,
          priority: 0,
          enabled: true,
        },
      ],
      clock,
      random: Math.random,
      ids: randomUUID,
      logger: silentLogger,
    })
    const house = await createHouse({
      ...{ store, plant, discovery, http, clock, ids: randomUUID, random: Math.random, logger: silentLogger },
      links: brokerLinks([]),
      notify: () => undefined,
      playbookFolders: { shipped: PLAYBOOKS, own: join(folder, 'playbooks') },
      timeouts: { requestMs: () => 1500, verifyMs: 1500, fileMs: 3000 },
    })
    await discovery.start()
    await house.start()
    await until(
      () => discovery.list().map(({ status }) => status.state),
      (states) => states.every((state) => state === 'live'),
      20_000,
    )
    return {
      store,
      plant,
      house,
      async stop() {
        await discovery.stop()
        await house.stop(5000)
        http.close()
        await store.close()
      },
    }
  }

  const running = () => {
    if (parts === null) throw new Error('the house has ended')
    return parts
  }

  const stage: HouseStage = {
    lab,
    house: () => running().house,
    plant: () => running().plant,
    store: () => running().store,
    sender: (name) => lab.plant.sender(name),
    receiver: (name) => lab.plant.receiver(name),
    routeOf: (name) => running().plant.entry('receiver', lab.plant.receiver(name))?.connection?.senderId ?? null,
    audit: async (target) => (await running().store.audit.list({ target, limit: 50, cursor: null })).items,
    async end() {
      await parts?.stop()
      parts = null
    },
    async begin() {
      parts = await startParts()
    },
    async stop() {
      await parts?.stop()
      await lab.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await stage.begin()
  return stage
}

export function person(name: string, role: Role = 'operator'): Asker {
  return { actor: { id: name.toLowerCase(), name, role }, origin: 'api' }
}

/** Fired without a word about what is refused, and with a generous wait. */
export function firing(more: Partial<FireInput> = {}): FireInput {
  return { ...FireInput.parse({ waitMs: 20_000 }), onRefused: undefined, ...more }
}

/** What was said when something of the house was refused. */
export async function saidNo(work: () => unknown): Promise<HouseError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof HouseError) return error
    throw error
  }
  throw new Error('it was not refused')
}
