import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

const LIMIT_MS = 30_000

const text = `name: cut-over
title: Cut over
version: 1
category: Trial
params:
  source:
    type: sender
    title: Source
    format: video
  destination:
    type: receiver
    title: Destination
steps:
  - id: move
    title: Take \${params.source} to \${params.destination}
    take:
      sender: \${params.source}
      receiver: \${params.destination}
  - id: look
    title: Ask whether it looks well
    needs: [move]
    approve:
      text: Does \${params.destination} look well?
  - id: tell
    title: Tell people
    needs: [look]
    notify:
      text: \${params.destination} is on \${params.source}.
`

describeTasks('A playbook', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let monitor: LabThing
  let camera: LabThing
  let before: string | null

  const sourceOf = async (receiver: LabThing) => (await lab.active(receiver.id, receiver.node)).sender_id
  const pick = async (label: string, words: string): Promise<void> => {
    await operator.page.getByRole('combobox', { name: label, exact: true }).fill(words)
    await operator.page.getByRole('listbox', { name: label }).getByRole('option', { name: words }).first().waitFor()
    await operator.page.keyboard.press('Enter')
  }
  /** The step of the graph stands so. */
  const stands = (step: string, word: string) =>
    operator.page.getByTestId(`step-${step}`).first().getByText(word, { exact: true }).waitFor()

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    monitor = await lab.find('receiver', 'MON 4')
    camera = await lab.find('sender', 'CAM 4')
    before = await sourceOf(monitor)
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Playbooks' }).click()
  })

  test('is found in the library by its words', async () => {
    const { page } = operator
    const library = page.getByRole('navigation', { name: 'Playbooks' })
    await library.getByRole('link', { name: /^Evacuate a node/ }).waitFor()
    await page.getByRole('searchbox', { name: 'Find a playbook' }).fill('maintenance node')
    await library.getByRole('link', { name: /^Morning line-up/ }).waitFor({ state: 'detached' })
    await library.getByRole('link', { name: /^Evacuate a node/ }).click()
    await page.getByRole('heading', { name: 'Evacuate a node' }).waitFor()
    await page.getByRole('searchbox', { name: 'Find a playbook' }).fill('')
  })

  test('is written as a text whose faults are said by line, and kept', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'New playbook' }).click()
    const field = page.getByRole('textbox', { name: 'Playbook as YAML' })
    await field.fill(text.replace('approve:', 'aprove:'))
    const faults = page.getByRole('list', { name: 'Faults' })
    await faults.getByText('There is no step “aprove”', { exact: false }).waitFor()
    await faults.getByText('line 22', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: /^Save/ }).isDisabled()).toBe(true)
    await field.fill(text)
    await page.getByText('It is in order', { exact: false }).waitFor()
    await page.getByRole('button', { name: /^Save/ }).click()
    await page.getByRole('heading', { name: 'Cut over' }).waitFor()
  })

  test('asks for what it needs, and plans without sending anything', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.getByText('Source is missing.').waitFor()
    await pick('Source', 'CAM 4')
    await pick('Destination', 'MON 4')
    await page.getByRole('button', { name: 'Dry run' }).click()
    await stands('move', 'planned')
    await page.getByTestId('step-move').getByText('Take CAM 4 to MON 4').waitFor()
    await page.getByText('3 steps planned').first().waitFor()
    await operator.photograph('playbook-plan')
    expect(await sourceOf(monitor)).toBe(before)
  })

  test('is run step by step, and asks a person where it says so', async () => {
    const { page } = operator
    await page.getByRole('button', { name: /START/ }).click()
    await stands('look', 'asks')
    await stands('move', 'done')
    await stands('tell', 'to come')
    expect(await sourceOf(monitor)).toBe(camera.id)
    await operator.photograph('playbook-asks')
    const card = page.getByRole('complementary', { name: 'Run' }).getByRole('alertdialog')
    await card.getByText('Does MON 4 look well?', { exact: false }).waitFor()
    await card.getByRole('button', { name: 'Approve' }).click()
    await stands('tell', 'done')
  })

  test('is put back whole', async () => {
    await operator.page.getByRole('button', { name: 'Put back', exact: true }).click()
    await until(
      () => sourceOf(monitor),
      (id) => id === before,
      LIMIT_MS,
    )
    await stands('move', 'put back')
  })

  test('shows its steps in the history, with the runs that they made', async () => {
    const { page } = operator
    await page.getByRole('link', { name: 'History' }).click()
    await page
      .getByRole('table', { name: 'Runs' })
      .getByRole('row', { name: /Cut over: 3 steps/ })
      .click()
    const details = page.getByRole('complementary', { name: 'Details' })
    await details.getByText('put back', { exact: true }).first().waitFor()
    await details.getByRole('link', { name: 'its run' }).first().click()
    await details
      .getByText(/MON 4: .*CAM 4/)
      .first()
      .waitFor()
  })

  test('overrules what a policy has against it with a reason, first as a plan', async () => {
    if (room.host === null) return
    const { page } = operator
    const rule = { id: 'mon-4', label: 'MON 4 is not for CAM 4', kind: 'forbidden_pair', effect: 'deny' }
    const ends = { from: { label: ['CAM 4'] }, to: { label: ['MON 4'] }, override: 'engineer' }
    expect((await room.host.api('POST', '/policies', { ...rule, ...ends })).status).toBe(201)
    await page.getByRole('link', { name: 'Playbooks' }).click()
    await page
      .getByRole('navigation', { name: 'Playbooks' })
      .getByRole('link', { name: /^Cut over/ })
      .click()
    await pick('Source', 'CAM 4')
    await pick('Destination', 'MON 4')
    await page.getByRole('button', { name: /START/ }).click()
    await page
      .getByText(/Denied by “MON 4 is not for CAM 4”/)
      .first()
      .waitFor()
    await operator.photograph('playbook-refused')
    await page.getByRole('button', { name: 'Overrule…' }).click()
    const form = page.getByRole('form', { name: 'Overrule' })
    const plan = form.getByRole('button', { name: 'Plan it all the same' })
    expect(await plan.isDisabled()).toBe(true)
    await form.getByRole('textbox').fill('Agreed with MCR')
    await operator.photograph('playbook-overrule')
    await plan.click()
    await page.getByRole('note', { name: 'Overruling' }).getByText('Agreed with MCR').waitFor()
    await stands('move', 'planned')
    await operator.photograph('playbook-overruled')
    expect(await sourceOf(monitor)).toBe(before)
    await page.getByRole('button', { name: /START/ }).click()
    await stands('move', 'done')
    expect(await sourceOf(monitor)).toBe(camera.id)
    const { host } = room
    await until(
      async () => JSON.stringify((await host.api('GET', `/audit?target=${monitor.id}&override=true`)).body),
      (rows) => rows.includes('Agreed with MCR'),
      LIMIT_MS,
    )
  })
})
