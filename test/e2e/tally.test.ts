import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

const SOURCE = 'TX 2 ON AIR'

describeTasks('A tally', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator

  const mapping = () => operator.page.getByRole('table', { name: 'Tally mappings' }).getByRole('row', { name: /TX 2/ })

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Tally', exact: true }).click()
  })

  test('is learned from the next event and mapped to a destination', async () => {
    const { page } = operator
    const row = page.getByRole('table', { name: 'Sources of events' }).getByRole('row', { name: new RegExp(SOURCE) })
    await row.getByText('live').waitFor()
    await page.getByRole('button', { name: 'Map a tally…' }).click()
    await page.getByRole('button', { name: 'Learn from the next event' }).click()
    await page.getByText('Waiting for the next event…').waitFor()
    await lab.tell('tally/set', { source: SOURCE, value: true })
    await page.getByText(`Heard ${SOURCE}: true`).waitFor()
    expect(await page.getByRole('combobox', { name: 'Source of events' }).inputValue()).toBe(SOURCE)
    await page.getByRole('combobox', { name: 'Add a destination' }).fill('TX 2')
    await page.getByRole('option', { name: /^TX 2/ }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await mapping().getByText('on air').first().waitFor()
    await operator.photograph('tally')
  })

  test('shows each value as it comes, and what it means', async () => {
    await lab.tell('tally/toggle', { source: SOURCE })
    await mapping().getByText('no', { exact: true }).waitFor()
    await lab.tell('tally/toggle', { source: SOURCE })
    await mapping().getByText('on air', { exact: true }).first().waitFor()
  })

  test('is deleted after one question in words', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByRole('button', { name: 'Delete this mapping for good' }).click()
    await page.getByText('No mappings: nothing here says what is on air.', { exact: false }).waitFor()
  })
})
