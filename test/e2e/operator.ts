import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { root } from '../support/childProcess'
import { until } from '../support/until'

/** How long a person would wait before calling it broken, ms. */
const patience = 30_000

/** The pictures that the README shows. */
const inReadme = new Set([
  ...['plant', 'dragging', 'take', 'refused', 'finder', 'selected', 'registry-gone'],
  ...['on-air-take', 'policy-drag', 'playbook-asks', 'command'],
])

/** What a person does in front of the page, and sees on it. */
export type Operator = {
  readonly page: Page
  readonly port: (id: string) => Locator
  readonly device: (id: string) => Locator
  /** The route that ends at this receiver. */
  readonly edge: (receiverId: string) => Locator
  readonly sheet: Locator
  readonly statusBar: Locator
  /** Waits until the plant is drawn. */
  readonly seesThePlant: () => Promise<void>
  /** Drags from a port and drops on another; the mouse is let go. */
  readonly drag: (fromId: string, toId: string) => Promise<void>
  /** Drags from a port and holds over another; `drop` lets the mouse go. */
  readonly hold: (fromId: string, toId: string) => Promise<{ readonly drop: () => Promise<void> }>
  /** Pulls the end of a receiver's route off and drops it where nothing is. */
  readonly dropEnd: (receiverId: string) => Promise<void>
  /** Pulls the end (`start` or `end`) of a receiver's route off and drops it on another port. */
  readonly moveEnd: (receiverId: string, end: 'start' | 'end', toId: string) => Promise<void>
  /** Chooses ports together: the first by a click, the others with Ctrl. */
  readonly choose: (ids: readonly string[]) => Promise<void>
  /** The card that asks how a run goes on. */
  readonly decision: (runId: string) => Locator
  /** Waits for the sheet to be ready and presses TAKE. */
  readonly take: () => Promise<void>
  /** `/`, the words, Enter: selects the first thing found and flies there. */
  readonly find: (words: string) => Promise<void>
  /** Keeps a picture of the page: in test-results/ always, those of the README in docs/images/ when `SCREENSHOTS=1`. */
  readonly photograph: (name: string) => Promise<void>
}

export function operatorAt(page: Page): Operator {
  page.setDefaultTimeout(patience)
  const port = (id: string): Locator => page.getByTestId(`port-${id}`)
  const sheet = page.getByRole('dialog', { name: 'Take' })
  const hold: Operator['hold'] = async (fromId, toId) => {
    const from = await middle(port(fromId))
    const to = await middle(port(toId))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x + 12, from.y + 8, { steps: 3 })
    await page.mouse.move(to.x, to.y, { steps: 12 })
    return { drop: () => page.mouse.up() }
  }
  return {
    page,
    port,
    device: (id) => page.getByTestId(`device-${id}`),
    edge: (receiverId) => page.getByTestId(`edge-${receiverId}`),
    sheet,
    statusBar: page.getByRole('contentinfo'),
    async seesThePlant() {
      await page.locator('.react-flow__node').first().waitFor()
      await page.getByRole('contentinfo').getByText(/live/).first().waitFor()
      await page.getByText('Arranging…').waitFor({ state: 'hidden' })
      await atRest(page)
    },
    hold,
    async drag(fromId, toId) {
      const { drop } = await hold(fromId, toId)
      await drop()
    },
    async dropEnd(receiverId) {
      const from = await middle(page.getByTestId(`edge-end-${receiverId}`))
      const to = await emptySpot(page)
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x - 8, from.y + 8, { steps: 3 })
      await page.mouse.move(to.x, to.y, { steps: 12 })
      await page.mouse.up()
    },
    async moveEnd(receiverId, end, toId) {
      const from = await middle(page.getByTestId(`edge-${end}-${receiverId}`))
      const to = await middle(port(toId))
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x + 6, from.y + 6, { steps: 3 })
      await page.mouse.move(to.x, to.y, { steps: 12 })
      await page.mouse.up()
    },
    async choose([first, ...others]) {
      if (first === undefined) return
      await port(first).click()
      for (const id of others) await port(id).click({ modifiers: ['Control'] })
    },
    decision: (runId) => page.getByTestId(`decision-${runId}`),
    async take() {
      await sheet.waitFor()
      await sheet.getByRole('button', { name: /TAKE/ }).click()
    },
    async find(words) {
      await page.keyboard.press('/')
      const finder = page.getByRole('combobox')
      await finder.fill(words)
      await page.getByRole('option').first().waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('listbox').waitFor({ state: 'hidden' })
      await atRest(page)
    },
    async photograph(name) {
      const published = process.env.SCREENSHOTS === '1' && inReadme.has(name)
      const folders = ['test-results', ...(published ? [join('docs', 'images')] : [])]
      const picture = await page.screenshot({ animations: 'disabled' })
      for (const folder of folders) {
        mkdirSync(join(root, folder), { recursive: true })
        writeFileSync(join(root, folder, `${name}.png`), picture)
      }
    },
  }
}

async function middle(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('It is not on the screen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** A place of the graph where no device is. */
async function emptySpot(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const spot = await page.evaluate(() => {
    for (let y = window.innerHeight - 120; y > 100; y -= 40) {
      for (let x = 200; x < window.innerWidth * 0.6; x += 40) {
        const hit = document.elementFromPoint(x, y)
        if (hit?.closest('.react-flow__pane') && hit.closest('[data-box], .nopan') === null) return { x, y }
      }
    }
    return null
  })
  if (spot === null) throw new Error('There is no empty place in the graph')
  return spot
}

/** Waits until nothing in the graph moves any more: the view flies and fits itself, devices are arranged anew. */
async function atRest(page: Page): Promise<void> {
  const where = (): Promise<string> =>
    page.evaluate(() =>
      [...document.querySelectorAll('.react-flow__viewport, .react-flow__node')]
        .map((element) => element.getAttribute('style'))
        .join(),
    )
  let last = ''
  await until(
    async () => {
      const before = await where()
      await page.waitForTimeout(400)
      last = await where()
      return before
    },
    (before) => before === last,
    patience,
  )
}
