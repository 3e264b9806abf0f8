import { beforeAll, expect, test } from 'vitest'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

describeTasks('Escape', (surface) => {
  const ends = endsAfterAll()
  let room: ControlRoom
  let operator: Operator

  const open = async (hash: string): Promise<void> => {
    await operator.page.evaluate((to) => {
      location.hash = to
    }, hash)
  }
  const escape = () => operator.page.keyboard.press('Escape')
  const form = (name: string) => operator.page.getByRole('form', { name })
  const button = (name: string | RegExp) => operator.page.getByRole('button', { name })

  beforeAll(async () => {
    room = ends(await surface.open([]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('leaves the form of a broker, keeps what was typed, and says that something is kept', async () => {
    await open('#/brokers/new')
    await form('Add a broker').getByPlaceholder('house').fill('studio-2')
    await form('Add a broker').getByLabel('Address').fill('mqtt://10.0.0.9:1883')
    await form('Add a broker').getByLabel('Password').fill('p@ss')
    await escape()
    await form('Add a broker').waitFor({ state: 'detached' })
    await button(/Add….*not saved yet/).click()
    expect(await form('Add a broker').getByLabel('Password').inputValue()).toBe('')
    expect(await form('Add a broker').getByPlaceholder('house').inputValue()).toBe('studio-2')
    expect(await form('Add a broker').getByLabel('Address').inputValue()).toBe('mqtt://10.0.0.9:1883')
    await button('Drop the changes').click()
    await form('Add a broker').waitFor({ state: 'detached' })
    await button(/^Add…$/).click()
    expect(await form('Add a broker').getByPlaceholder('house').inputValue()).toBe('')
    await button('Back').click()
    await form('Add a broker').waitFor({ state: 'detached' })
  })

  test('leaves a capture, a snapshot and a lock the same way', async () => {
    await open('#/salvos')
    await button('Capture…').click()
    await form('Capture a salvo').getByRole('textbox', { name: 'Name' }).fill('Evening line-up')
    await escape()
    await button(/^Capture….*not saved yet/).click()
    expect(await form('Capture a salvo').getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Evening line-up')
    await button('Drop the changes').click()
    await form('Capture a salvo').waitFor({ state: 'detached' })
    await button('Take a snapshot').click()
    await form('Take a snapshot').waitFor()
    await escape()
    await form('Take a snapshot').waitFor({ state: 'detached' })
    await open('#/topology')
    await operator.find('MON 4')
    await button('Lock…').click()
    await form('Lock 1 destination')
      .getByLabel(/Reason/)
      .fill('rehearsal')
    await escape()
    await button(/^Lock….*not saved yet/).click()
    expect(
      await form('Lock 1 destination')
        .getByLabel(/Reason/)
        .inputValue(),
    ).toBe('rehearsal')
    await button('Drop the changes').click()
  })

  test('closes the list that a field has opened, and only then the form around it', async () => {
    await open('#/tally/new')
    await form('Tally mapping').getByRole('textbox', { name: 'Name' }).fill('PGM A tally')
    await form('Tally mapping').getByRole('combobox', { name: 'Source of events' }).click()
    await operator.page.getByRole('listbox').waitFor()
    await escape()
    await operator.page.getByRole('listbox').waitFor({ state: 'detached' })
    expect(await form('Tally mapping').count()).toBe(1)
    await escape()
    await form('Tally mapping').waitFor({ state: 'detached' })
    await button(/^Map a tally…/).click()
    expect(await form('Tally mapping').getByRole('textbox', { name: 'Name' }).inputValue()).toBe('PGM A tally')
  })

  test('leaves the form that has the focus, not the one that was opened after it', async () => {
    await open('#/devices/mqtt%3Alab%2Frpi-01')
    await button('Set the input').click()
    const source = form('Set the input').getByLabel(/Source/)
    await source.fill('NDI-Source-9')
    await source.press('Escape')
    await button('Reserve…').click()
    await form('Reserve')
      .getByLabel(/Reason/)
      .fill('rehearsal')
    await source.focus()
    await escape()
    await form('Set the input').waitFor({ state: 'detached' })
    expect(
      await form('Reserve')
        .getByLabel(/Reason/)
        .inputValue(),
    ).toBe('rehearsal')
    await button('Set the input').click()
    expect(await source.inputValue()).toBe('NDI-Source-9')
  })

  test('answers a question with no, and stays where it is', async () => {
    if (room.host === null) return
    expect((await room.host.api('POST', '/keys', { label: 'automation', role: 'viewer' })).status).toBe(201)
    await open('#/keys')
    await button('Revoke…').click()
    await button('Revoke it for good').waitFor()
    await escape()
    await button('Revoke…').waitFor()
  })

  test('gives the keys back to the page where a form always stands', async () => {
    await open('#/windows')
    const name = form('Ask for a window').getByRole('textbox', { name: 'Name' })
    await name.fill('Friday night')
    await escape()
    expect(await name.inputValue()).toBe('Friday night')
    await operator.page.keyboard.press('/')
    const finder = operator.page.getByRole('combobox', { name: 'Find', exact: true })
    await expect.poll(() => finder.evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await finder.inputValue()).toBe('')
  })
})
