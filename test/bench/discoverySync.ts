import { createDiscovery } from '../../src/main/discovery/createDiscovery'
import { createNmosHttp } from '../../src/main/nmos/http'
import { createPlant } from '../../src/main/plant/createPlant'
import { createPictureFeed } from '../../src/main/plant/picture'
import { RegistryInput } from '../../src/contract'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { startLabProcess } from '../support/labProcess'
import { bareDownload, sizeOf } from './bareDownload'
import { compared, inTurn, onCleanHeap, timed, type Bench } from './figure'

const runs = 12
const ports = 10_000

/** From the start of discovery until the plant has 41 000 resources and a window's snapshot is ready to be sent. */
export const discoverySync: Bench = {
  name: 'discovery.sync',
  bar: '≤ 1.5',
  async run() {
    const lab = await startLabProcess(['--senders', String(ports), '--receivers', String(ports)])
    try {
      const content = await bareDownload(lab.registry)
      const shown = content.nodes.length + content.devices.length + content.senders.length + content.receivers.length
      const found = await inTurn(
        runs,
        onCleanHeap(() => synchronised(lab.registry, sizeOf(content), shown)),
        onCleanHeap(() => timed(() => bareDownload(lab.registry))),
      )
      const note =
        `${String(sizeOf(content))} resources in the plant, and the snapshot of ${String(shown)} records written out for a ` +
        'window; baseline: the same pages, six kinds in parallel, and JSON.parse'
      return compared(found, 'ms', note)
    } finally {
      await lab.stop()
    }
  },
}

async function synchronised(queryUrl: string, resources: number, records: number): Promise<number> {
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const picture = createPictureFeed(plant)
  const http = createNmosHttp({})
  const discovery = createDiscovery({
    plant,
    http,
    registries: { all: () => Promise.resolve([]), put: () => Promise.resolve(), remove: () => Promise.resolve() },
    fixed: [RegistryInput.parse({ label: 'Bench', queryUrl })],
    clock: systemClock,
    random: Math.random,
    ids: () => 'bench',
    logger: silentLogger,
  })
  const whole = new Promise<void>((resolve) => {
    const stop = plant.subscribe(() => {
      const { nodes, devices, sources, flows, senders, receivers } = plant.counts()
      if (nodes + devices + sources + flows + senders + receivers < resources) return
      stop()
      resolve()
    })
  })
  const ms = await timed(async () => {
    await discovery.start()
    await whole
    const snapshot = await snapshotOf(picture)
    if (snapshot !== records) throw new Error(`The snapshot has ${String(snapshot)} of ${String(records)} records`)
  })
  await discovery.stop()
  picture.stop()
  http.close()
  return ms
}

/** What a new window is sent first, as text; how many records it has. */
async function snapshotOf(picture: ReturnType<typeof createPictureFeed>): Promise<number> {
  const ending = new AbortController()
  let count = 0
  for await (const message of picture.watch(ending.signal)) {
    if (message.type !== 'snapshot') continue
    count += JSON.stringify(message).length > 0 ? message.records.length : 0
    if (message.part === message.parts) break
  }
  ending.abort()
  return count
}
