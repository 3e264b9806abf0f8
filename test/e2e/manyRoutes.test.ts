import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('Many routes', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let cameras: readonly LabThing[]
  let wall: readonly LabThing[]

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    cameras = await Promise.all(['CAM 1', 'CAM 2', 'CAM 3', 'CAM 4'].map((name) => lab.find('sender', name)))
    wall = await Promise.all(['MON 1', 'MON 2', 'MON 3', 'MON 4'].map((name) => lab.find('receiver', name)))
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  const id = (of: readonly LabThing[], index: number): string => of[index]?.id ?? ''
  const sources = (): Promise<readonly (string | null)[]> =>
    Promise.all(wall.map(async (monitor) => (await lab.active(monitor.id, monitor.node)).sender_id))
  const toolbar = () => operator.page.getByRole('toolbar')
  const clear = async (): Promise<void> => {
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.page.keyboard.press('Escape')
    await toolbar().waitFor({ state: 'hidden' })
  }

  test('one source dropped on one of several chosen destinations goes to all of them', async () => {
    await operator.port(id(wall, 0)).click()
    await operator.port(id(wall, 3)).click({ modifiers: ['Shift'] })
    await toolbar().getByText('4 destinations').waitFor()
    await lab.forgetRequests()
    await operator.drag(id(cameras, 3), id(wall, 1))
    await operator.sheet.getByRole('heading', { name: /4 routes/ }).waitFor()
    await operator.photograph('one-to-many')
    expect(await lab.requests(false)).toEqual([])
    await operator.take()
    await expect.poll(sources).toEqual(wall.map(() => id(cameras, 3)))
    await clear()
  })

  test('several sources follow on from where one of them is dropped, in their order; the pairs are seen before', async () => {
    await operator.choose([id(cameras, 2), id(cameras, 0), id(cameras, 1)])
    await toolbar().getByText('3 sources').waitFor()
    const { drop } = await operator.hold(id(cameras, 1), id(wall, 1))
    const hint = operator.page.getByTestId('drag-hint')
    await hint.getByText('3 routes').waitFor()
    expect(await hint.getByRole('listitem').allInnerTexts()).toEqual(
      ['CAM 1', 'CAM 2', 'CAM 3'].map(
        (camera, i) => expect.stringMatching(new RegExp(`${camera}\\s*→\\s*MON ${String(i + 2)}`)) as string,
      ),
    )
    await operator.photograph('many-to-many')
    await drop()
    await operator.take()
    await expect.poll(sources).toEqual([id(cameras, 3), id(cameras, 0), id(cameras, 1), id(cameras, 2)])
    await clear()
  })

  test('a source for which there is no destination of its format is named, and the others can be taken', async () => {
    const sound = await lab.find('sender', 'MIC 1-8')
    await operator.choose([id(cameras, 0), sound.id])
    await operator.drag(id(cameras, 0), id(wall, 3))
    await operator.sheet.getByText('No audio destination is left for MIC 1-8.').waitFor()
    await operator.take()
    await expect.poll(async () => (await sources())[3]).toBe(id(cameras, 0))
    await clear()
  })

  test('a band drawn with Shift chooses what it touches; off and on again keeps what they are told', async () => {
    const first = await operator.port(id(wall, 0)).boundingBox()
    const last = await operator.port(id(wall, 3)).boundingBox()
    if (first === null || last === null) throw new Error('The wall is not on the screen')
    const { page } = operator
    await page.keyboard.down('Shift')
    await page.mouse.move(last.x + last.width + 16, last.y + last.height / 2)
    await page.mouse.down()
    await page.mouse.move(first.x + 20, first.y + first.height / 2, { steps: 8 })
    await page.getByTestId('band').waitFor()
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await toolbar().getByText('4 destinations').waitFor()
    const before = await sources()
    await toolbar().getByRole('button', { name: 'Off', exact: true }).click()
    await operator.take()
    const on = (): Promise<readonly boolean[]> =>
      Promise.all(wall.map(async (monitor) => (await lab.active(monitor.id, monitor.node)).master_enable))
    await expect.poll(on).toEqual([false, false, false, false])
    await operator.sheet.waitFor({ state: 'hidden' })
    await toolbar().getByRole('button', { name: 'On', exact: true }).click()
    await operator.take()
    await expect.poll(on).toEqual([true, true, true, true])
    expect(await sources()).toEqual(before)
    await clear()
  })

  test('the end of a route dropped on another destination routes its source there', async () => {
    const free = await lab.find('receiver', 'REC 2')
    await operator.edge(id(wall, 0)).waitFor({ state: 'attached' })
    const source = (await sources())[0]
    await operator.moveEnd(id(wall, 0), 'end', free.id)
    await operator.take()
    await expect.poll(async () => (await lab.active(free.id, free.node)).sender_id).toBe(source)
    expect((await sources())[0]).toBe(source)
    await operator.sheet.waitFor({ state: 'hidden' })
  })

  test('the beginning of a route dropped on another source changes what its destination is on', async () => {
    const other = await lab.find('sender', 'CAM B1')
    await operator.moveEnd(id(wall, 0), 'start', other.id)
    await operator.take()
    await expect.poll(async () => (await sources())[0]).toBe(other.id)
  })
})
