import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

/** What the operator is promised, ms. */
const promised = 5000

describeTasks('What another controller does', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('shows within five seconds: a route that came', async () => {
    const [sender, receiver] = [await lab.find('sender', 'CAM 4'), await lab.find('receiver', 'MON 4')]
    expect(await operator.edge(receiver.id).count()).toBe(0)
    await lab.tell('route', { receiverId: receiver.id, senderId: sender.id })
    await operator.edge(receiver.id).waitFor({ state: 'attached', timeout: promised })
  })

  test('shows within five seconds: a route that went', async () => {
    const receiver = await lab.find('receiver', 'MON 4')
    await lab.tell('route', { receiverId: receiver.id, senderId: null })
    await operator.edge(receiver.id).waitFor({ state: 'detached', timeout: promised })
  })

  test('shows within five seconds: a label that was changed', async () => {
    const { id } = await lab.find('receiver', 'MON 3')
    await lab.tell('rename', { id, label: 'WALL LEFT' })
    await operator.port(id).getByText('WALL LEFT').waitFor({ timeout: promised })
  })

  test('is told to the operator as a foreign change', async () => {
    if (room.host === null) return
    const receiver = await lab.find('receiver', 'MON 4')
    const { host } = room
    await until(
      async () => (await host.api('GET', `/audit?target=${receiver.id}`)).body,
      (body) => (body as { items: { what: string }[] }).items.some(({ what }) => what === 'foreign-change'),
      promised,
    )
  })
})
