import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('The address of a sender', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let camera: LabThing
  let monitor: LabThing
  const params = async (thing: LabThing) => (await lab.active(thing.id, thing.node)).transport_params

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    camera = await lab.find('sender', 'CAM 2')
    monitor = await lab.find('receiver', 'MON 2')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.edge(monitor.id).waitFor({ state: 'attached' })
  })

  test('is set at the sender, and those that receive it follow', async () => {
    const { page } = operator
    await operator.find('CAM 2')
    await page.getByRole('button', { name: 'Address…' }).click()
    const amber = page.getByLabel('Multicast of amber')
    await expect.poll(() => amber.inputValue()).toMatch(/^239\./)
    await amber.fill('239.300.0.2')
    await page.getByRole('button', { name: 'Send there…' }).click()
    await page.getByText('The multicast address of leg 1 has to be an IPv4 or IPv6 address').waitFor()
    await amber.fill('239.40.0.2')
    await page.getByRole('button', { name: 'Send there…' }).click()
    await operator.sheet.getByText('→ 239.40.0.2:5004').waitFor()
    await operator.photograph('sender-address')
    await operator.take()
    await expect.poll(async () => (await params(camera))[0]?.['destination_ip']).toBe('239.40.0.2')
    await expect.poll(async () => (await params(monitor))[0]?.['multicast_ip']).toBe('239.40.0.2')
    await page.getByRole('form', { name: 'Sender address' }).waitFor({ state: 'detached' })
    await page.getByRole('region', { name: 'Legs' }).getByText('239.40.0.2').waitFor()
  })

  test('is taken back with them', async () => {
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.page.getByRole('button', { name: 'Take back last' }).click()
    await operator.take()
    await expect.poll(async () => (await params(camera))[0]?.['destination_ip']).not.toBe('239.40.0.2')
    const { destination_ip } = (await params(camera))[0] ?? {}
    await expect.poll(async () => (await params(monitor))[0]?.['multicast_ip']).toBe(destination_ip)
  })
})
