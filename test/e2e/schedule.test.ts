import { beforeAll, expect, test } from 'vitest'
import { momentTexts } from '../../src/renderer/components/momentText'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

const LIMIT_MS = 60_000

describeTasks('A booking', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let monitor: LabThing
  let camera: LabThing

  const sourceOf = async (receiver: LabThing) => (await lab.active(receiver.id, receiver.node)).sender_id
  const pick = async (label: string, words: string): Promise<void> => {
    await operator.page.getByRole('combobox', { name: label, exact: true }).fill(words)
    await operator.page.getByRole('listbox', { name: label }).getByRole('option', { name: words }).first().waitFor()
    await operator.page.keyboard.press('Enter')
  }
  const bookings = () => operator.page.getByRole('table', { name: 'Bookings' })
  const fill = async (name: string, at: number): Promise<void> => {
    const { page } = operator
    await page.getByLabel('What', { exact: true }).selectOption('take')
    await pick('Destination', 'MON 4')
    await pick('Source', 'CAM 4')
    const { date, time } = momentTexts(at)
    await page.getByLabel('When, day').fill(date)
    await page.getByLabel('When, time').fill(time)
    await page.getByLabel('Name').fill(name)
  }

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    monitor = await lab.find('receiver', 'MON 4')
    camera = await lab.find('sender', 'CAM 4')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Schedules' }).click()
    await operator.page.getByText('Nothing is booked.', { exact: false }).waitFor()
  })

  test('for a time that is over is refused in words', async () => {
    await fill('Too late', Date.now() - 60_000)
    await operator.page.getByRole('button', { name: 'Book it' }).click()
    await operator.page.getByText('That time is over; choose one ahead.').waitFor()
  })

  test('waits with a countdown, and is called off', async () => {
    const { page } = operator
    await fill('Later', Date.now() + 3_600_000)
    await page.getByRole('button', { name: 'Book it' }).click()
    const row = bookings().getByRole('row', { name: 'Later' })
    await row.getByText(/^in (59:\d\d|1 h 00 min)$/).waitFor()
    await operator.photograph('booking')
    await page.getByRole('button', { name: 'Cancel it…' }).click()
    await page.getByRole('button', { name: 'Cancel this booking' }).click()
    await row.getByText('cancelled', { exact: true }).waitFor()
    expect(await sourceOf(monitor)).not.toBe(camera.id)
  })

  test('is done at its time, and read back from the device', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'Book…' }).click()
    await fill('Now', Date.now() + 5_000)
    await page.getByRole('button', { name: 'Book it' }).click()
    await until(
      () => sourceOf(monitor),
      (id) => id === camera.id,
      LIMIT_MS,
    )
    await bookings().getByRole('row', { name: 'Now' }).getByText('verified', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'See its run' }).click()
    await page.getByText(/CAM 4/).first().waitFor()
  })
})
