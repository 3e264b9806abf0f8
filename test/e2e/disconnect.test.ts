import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('Disconnecting', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let monitor: LabThing

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    monitor = await lab.find('receiver', 'MON 2')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('from the panel of a destination ends its route, and the device says so', async () => {
    await operator.edge(monitor.id).waitFor({ state: 'attached' })
    expect((await lab.active(monitor.id, monitor.node)).master_enable).toBe(true)
    await operator.find('MON 2')
    await operator.page.getByRole('button', { name: /Disconnect/ }).click()
    await operator.take()
    await expect.poll(async () => (await lab.active(monitor.id, monitor.node)).master_enable).toBe(false)
    expect((await lab.active(monitor.id, monitor.node)).sender_id).toBeNull()
    await operator.edge(monitor.id).waitFor({ state: 'detached' })
  })

  test('by dropping the end of a route on empty space does the same', async () => {
    const wall = await lab.find('receiver', 'MON 1')
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.page.keyboard.press('Escape')
    await operator.dropEnd(wall.id)
    await operator.take()
    await expect.poll(async () => (await lab.active(wall.id, wall.node)).master_enable).toBe(false)
  })
})
