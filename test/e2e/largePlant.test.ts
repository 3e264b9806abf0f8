import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('A plant of 13 900 resources', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  const bar = async (): Promise<string> => (await operator.statusBar.innerText()).replace(/[\s\u00a0\u202f]+/g, ' ')

  beforeAll(async () => {
    lab = ends(await startLabProcess(['--profile', 'campus']), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('is drawn whole', async () => {
    await until(bar, (text) => /3[ ,.]?425 senders/.test(text), 60_000)
    expect(await bar()).toMatch(/3[ ,.]?425 receivers/)
    await operator.photograph('campus')
  })

  test('loses nothing when its subscriptions are cut: what the registry has stays online', async () => {
    await lab.tell('registry/cut', {})
    const seen: string[] = []
    for (let i = 0; i < 40; i += 1) {
      const text = await bar()
      if (/[1-9]\d* offline/.test(text)) seen.push(text)
      await delay(250)
    }
    expect(seen).toEqual([])
    if (room.host !== null) {
      const { body } = await room.host.api('GET', '/health')
      expect(body).toMatchObject({ plant: { offline: 0, senders: 3425, receivers: 3425 } })
    }
  })

  test('is followed again after that: a route of another controller shows', async () => {
    if (room.host === null) return
    const { host } = room
    const receiver = await lab.find('receiver', 'N001 VIDEO IN 001')
    const sender = await lab.find('sender', 'N002 VIDEO OUT 001')
    await lab.tell('route', { receiverId: receiver.id, senderId: sender.id })
    await until(
      async () => (await host.api('GET', `/receivers/${receiver.id}`)).body,
      (body) => (body as { connection: { senderId: string | null } }).connection.senderId === sender.id,
      10_000,
    )
  })
})
