import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

const LIMIT_MS = 20_000

describeTasks('A snapshot', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let monitor: LabThing
  let camera: LabThing
  let before: string | null

  const sourceOf = async (receiver: LabThing) => (await lab.active(receiver.id, receiver.node)).sender_id

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    monitor = await lab.find('receiver', 'MON 1')
    camera = await lab.find('sender', 'CAM 4')
    before = await sourceOf(monitor)
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('keeps the routing of this moment', async () => {
    const { page } = operator
    await page.getByRole('link', { name: 'Salvos' }).click()
    await page.getByRole('button', { name: 'Take a snapshot' }).click()
    await page.getByLabel('Name').fill('Before late show')
    await page.getByRole('button', { name: 'Take the snapshot' }).click()
    await page.getByRole('heading', { name: 'Before late show' }).waitFor()
    await page.getByText(/destinations are as they were then/).waitFor()
  })

  test('says what differs when a route has changed, and puts it back with F12', async () => {
    const { page } = operator
    await page.getByRole('link', { name: 'Topology' }).click()
    await operator.seesThePlant()
    await operator.drag(camera.id, monitor.id)
    await operator.take()
    await until(
      () => sourceOf(monitor),
      (id) => id === camera.id,
      LIMIT_MS,
    )
    await operator.sheet.waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'Salvos' }).click()
    await page.getByRole('link', { name: /Before late show.*1 differ now/ }).click()
    await page.getByRole('table', { name: 'What differs now' }).getByRole('row', { name: 'MON 1' }).waitFor()
    await page.getByRole('button', { name: /^RESTORE 1 ROUTE/ }).waitFor()
    await operator.photograph('snapshot')
    await page.keyboard.press('F12')
    await until(
      () => sourceOf(monitor),
      (id) => id === before,
      LIMIT_MS,
    )
    await page.getByText(/destinations are as they were then/).waitFor()
  })

  test('is exported to a file and imported from it; a newer version is refused in the engine’s words', async () => {
    const { page } = operator
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Before-late-show.signalbox.json')
    const text = await readFile(await download.path(), 'utf8')
    const exported = JSON.parse(text) as { version: number; routes: unknown[] }
    expect(exported.routes.length).toBeGreaterThan(0)

    await page.getByRole('button', { name: 'Take a snapshot' }).click()
    const file = page.getByLabel('Snapshot file')
    const newer = JSON.stringify({ ...exported, version: exported.version + 1 })
    await file.setInputFiles({ name: 'newer.json', mimeType: 'application/json', buffer: Buffer.from(newer) })
    await page
      .getByRole('alert')
      .getByText(/version/)
      .waitFor()
    await file.setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(text) })
    await page.getByRole('heading', { name: 'Before late show' }).waitFor()
    await page
      .getByRole('link', { name: /Before late show/ })
      .nth(1)
      .waitFor()
  })
})
