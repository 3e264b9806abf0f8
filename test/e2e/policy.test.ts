import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

describeTasks('A policy', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator

  const pick = async (label: string, words: string): Promise<void> => {
    await operator.page.getByRole('combobox', { name: label, exact: true }).fill(words)
    await operator.page.getByRole('listbox', { name: label }).getByRole('option', { name: words }).first().waitFor()
    await operator.page.keyboard.press('Enter')
  }
  const name = async (label: string, words: string): Promise<void> => {
    await operator.page.getByRole('combobox', { name: label, exact: true }).fill(words)
    await operator.page.keyboard.press('Enter')
  }
  const verdict = (words: string) => operator.page.getByRole('status').getByText(words, { exact: true })

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Policies', exact: true }).click()
  })

  test('is tried on two ends before it is saved', async () => {
    const { page } = operator
    await pick('Source to try', 'CAM 4')
    await pick('Destination to try', 'MON 1')
    await verdict('Allowed').waitFor()
    await page.getByRole('button', { name: 'Begin a rule' }).click()
    await page.getByLabel('Name', { exact: true }).fill('No camera on monitor 1')
    await page.getByLabel('From: add a condition').selectOption('Name')
    await name('From, name', 'CAM *')
    await page.getByLabel('To: add a condition').selectOption('Name')
    await name('To, name', 'MON 1')
    await verdict('Denied').waitFor()
    await page.getByText('as edited').waitFor()
    await page.getByText('From source “CAM *” to destination “MON 1”: denied.').waitFor()
    await operator.photograph('policy')
  })

  test('counts once it is saved, and says so where something is tried', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByTestId('rule-no-camera-on-monitor-1').waitFor()
    await page.getByText('rules in force').waitFor()
    await verdict('Denied').waitFor()
    await page.getByText('Nobody may overrule it.').waitFor()
    await pick('Destination to try', 'MON 2')
    await verdict('Allowed').waitFor()
  })

  test('that cannot be understood is not saved, and the engine says why at the field', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'New rule' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Odd')
    await page.getByLabel('Kind').selectOption('constraint')
    await page.getByLabel('Test 1: field').fill('alias')
    await page.getByLabel('Test 1: operator').selectOption('matches')
    await page.getByLabel('Test 1: value').fill('(a')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page
      .getByRole('region', { name: 'Tests' })
      .getByText(/regular expression “\(a” cannot be used/)
      .waitFor()
    expect(await page.getByTestId('rule-odd').count()).toBe(0)
  })

  test('is switched off by a maintenance window, and the list says by which', async () => {
    const { page } = operator
    await page.getByRole('link', { name: 'Windows', exact: true }).click()
    await page.getByText('Maintenance', { exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill('Rack work')
    const start = page.getByRole('group', { name: 'From' })
    await start.getByLabel('From, day').fill('2020-01-01')
    await name('Rules switched off', 'no-camera-on-monitor-1')
    await page.getByRole('button', { name: 'Save it' }).click()
    await page.getByRole('heading', { name: 'Rack work' }).waitFor()
    await page.getByRole('region', { name: 'In force now' }).getByText('Rack work').waitFor()
    await operator.photograph('windows')
    await page.getByRole('link', { name: 'Policies', exact: true }).click()
    await page.getByTestId('rule-no-camera-on-monitor-1').getByText('off: window “Rack work”').waitFor()
    await pick('Destination to try', 'MON 1')
    await verdict('Allowed').waitFor()
  })

  test('decides by the default where no rule does', async () => {
    const { page } = operator
    await page.getByRole('link', { name: /Where no rule decides/ }).click()
    await page.getByLabel('Add a default for').selectOption('everything')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await verdict('Denied').waitFor()
    await page.getByText('deny for everything: it decided').waitFor()
  })
})
