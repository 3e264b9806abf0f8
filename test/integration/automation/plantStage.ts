import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Action, type Id, type Run, RunInput, type SettingsPatch } from '../../../src/contract'
import { type Lab, type LabOptions, startLab } from '../../../src/lab/lab'
import { type House, createHouse } from '../../../src/main/createHouse'
import { createDiscovery } from '../../../src/main/discovery/createDiscovery'
import type { Asker } from '../../../src/main/execution/execution'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { brokerLinks } from '../../support/brokerLinks'
import { until } from '../../support/until'
import { QUICK } from '../discovery/watch'
import { person } from '../execution/houseStage'

/** A house over a lab whose nodes are missed soon; it can be ended and begun again. */
export type PlantStage = {
  readonly lab: Lab
  readonly house: () => House
  readonly plant: () => Plant
  readonly store: () => Store
  /** What people were told. */
  readonly notices: string[]
  readonly sender: (name: string) => Id
  readonly receiver: (name: string) => Id
  /** The sender a receiver is on in the plant; null for none. */
  readonly routeOf: (receiver: string) => Id | null
  /** Takes by hand; null disconnects. */
  readonly route: (from: string | null, to: string, by?: Asker) => Promise<Run>
  readonly set: (patch: SettingsPatch) => Promise<void>
  /** Has the lab do something, and says what came of it. */
  readonly fate: (verb: string, body: object) => Promise<unknown>
  readonly end: () => Promise<void>
  readonly begin: () => Promise<void>
  readonly stop: () => Promise<void>
}

export const ada = person('Ada')

export async function startPlantStage(wishes: Partial<LabOptions> = {}): Promise<PlantStage> {
  const lab = await startLab({ expirySeconds: 2, heartbeatMs: 500, ...wishes })
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-automation-'))
  const clock = systemClock
  const notices: string[] = []
  let parts: Awaited<ReturnType<typeof startParts>> | null = null

  async function startParts() {
    const http = createNmosHttp({})
    const store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger: silentLogger })
    const plant = createPlant({ clock, logger: silentLogger })
    const base = { plant, http, clock, ids: randomUUID, random: Math.random, logger: silentLogger }
    const source = { label: 'Lab', kind: 'registry', queryUrl: lab.registry.queryUrl, dnsServer: null } as const
    const discovery = createDiscovery({
      ...base,
      registries: store.registries,
      fixed: [{ ...source, role: 'lab', site: null, priority: 0, enabled: true }],
      options: QUICK,
    })
    const house = await createHouse({
      ...{ ...base, store, discovery },
      links: brokerLinks([]),
      notify: (severity, text) => notices.push(`${severity}: ${text}`),
      playbookFolders: { shipped: null, own: join(folder, 'playbooks') },
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
      ...{ store, plant, house, discovery },
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

  const stage: PlantStage = {
    lab,
    notices,
    house: () => running().house,
    plant: () => running().plant,
    store: () => running().store,
    sender: (name) => lab.plant.sender(name),
    receiver: (name) => lab.plant.receiver(name),
    routeOf: (name) => running().plant.entry('receiver', lab.plant.receiver(name))?.connection?.senderId ?? null,
    async route(from, to, by = ada) {
      const receiverId = stage.receiver(to)
      const action: Action =
        from === null
          ? { type: 'route.disconnect', receiverId }
          : { type: 'route.connect', senderId: stage.sender(from), receiverId }
      const run = await running().house.execution.start(by, RunInput.parse({ actions: [action], waitMs: 20_000 }))
      if (run.state !== 'succeeded') throw new Error(`${to}: ${JSON.stringify(run.changes)}`)
      return run
    },
    async set(patch) {
      await running().house.settings.update(person('Eve', 'engineer'), patch)
    },
    async fate(verb, body) {
      const answer = await fetch(`${lab.control.url}/${verb}`, { method: 'POST', body: JSON.stringify(body) })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${verb}: ${String(answer.status)} ${text}`)
      return text === '' ? null : (JSON.parse(text) as unknown)
    },
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
