import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('Locks', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let camera: LabThing
  let monitor: LabThing
  let wall: LabThing

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    camera = await lab.find('sender', 'CAM 4')
    monitor = await lab.find('receiver', 'MON 4')
    wall = await lab.find('receiver', 'MON 3')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('a protected destination shows whose it is, and refuses others in its own words', async () => {
    await operator.find('MON 4')
    await operator.page.getByRole('button', { name: 'Protect…' }).click()
    await operator.page.getByLabel(/Reason/).fill('live at eight')
    await operator.page.keyboard.press('Enter')
    const badge = operator.port(monitor.id).getByTestId('hold-protect')
    await badge.waitFor()
    expect(await badge.getAttribute('data-mine')).toBe('true')
    expect(await operator.port(monitor.id).getAttribute('title')).toMatch(/Protected by you since .*: live at eight/)
    if (room.host === null) return
    await lab.forgetRequests()
    const routes = [{ senderId: camera.id, receiverId: monitor.id }]
    const { status, body } = await room.host.api('POST', '/takes', { routes })
    expect(status).toBe(423)
    expect(JSON.stringify(body)).toMatch(/Protected by .* since .*: live at eight/)
    expect(await lab.requests(false)).toEqual([])
  })

  test('its owner can route it', async () => {
    await operator.drag(camera.id, monitor.id)
    await operator.take()
    await expect.poll(async () => (await lab.active(monitor.id, monitor.node)).sender_id).toBe(camera.id)
    await operator.sheet.waitFor({ state: 'hidden' })
  })

  test('its owner releases it without being asked why', async () => {
    await operator.page.getByRole('button', { name: 'Release', exact: true }).click()
    await operator.port(monitor.id).getByTestId('hold-protect').waitFor({ state: 'detached' })
  })

  test('a drag onto what somebody else locked says who, since when and why, and sends nothing', async () => {
    if (room.host === null) return
    const locked = await room.host.api('POST', '/locks', {
      receiverId: wall.id,
      kind: 'lock',
      reason: 'rehearsal until eight',
    })
    expect(locked.status).toBe(201)
    const badge = operator.port(wall.id).getByTestId('hold-lock')
    await badge.waitFor()
    expect(await badge.getAttribute('data-mine')).toBe('false')
    await lab.forgetRequests()
    const { drop } = await operator.hold(camera.id, wall.id)
    await operator.page
      .getByTestId('drag-hint')
      .getByText(/Locked by .* since .*: rehearsal until eight/)
      .waitFor()
    await operator.photograph('locked')
    await drop()
    const note = operator.page.getByTestId(`note-${wall.id}`)
    await note.getByText(/Locked by .* since .*: rehearsal until eight/).waitFor()
    await operator.page
      .getByRole('status')
      .getByText(/MON 3: Locked by .* since .*: rehearsal until eight/)
      .waitFor()
    expect(await operator.sheet.count()).toBe(0)
    await note.waitFor({ state: 'detached' })
    expect(await lab.requests(false)).toEqual([])
  })

  test('what somebody else locked is released by force only with a reason, which the audit keeps', async () => {
    if (room.host === null) return
    await operator.find('MON 3')
    await operator.page.getByRole('button', { name: 'Release by force…' }).click()
    const force = operator.page.getByRole('button', { name: 'Release by force', exact: true })
    expect(await force.isDisabled()).toBe(true)
    await operator.page.getByLabel(/Reason/).fill('on air in a minute')
    await force.click()
    await operator.port(wall.id).getByTestId('hold-lock').waitFor({ state: 'detached' })
    // The picture is told at once; the row that closes the release follows it to the disk.
    const { host } = room
    const audit = async () => JSON.stringify((await host.api('GET', `/audit?target=${wall.id}`)).body)
    await expect.poll(audit).toContain('on air in a minute')
  })
})
