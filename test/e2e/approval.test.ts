import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

type RunBody = { readonly id: string; readonly state: string }

describeTasks('Approval', (surface) => {
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
    await room.host?.api('PATCH', '/settings', { approval: { routes: 0, role: 'engineer' } })
  })

  const isOn = async (): Promise<boolean> => (await lab.active(monitor.id, monitor.node)).master_enable
  const ask = async (): Promise<RunBody> => {
    const routes = [{ senderId: camera.id, receiverId: monitor.id }]
    return (await room.host?.api('POST', '/takes', { routes }))?.body as RunBody
  }

  test('what the person here takes waits for somebody else, which they are told, before and after', async () => {
    if (room.host === null) return
    await lab.forgetRequests()
    await operator.drag(camera.id, monitor.id)
    await operator.sheet.getByText(/TAKE asks for the yes of an engineer first/).waitFor()
    await operator.take()
    await operator.sheet.getByText(/somebody else has to approve it/).waitFor()
    expect(await operator.sheet.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    expect(await lab.requests(false)).toEqual([])
    const { body } = await room.host.api('GET', '/runs?limit=1')
    const [waiting] = (body as { items: RunBody[] }).items
    expect(waiting?.state).toBe('awaiting_approval')
    await operator.page.keyboard.press('Escape')
    await operator.decision(waiting?.id ?? '').waitFor()
    const approved = await room.host.api('POST', `/runs/${waiting?.id ?? ''}/approve`, {})
    expect(approved.status).toBe(201)
    await operator.decision(waiting?.id ?? '').waitFor({ state: 'detached' })
    expect(await isOn()).toBe(true)
  })

  test('what somebody else asks for is shown with what would change, and a yes takes it', async () => {
    if (room.host === null) return
    const other = await lab.find('sender', 'CAM 3')
    const routes = [{ senderId: other.id, receiverId: monitor.id }]
    const { id } = (await room.host.api('POST', '/takes', { routes })).body as RunBody
    const card = operator.decision(id)
    await card.getByText(/asks for a yes/).waitFor()
    await card
      .getByText(/MON 4: CAM 4/)
      .first()
      .waitFor()
    await card
      .getByText(/MON 4: CAM 3/)
      .first()
      .waitFor()
    await operator.photograph('approval')
    await card.getByRole('button', { name: 'Approve' }).click()
    await card.waitFor({ state: 'detached' })
    await expect.poll(async () => (await lab.active(monitor.id, monitor.node)).sender_id).toBe(other.id)
  })

  test('a no sends nothing', async () => {
    if (room.host === null) return
    await lab.forgetRequests()
    const { id } = await ask()
    await operator.decision(id).getByRole('button', { name: 'Cancel it' }).click()
    await operator.decision(id).waitFor({ state: 'detached' })
    expect(((await room.host.api('GET', `/runs/${id}`)).body as RunBody).state).toBe('cancelled')
    expect(await lab.requests(false)).toEqual([])
  })
})
