import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('The finder', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let tile: LabThing

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    tile = await lab.find('receiver', 'MV 4')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test.each(['label', 'id'] as const)('opened with / finds by %s and flies there', async (by) => {
    await operator.find(by === 'label' ? 'MV 4' : tile.id)
    await operator.port(tile.id).waitFor()
    const box = await operator.port(tile.id).boundingBox()
    expect(box).not.toBeNull()
    const inView = box !== null && box.x > 0 && box.x < 1920 && box.y > 0 && box.y < 1080
    expect(inView).toBe(true)
  })

  test('shows what it found and where that is', async () => {
    await operator.page.keyboard.press('/')
    await operator.page.getByRole('combobox').fill('CAM')
    const options = operator.page.getByRole('option')
    await options.first().waitFor()
    await expect.poll(() => options.count()).toBeGreaterThan(3)
    expect(await options.first().innerText()).toMatch(/CAM/)
    await operator.photograph('finder')
    await operator.page.keyboard.press('Escape')
  })

  test('says so where nothing is found', async () => {
    await operator.page.keyboard.press('/')
    await operator.page.getByRole('combobox').fill('no such thing anywhere')
    await operator.page
      .getByRole('search')
      .getByRole('status')
      .getByText(/nothing/i)
      .waitFor()
    expect(await operator.page.getByRole('option').count()).toBe(0)
    await operator.page.keyboard.press('Escape')
  })
})
