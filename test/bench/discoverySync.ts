import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { root } from '../support/childProcess'
import { startLabProcess } from '../support/labProcess'
import { bareDownload, sizeOf } from './bareDownload'
import { startBenchEngine } from './benchEngine'
import { compared, inTurn, timed, type Bench } from './figure'
import type { WatchRequest } from './windowWorker'

const runs = 5
const ports = 10_000

/** From the start of an engine to the whole picture in its window, on 41 000 resources, against the bare download. */
export const discoverySync: Bench = {
  name: 'discovery.sync',
  bar: '≤ 1.5',
  async run() {
    const window = new Worker(join(root, 'out', 'bench', 'windowWorker.js'))
    const lab = await startLabProcess(['--senders', String(ports), '--receivers', String(ports)])
    try {
      const content = await bareDownload(lab.registry)
      const shown = content.nodes.length + content.devices.length + content.senders.length + content.receivers.length
      const found = await inTurn(
        runs,
        () => synchronised(lab.registry, window, shown),
        () => timed(() => bareDownload(lab.registry)),
      )
      const note =
        `${String(sizeOf(content))} resources, from the engine's start to the last of ${String(shown)} records in a window; ` +
        'baseline: the same pages, six kinds in parallel, and JSON.parse'
      return compared(found, 'ms', note)
    } finally {
      await lab.stop()
      await window.terminate()
    }
  },
}

async function synchronised(registry: string, window: Worker, records: number): Promise<number> {
  const began = performance.now()
  const engine = await startBenchEngine(registry)
  const port = engine.connect()
  const request: WatchRequest = { port, records }
  const whole = once(window, 'message')
  window.postMessage(request, [port])
  await whole
  const ms = performance.now() - began
  await engine.stop()
  return ms
}
