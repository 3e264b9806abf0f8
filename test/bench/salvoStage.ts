import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SETTINGS, type Action, type Id, type Settings } from '../../src/contract'
import { IS05_TIMEOUTS, createIs05Driver } from '../../src/main/drivers/is05/is05Driver'
import { createExecution } from '../../src/main/execution/createExecution'
import type { Asker, Execution } from '../../src/main/execution/execution'
import { createHolds } from '../../src/main/execution/holds/createHolds'
import { createHoldDriver } from '../../src/main/execution/holds/holdDriver'
import { createWindowBook } from '../../src/main/execution/windows/createWindowBook'
import { type NmosHttp, createNmosHttp } from '../../src/main/nmos/http'
import { createPlant } from '../../src/main/plant/createPlant'
import { openStore } from '../../src/main/store/openStore'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { type LabProcess, startLabProcess } from '../support/labProcess'
import { labResources } from './labResources'
import type { BareRoute } from './salvoLoop'
import { type SalvoRoute, routesOf } from './salvoRoutes'
import { noPolicies } from '../support/noPolicies'

/** 100 lab nodes that take 10 ms to answer, and the engine's execution with its store on disk. */
export type SalvoStage = {
  readonly lab: LabProcess
  readonly http: NmosHttp
  /** A thousand routes with distinct senders, ten to a node; other ones than the last time. */
  readonly nextRoutes: () => readonly SalvoRoute[]
  /** The same for a loop that knows nothing but addresses. */
  readonly bare: (routes: readonly SalvoRoute[]) => readonly BareRoute[]
  /** Takes them as one run. @throws where it is not all done */
  readonly take: (routes: readonly SalvoRoute[], settings: Partial<Settings['execution']>) => Promise<void>
  /** Requests that all nodes have been sent since the last call, by method. */
  readonly requests: () => Promise<Readonly<Record<string, number>>>
  readonly stop: () => Promise<void>
}

const OPERATOR: Asker = { actor: { id: 'bench', name: 'bench', role: 'admin' }, origin: 'api' }

export async function startSalvoStage(): Promise<SalvoStage> {
  const lab = await startLabProcess(['--profile', 'salvo', '--latency', '10'])
  const http = createNmosHttp({})
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'))
  const clock = systemClock
  const logger = silentLogger
  const plant = createPlant({ clock, logger })
  plant.witnessed({ id: 'bench', kind: 'registry', label: 'Bench' }).put(await labResources(http, lab.registry))
  const store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger })
  const holds = createHolds({ repository: store.holds, plant, clock, logger })
  const windows = createWindowBook({ repository: store.windows, clock, ids: randomUUID })
  await Promise.all([holds.start(), windows.start()])
  let settings: Settings = DEFAULT_SETTINGS
  const execution: Execution = createExecution({
    drivers: [
      createIs05Driver({ http, plant, clock, logger, timeouts: IS05_TIMEOUTS }),
      createHoldDriver({ holds, clock }),
    ],
    plant,
    journal: store.runs,
    audit: store.audit,
    clock,
    ids: randomUUID,
    logger,
    settings: { get: () => settings },
    holds,
    windows,
    policies: noPolicies,
    queueForWindow: () => Promise.reject(new Error('A bench waits for no window')),
    noteOwn: () => undefined,
  })
  let turn = 0

  return {
    lab,
    http,
    nextRoutes: () => routesOf(plant, (turn += 1)),
    bare: (routes) =>
      routes.map(({ receiverId, senderId, deviceUrl, senderDeviceUrl }) => ({
        receiver: `${deviceUrl}single/receivers/${receiverId}`,
        sender: `${senderDeviceUrl}single/senders/${senderId}`,
        senderId,
      })),
    async take(routes, execute) {
      settings = { ...DEFAULT_SETTINGS, execution: { ...DEFAULT_SETTINGS.execution, ...execute } }
      const run = await execution.start(OPERATOR, {
        actions: routes.map(connect),
        dryRun: false,
        confirm: [],
        onRefused: 'refuse',
        onFailure: 'continue-on-error',
        activation: { mode: 'activate_immediate' },
        change: false,
        ifClosed: 'refuse',
        waitMs: 120_000,
      })
      const done = run.changes.filter(({ state }) => state === 'verified').length
      if (run.state === 'succeeded' && done === routes.length) return
      const failed = run.changes.find(({ state }) => state !== 'verified')
      throw new Error(`The salvo is ${run.state}, ${String(done)} done: ${JSON.stringify(failed)}`)
    },
    async requests() {
      const counts: Record<string, number> = {}
      for (const { requests } of (await lab.state()).nodes) {
        for (const [method, count] of Object.entries(requests)) counts[method] = (counts[method] ?? 0) + count
      }
      await lab.forgetRequests()
      return counts
    },
    async stop() {
      await execution.stop(5_000)
      windows.stop()
      holds.stop()
      http.close()
      await store.close()
      await lab.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function connect({ senderId, receiverId }: { readonly senderId: Id; readonly receiverId: Id }): Action {
  return { type: 'route.connect', senderId, receiverId }
}
