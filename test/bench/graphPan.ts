import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Page } from 'playwright'
import { launchBrowser, viewport } from '../support/browser'
import { root } from '../support/childProcess'
import { startHost } from '../support/host'
import { startLabProcess } from '../support/labProcess'
import { compared, median, p95, type Bench } from './figure'

const runs = 5

/** Of one pan: how many mouse moves, and how far apart they are, ms. */
const moves = 120
const moveMs = 8

/** The graph with 2 000 ports pans, against an empty graph in the same browser: frame time (p95). */
export const graphPan: Bench = {
  name: 'graph.pan',
  bar: '≤ 2',
  async run() {
    const empty = await serveEmptyGraph()
    const lab = await startLabProcess(['--senders', '1000', '--receivers', '1000'])
    const host = await startHost({ registries: [lab.registry], data: null, flags: [] })
    const browser = await launchBrowser()
    try {
      const bare = await browser.newPage({ viewport })
      await bare.goto(empty.url)
      await bare.locator('.react-flow__pane').waitFor()
      const page = await browser.newPage({ viewport })
      await page.goto(host.signIn)
      await page
        .getByRole('contentinfo')
        .getByText(/1[\s,.\u00a0\u202f]?000/)
        .first()
        .waitFor({ timeout: 60_000 })
      await page.locator('.react-flow__node').first().waitFor({ timeout: 60_000 })
      await page.waitForTimeout(3000)
      const whole = await measured(bare, page)
      const farOut = await zoomOf(page)
      await zoomTo(page, 1)
      await zoomTo(bare, 1)
      const close = await measured(bare, page)
      const worst = median(whole.ours) / median(whole.baseline) > median(close.ours) / median(close.baseline)
      const note =
        `p95 frame time; whole plant in view (zoom ${farOut.toFixed(2)}): ${words(whole)}; ` +
        `zoom 1: ${words(close)}; the worse of the two counts`
      return compared(worst ? whole : close, 'ms', note)
    } finally {
      await browser.close()
      await host.stop()
      await lab.stop()
      empty.server.close()
    }
  },
}

type Frames = { readonly ours: readonly number[]; readonly baseline: readonly number[] }

const words = ({ ours, baseline }: Frames): string =>
  `${median(ours).toFixed(1)} ms against ${median(baseline).toFixed(1)} ms of an empty graph`

async function measured(bare: Page, page: Page): Promise<Frames> {
  const found = { ours: [] as number[], baseline: [] as number[] }
  for (let i = 0; i <= runs; i += 1) {
    const baseline = await panned(bare)
    const ours = await panned(page)
    if (i === 0) continue
    found.baseline.push(baseline)
    found.ours.push(ours)
  }
  return found
}

/** Drags the graph to and fro with the mouse; the p95 of the times between frames meanwhile, ms. */
async function panned(page: Page): Promise<number> {
  await page.bringToFront()
  const start = await emptySpot(page)
  const before = await transformOf(page)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.evaluate(() => {
    const times: number[] = []
    const tick = (at: number): void => {
      times.push(at)
      Object.assign(window, { frameTimes: times, frameRequest: requestAnimationFrame(tick) })
    }
    requestAnimationFrame(tick)
  })
  let moved = false
  for (let i = 1; i <= moves; i += 1) {
    const swing = Math.sin((i / moves) * 2 * Math.PI)
    await page.mouse.move(start.x + 300 * swing, start.y + 120 * swing)
    if (i === Math.floor(moves / 4)) moved = (await transformOf(page)) !== before
    await page.waitForTimeout(moveMs)
  }
  await page.mouse.up()
  if (!moved) throw new Error('The graph did not move when it was dragged')
  const times = await page.evaluate(() => {
    const seen = window as unknown as { frameTimes: number[]; frameRequest: number }
    cancelAnimationFrame(seen.frameRequest)
    return seen.frameTimes
  })
  return p95(times.slice(1).map((at, i) => at - (times[i] ?? at)))
}

/** A place that the graph can be pulled by, near the middle of the window. */
async function emptySpot(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const spot = await page.evaluate(() => {
    const [width, height] = [window.innerWidth, window.innerHeight]
    for (let ring = 0; ring < 40; ring += 1) {
      for (let turn = 0; turn < 12; turn += 1) {
        const x = width * 0.45 + ring * 8 * Math.cos((turn / 6) * Math.PI)
        const y = height * 0.5 + ring * 8 * Math.sin((turn / 6) * Math.PI)
        const element = document.elementFromPoint(x, y)
        if (element?.closest('.react-flow__pane') && element.closest('.nopan') === null) return { x, y }
      }
    }
    return null
  })
  if (spot === null) throw new Error('There is no empty place in the graph to pull it by')
  return spot
}

const transformOf = (page: Page): Promise<string | null> => page.locator('.react-flow__viewport').getAttribute('style')

async function zoomOf(page: Page): Promise<number> {
  return Number(/scale\(([0-9.]+)\)/.exec((await transformOf(page)) ?? '')?.[1] ?? 1)
}

async function zoomTo(page: Page, wanted: number): Promise<void> {
  await page.bringToFront()
  await page.mouse.move(viewport.width * 0.45, viewport.height * 0.5)
  for (let i = 0; i < 80; i += 1) {
    const zoom = await zoomOf(page)
    if (Math.abs(zoom / wanted - 1) < 0.08) break
    const step = Math.max(-200, Math.min(200, -Math.log2(wanted / zoom) * 250))
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, step / 4)
    await page.keyboard.up('Control')
    await page.waitForTimeout(60)
  }
  const reached = await zoomOf(page)
  if (Math.abs(reached / wanted - 1) > 0.15)
    throw new Error(`The graph zooms to ${String(reached)}, not ${String(wanted)}`)
  await page.waitForTimeout(1000)
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

async function serveEmptyGraph(): Promise<{ readonly url: string; readonly server: Server }> {
  const folder = join(root, 'out', 'bench', 'emptyGraph')
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = join(folder, path === '/' ? 'index.html' : path)
    readFile(file).then(
      (content) => response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(content),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, server }
}
