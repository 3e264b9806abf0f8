import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('A device that refuses', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let camera: LabThing
  let monitor: LabThing

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    camera = await lab.find('sender', 'CAM 3')
    monitor = await lab.find('receiver', 'MON 4')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('is quoted on the screen in its own words, and the destination stays as it was', async () => {
    await lab.tell('node/refuse', { node: monitor.node, count: 1, code: 500, error: 'PTP unlocked' })
    await operator.drag(camera.id, monitor.id)
    await operator.take()
    await operator.page
      .getByText(/PTP unlocked/)
      .first()
      .waitFor()
    await operator.photograph('refused')
    expect((await lab.active(monitor.id, monitor.node)).master_enable).toBe(false)
  })

  test('takes it when it is asked again and has recovered', async () => {
    await operator.sheet.getByRole('button', { name: /^Close/ }).click()
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.drag(camera.id, monitor.id)
    await operator.take()
    await expect.poll(async () => (await lab.active(monitor.id, monitor.node)).sender_id).toBe(camera.id)
  })
})
