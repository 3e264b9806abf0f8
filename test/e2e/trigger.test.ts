import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

describeTasks('A trigger', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator

  const became = () => operator.page.getByRole('complementary', { name: 'What became of events' })
  const mode = (name: string) =>
    operator.page.getByRole('radiogroup', { name: 'Mode' }).getByText(name, { exact: true })
  /** Somebody else routes a destination. */
  const foreignRoute = async (source: string): Promise<void> => {
    const [sender, receiver] = [await lab.find('sender', source), await lab.find('receiver', 'MON 4')]
    await lab.tell('route', { receiverId: receiver.id, senderId: sender.id })
  }

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Triggers' }).click()
  })

  test('is written, and tried on facts before it is kept', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'New trigger' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Give it a name that people know it by.').waitFor()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Foreign hand')
    await page.getByRole('combobox', { name: 'What happens', exact: true }).selectOption('foreign-change')
    await page.getByLabel('Condition').fill('label = "MON 4"')
    await page.getByLabel('What people are told').fill('Somebody moved ${label}.')
    await page.getByLabel('Waits first, seconds').fill('0')
    await page.getByRole('button', { name: 'Try', exact: true }).click()
    await page.getByText('It would not fire').waitFor()
    const facts = page.getByRole('textbox', { name: 'Facts' })
    await facts.fill('{ "label": "MON 4" }')
    await page.getByRole('button', { name: 'Try', exact: true }).click()
    await page.getByText('It would fire').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Foreign hand' }).waitFor()
    await became().getByText('No event has come yet.', { exact: false }).waitFor()
  })

  test('that somebody else has saved meanwhile is not overwritten unasked, and nothing typed is lost', async () => {
    if (room.host === null) return
    const { page, host } = { page: operator.page, host: room.host }
    const heading = page.getByRole('heading', { name: 'Foreign hand' })
    const { items } = (await host.api('GET', '/triggers')).body as { items: { id: string; label: string }[] }
    const theirs = items.find(({ label }) => label === 'Foreign hand')
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('What it is for').fill('Mine')
    const change = { ...theirs, description: 'Theirs' }
    const fields = [
      'label',
      'description',
      'event',
      'condition',
      'key',
      'action',
      'until',
      'debounceMs',
      'maxPerMinute',
    ]
    const body = Object.fromEntries(Object.entries(change).filter(([name]) => fields.includes(name)))
    expect((await host.api('PUT', `/triggers/${theirs?.id ?? ''}`, body)).status).toBe(200)
    await page.getByText('Somebody has saved it since you opened it.', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('after you had opened it', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Go on with mine' }).click()
    expect(await page.getByLabel('What it is for').inputValue()).toBe('Mine')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await heading.waitFor()
    await page.getByText('Mine', { exact: true }).waitFor()
  })

  test('that watches records what it would have done, and does nothing', async () => {
    await mode('Watch').click()
    await operator.page.getByText('nothing is done', { exact: false }).waitFor()
    await foreignRoute('CAM 4')
    await became().getByText('would have fired', { exact: true }).waitFor()
    await operator.photograph('trigger-watches')
  })

  test('that is armed does it', async () => {
    await mode('Armed').click()
    await operator.page.getByText('Armed by', { exact: false }).waitFor()
    await foreignRoute('CAM 3')
    await became().getByText('fired', { exact: true }).waitFor()
    await operator.page.getByText('Somebody moved MON 4.').first().waitFor()
  })
})
