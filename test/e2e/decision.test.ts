import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'
import { secondWindow } from './secondWindow'

describeTasks('A decision', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let second: Operator | null = null
  let camera: LabThing
  let monitor: LabThing
  let prompter: LabThing

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    camera = await lab.find('sender', 'CAM 4')
    monitor = await lab.find('receiver', 'MON 4')
    prompter = await lab.find('receiver', 'PROMPT')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    if (room.host === null) return
    await room.host.api('PATCH', '/settings', { onFailure: { window: 'pause-and-ask', api: 'pause-and-ask' } })
    second = await secondWindow(room, '#/registries')
  })

  /** A take of two routes by somebody else, of which the prompter's is refused. */
  async function failing(): Promise<string> {
    await lab.tell('port/refuse', { id: prompter.id, count: 1, code: 400, error: 'PTP unlocked' })
    const routes = [monitor, prompter].map(({ id }) => ({ senderId: camera.id, receiverId: id }))
    const run = (await room.host?.api('POST', '/takes', { routes }))?.body as { id: string; state: string }
    expect(run.state).toBe('paused')
    return run.id
  }
  const sourceOf = async (thing: LabThing): Promise<string | null> => (await lab.active(thing.id, thing.node)).sender_id

  test('is asked in every open window, on whatever page, in the device’s words', async () => {
    if (second === null) return
    const run = await failing()
    for (const { decision, page } of [operator, second]) {
      await decision(run).getByText('PROMPT was refused: what now?').waitFor()
      await decision(run)
        .getByText(/PTP unlocked/)
        .first()
        .waitFor()
      expect(await decision(run).getByRole('button').allInnerTexts()).toEqual([
        'Keep the one',
        'Put it back',
        'Try PROMPT again',
      ])
      expect(await page.getByRole('alertdialog').count()).toBe(1)
    }
    await second.photograph('decision')
    await second.decision(run).getByRole('button', { name: 'Try PROMPT again' }).click()
    await second.decision(run).waitFor({ state: 'detached' })
    await operator.decision(run).waitFor({ state: 'detached' })
    await expect.poll(() => sourceOf(prompter)).toBe(camera.id)
    expect(await sourceOf(monitor)).toBe(camera.id)
  })

  test('is asked in a window that is opened later; putting back restores what was there', async () => {
    if (second === null) return
    const other = await lab.find('sender', 'CAM 3')
    await room.host?.api('POST', '/takes', { routes: [{ senderId: other.id, receiverId: monitor.id }] })
    const run = await failing()
    const late = await secondWindow(room, '#/keys')
    await late.decision(run).getByRole('button', { name: 'Put it back' }).click()
    await late.decision(run).waitFor({ state: 'detached' })
    await operator.decision(run).waitFor({ state: 'detached' })
    await expect.poll(() => sourceOf(monitor)).toBe(other.id)
    await second.page.goto(`${room.host?.url ?? ''}/#/history/${run}`)
    await second.page
      .getByRole('region', { name: 'Put back' })
      .getByText(/MON 4: CAM 4 → CAM 3/)
      .waitFor()
    await second.photograph('compensation')
  })

  test('is asked in the run itself where that is open, and nowhere twice', async () => {
    if (second === null) return
    const run = await failing()
    await second.page.goto(`${room.host?.url ?? ''}/#/history/${run}`)
    const side = second.page.getByRole('complementary', { name: 'Details' })
    await side.getByTestId(`decision-${run}`).waitFor()
    await expect.poll(() => second?.page.getByTestId(`decision-${run}`).count()).toBe(1)
    await side.getByRole('button', { name: 'Keep the one' }).click()
    await operator.decision(run).waitFor({ state: 'detached' })
    expect(await sourceOf(monitor)).toBe(camera.id)
  })

  test('about what is only staged activates it, or discards it', async () => {
    if (room.host === null) return
    const other = await lab.find('sender', 'CAM 2')
    await operator.drag(other.id, monitor.id)
    await operator.sheet.getByLabel('Activation').selectOption('stage')
    await operator.sheet.and(operator.page.locator('[data-phase="ready"]')).waitFor()
    await operator.page.keyboard.press('F12')
    const activate = operator.sheet.getByRole('button', { name: 'Activate' })
    await activate.waitFor()
    expect(await sourceOf(monitor)).not.toBe(other.id)
    await activate.click()
    await expect.poll(() => sourceOf(monitor)).toBe(other.id)
    await operator.sheet.waitFor({ state: 'hidden' })
  })
})
