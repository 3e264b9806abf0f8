import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

describeTasks('What comes again and again', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator

  const bookings = () => operator.page.getByRole('table', { name: 'Bookings' })

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Schedules' }).click()
  })

  test('is booked for a playbook, in words, with the times that come next', async () => {
    const { page } = operator
    await page.getByLabel('What', { exact: true }).selectOption('playbook')
    await page.getByLabel('Playbook', { exact: true }).selectOption('morning-line-up')
    await page.getByText('Again and again').click()
    const cron = page.getByRole('combobox', { name: 'Cron expression' })
    await cron.fill('soon')
    await page.getByText('It cannot be understood.', { exact: false }).waitFor()
    await cron.fill('0 6 * * *')
    await page.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Berlin')
    await page.getByText('every day at 06:00; next, local time:').waitFor()
    await page.getByLabel('Name').fill('Line-up')
    await page.getByRole('button', { name: 'Book it' }).click()
    await bookings().getByRole('row', { name: 'Line-up' }).getByText('every day at 06:00').waitFor()
  })

  test('is paused, and goes on', async () => {
    const { page } = operator
    const row = bookings().getByRole('row', { name: 'Line-up' })
    await page.getByRole('button', { name: 'Pause' }).click()
    await row.getByText('paused', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await row.getByText(/^in /).waitFor()
  })

  test('stands in the calendar on each of its days', async () => {
    const { page } = operator
    const calendar = page.getByRole('region', { name: 'Calendar' })
    await page.getByText('Week', { exact: true }).click()
    await calendar.getByRole('button', { name: 'The week after' }).click()
    await calendar.getByRole('link', { name: 'Line-up' }).first().waitFor()
    expect(await calendar.getByRole('link', { name: 'Line-up' }).count()).toBe(7)
    await page.getByText('Month', { exact: true }).click()
    await calendar.getByRole('link', { name: 'Line-up' }).first().waitFor()
    await operator.photograph('calendar')
    await calendar.getByRole('link', { name: 'Line-up' }).first().click()
    await page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { name: 'Line-up' }).waitFor()
  })
})
