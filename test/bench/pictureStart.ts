import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { root } from '../support/childProcess'
import { startHost } from '../support/host'
import { startLabProcess } from '../support/labProcess'
import { openWindow, watchPicture } from '../support/remoteWindow'
import { compared, median, timed, type Bench } from './figure'

const runs = 5
const Bare = z.object({ ms: z.number(), resources: z.number() })

/** Nodes, devices, senders and receivers of the campus: what a window shows. */
const shown = 100 + 100 + 3425 + 3425

/** From the spawn of the built host to the first whole snapshot of a window, on a plant of 13 900 resources. */
export const pictureStart: Bench = {
  name: 'picture.start',
  bar: '≤ 4',
  async run() {
    const lab = await startLabProcess(['--profile', 'campus'])
    try {
      const found = { ours: [] as number[], baseline: [] as number[] }
      const whole: number[] = []
      for (let i = 0; i <= runs; i += 1) {
        const bare = await bareInFreshProcess(lab.registry)
        const ours = await firstPicture(lab.registry)
        if (i === 0) continue
        found.baseline.push(bare.ms)
        whole.push(bare.spawnMs)
        found.ours.push(ours)
      }
      const seconds = (median(found.ours) / 1000).toFixed(2)
      const note =
        `${seconds} s from the spawn of the host to a window's whole first snapshot; baseline: the pages downloaded and ` +
        `parsed by a fresh process, its own start not counted (${(median(whole) / 1000).toFixed(2)} s with it)`
      return compared(found, 'ms', note)
    } finally {
      await lab.stop()
    }
  },
}

async function firstPicture(registry: string): Promise<number> {
  const began = performance.now()
  const host = await startHost({ registries: [registry], data: null, flags: [] })
  try {
    const window = await openWindow(host.url, host.apiKey)
    await watchPicture(window.client, (records) => records.size >= shown)
    const ms = performance.now() - began
    window.close()
    return ms
  } finally {
    await host.stop()
  }
}

async function bareInFreshProcess(registry: string): Promise<{ readonly ms: number; readonly spawnMs: number }> {
  let out = ''
  const spawnMs = await timed(async () => {
    const program = join(root, 'out', 'bench', 'bareDownload.js')
    const { stdout } = await promisify(execFile)(process.execPath, [program, registry])
    out = stdout
  })
  return { ms: Bare.parse(JSON.parse(out)).ms, spawnMs }
}
