import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('A TAKE', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let camera: LabThing
  let monitor: LabThing

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    camera = await lab.find('sender', 'CAM 4')
    monitor = await lab.find('receiver', 'MON 4')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('backed out with Esc sends nothing to any device', async () => {
    await lab.forgetRequests()
    await operator.drag(camera.id, monitor.id)
    await operator.sheet.getByText('nothing sent yet').waitFor()
    await operator.photograph('take')
    await operator.page.keyboard.press('Escape')
    await operator.sheet.waitFor({ state: 'hidden' })
    expect(await lab.requests(false)).toEqual([])
    expect((await lab.active(monitor.id, monitor.node)).master_enable).toBe(false)
  })

  test('by dragging a source onto a destination connects it, and the device says so', async () => {
    await lab.forgetRequests()
    await operator.drag(camera.id, monitor.id)
    await operator.take()
    const active = await until(
      () => lab.active(monitor.id, monitor.node),
      ({ master_enable: on }) => on,
      20_000,
    )
    expect(active.sender_id).toBe(camera.id)
    await operator.edge(monitor.id).waitFor({ state: 'attached' })
    const patches = (await lab.requests(false)).filter(({ path }) => path.includes(monitor.id))
    expect(patches.map(({ method, status }) => [method, status])).toEqual([['PATCH', 200]])
  })

  test('the other way round, from the destination to a source, replaces what was there', async () => {
    const other = await lab.find('sender', 'CAM 3')
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.drag(monitor.id, other.id)
    await operator.take()
    const active = await until(
      () => lab.active(monitor.id, monitor.node),
      ({ sender_id: id }) => id !== camera.id,
      20_000,
    )
    expect([active.sender_id, active.master_enable]).toEqual([other.id, true])
  })

  test('onto a destination that cannot take it: it fades, its reason is there to read, and nothing is sent', async () => {
    const sound = await lab.find('receiver', 'Foldback 1-8')
    await operator.sheet.waitFor({ state: 'hidden' })
    await lab.forgetRequests()
    const { drop } = await operator.hold(camera.id, sound.id)
    const refused = operator.port(sound.id).and(operator.page.locator('[data-standing="refused"]'))
    await refused.waitFor()
    expect(await refused.getAttribute('title')).toMatch(/video/)
    await operator.port(monitor.id).and(operator.page.locator('[data-standing="fits"]')).waitFor()
    await operator.photograph('dragging')
    await drop()
    expect(await operator.sheet.count()).toBe(0)
    expect(await lab.requests(false)).toEqual([])
  })

  test('leaves who did what in the history', async () => {
    await operator.find('MON 4')
    await operator.page.getByText(/CAM 3/).first().waitFor()
    await operator.photograph('selected')
    if (room.host === null) return
    const { body } = await room.host.api('GET', `/audit?target=${monitor.id}`)
    const { items } = body as { items: { what: string; outcome: string; durationMs: number | null }[] }
    expect(items.filter(({ what, outcome }) => what === 'take' && outcome === 'done').length).toBeGreaterThanOrEqual(2)
  })
})
