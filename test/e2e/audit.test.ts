import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

describeTasks('The audit', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator

  const table = () => operator.page.getByRole('table', { name: 'Audit' })

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Settings', exact: true }).click()
    await operator.page.getByLabel('Changes at work at once').fill('7')
    await operator.page.getByRole('button', { name: 'Save the settings' }).click()
    await operator.page.getByRole('button', { name: 'Save the settings' }).waitFor({ state: 'detached' })
    await operator.page.getByRole('link', { name: 'Audit', exact: true }).click()
  })

  test('finds what somebody did by a few letters, and shows the row whole', async () => {
    const { page } = operator
    await page.getByLabel('Search', { exact: true }).fill('execution.parallel')
    await table()
      .getByRole('row', { name: /settings\.update/ })
      .waitFor()
    await table().getByRole('button').first().click()
    await page.getByRole('complementary', { name: 'Details' }).getByText('settings.update').waitFor()
    await operator.photograph('audit')
  })

  test('says so when nothing is found, and shows everything again', async () => {
    const { page } = operator
    await page.getByLabel('Outcome').selectOption('failed')
    await page.getByText('Nothing is found so.', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Show everything' }).click()
    await table()
      .getByRole('row', { name: /sign-in|settings\.update/ })
      .first()
      .waitFor()
  })

  test('is taken along as a file, and checked', async () => {
    const { page } = operator
    await page.getByLabel('What', { exact: true }).fill('settings.update')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV' }).click()
    const file = await (await download).path()
    expect(readFileSync(file, 'utf8')).toMatch(/execution\.parallel/)
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await page.getByText(/The chain is whole: \d+ rows/).waitFor()
  })
})
