import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('Taking back', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let camera: LabThing
  let monitor: LabThing
  let before: string | null

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    camera = await lab.find('sender', 'CAM 4')
    monitor = await lab.find('receiver', 'MON 1')
    before = (await lab.active(monitor.id, monitor.node)).sender_id
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  const now = async (): Promise<string | null> => (await lab.active(monitor.id, monitor.node)).sender_id

  test('with nothing taken yet says so', async () => {
    await operator.page.keyboard.press('Control+z')
    await operator.sheet.getByText(/has taken nothing yet/).waitFor()
    await operator.page.keyboard.press('Escape')
    await operator.sheet.waitFor({ state: 'hidden' })
  })

  test('F12 right after the drop takes, whether it is planned by then or not', async () => {
    expect(before).not.toBe(camera.id)
    await operator.drag(camera.id, monitor.id)
    await operator.page.keyboard.press('F12')
    await expect.poll(now).toBe(camera.id)
    await operator.sheet.waitFor({ state: 'hidden' })
  })

  test('Ctrl+Z sleeps while something is being typed', async () => {
    await operator.page.keyboard.press('/')
    await operator.page.getByRole('combobox').fill('MON')
    await operator.page.keyboard.press('Control+z')
    expect(await operator.sheet.count()).toBe(0)
    await operator.page.keyboard.press('Escape')
  })

  test('Ctrl+Z shows the opposite as a plan and sends nothing; TAKE puts the source of before back', async () => {
    await lab.forgetRequests()
    await operator.page.locator('[data-topology]').click({ position: { x: 8, y: 8 } })
    await operator.page.keyboard.press('Control+z')
    const ready = operator.sheet.and(operator.page.locator('[data-phase="ready"]'))
    await ready.waitFor()
    await operator.sheet.getByText(/Take back run #/).waitFor()
    await operator.photograph('take-back')
    expect(await lab.requests(false)).toEqual([])
    await operator.page.keyboard.press('F12')
    await expect.poll(now).toBe(before)
    await operator.sheet.waitFor({ state: 'hidden' })
  })

  test('from the history warns where the world has moved on, and asks before it overrules', async () => {
    const other = await lab.find('sender', 'CAM 3')
    await operator.drag(camera.id, monitor.id)
    await operator.take()
    await expect.poll(now).toBe(camera.id)
    await operator.sheet.waitFor({ state: 'hidden' })
    await lab.tell('route', { receiverId: monitor.id, senderId: other.id })
    await operator.port(monitor.id).getByText('changed from outside').waitFor()
    await operator.page.getByRole('link', { name: 'History' }).click()
    await operator.page.getByRole('table', { name: 'Runs' }).getByText(/CAM 4/).first().click()
    await operator.page.getByRole('button', { name: 'Prepare to take back' }).click()
    const question = operator.sheet.getByTestId('changed-meanwhile')
    await question.getByText(/is on CAM 3 now/).waitFor()
    await operator.photograph('take-back-moved-on')
    expect(await now()).toBe(other.id)
    await operator.sheet.getByRole('button', { name: /all the same/ }).click()
    await expect.poll(now).toBe(before)
  })
})
