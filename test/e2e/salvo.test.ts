import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

const LIMIT_MS = 20_000

describeTasks('A salvo', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let monitor: LabThing
  let other: LabThing
  let camera: LabThing

  const sourceOf = async (receiver: LabThing) => (await lab.active(receiver.id, receiver.node)).sender_id
  const isOn = (receiver: LabThing, sender: LabThing) =>
    until(
      () => sourceOf(receiver),
      (id) => id === sender.id,
      LIMIT_MS,
    )
  const entry = (name: string) => operator.page.getByRole('table', { name: /^Entries of/ }).getByRole('row', { name })
  const pick = async (label: string, words: string): Promise<void> => {
    await operator.page.getByRole('combobox', { name: label, exact: true }).fill(words)
    await operator.page.getByRole('listbox', { name: label }).getByRole('option', { name: words }).first().waitFor()
    await operator.page.keyboard.press('Enter')
  }

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    monitor = await lab.find('receiver', 'MON 1')
    other = await lab.find('receiver', 'MON 2')
    camera = await lab.find('sender', 'CAM 4')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await operator.page.getByRole('link', { name: 'Salvos' }).click()
  })

  test('is put together by hand: one source to two destinations, with a key', async () => {
    const { page } = operator
    await page.getByText('No salvos yet').waitFor()
    await page.getByRole('button', { name: 'Begin an empty one' }).click()
    await page.getByLabel('Name').fill('Line-up A')
    await page.getByLabel('Folder').fill('Line-ups')
    // Who looks elsewhere meanwhile finds what was not saved again.
    await page.getByRole('link', { name: 'History' }).click()
    await page.getByRole('heading', { name: 'History' }).waitFor()
    await page.getByRole('link', { name: 'Salvos' }).click()
    await page.getByRole('button', { name: 'New salvo' }).click()
    expect(await page.getByLabel('Folder').inputValue()).toBe('Line-ups')
    await pick('Source', 'CAM 4')
    await pick('Destination', 'MON 1')
    await page.getByText('MON 1 added.').waitFor()
    await pick('Destination', 'MON 2')
    await page.getByText('MON 2 added.').waitFor()
    await page.getByRole('button', { name: 'Key that fires it' }).click()
    await page.keyboard.press('F3')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'Line-up A' }).waitFor()
    expect(await sourceOf(monitor)).not.toBe(camera.id)
  })

  test('shows what it would do, and sends nothing until it is taken', async () => {
    await lab.forgetRequests()
    await operator.page.getByRole('status').getByText('2 change', { exact: false }).waitFor()
    await entry('MON 1').getByText('CAM 4').waitFor()
    await operator.photograph('salvo')
    expect(await lab.requests(false)).toEqual([])
  })

  test('is opened by its key from the graph and taken with F12, and the devices say so', async () => {
    await operator.page.getByRole('link', { name: 'Topology' }).click()
    await operator.seesThePlant()
    await operator.page.keyboard.press('F3')
    await operator.page.getByRole('button', { name: /^TAKE 2 ROUTES/ }).waitFor()
    await operator.page.keyboard.press('F12')
    await isOn(monitor, camera)
    await isOn(other, camera)
    await entry('MON 1')
      .getByText(/verified/)
      .waitFor()
    await operator.page.getByText('2 already so').waitFor()
  })

  test('does not fire while something is being typed', async () => {
    await operator.page.getByRole('link', { name: 'Topology' }).click()
    await operator.page.keyboard.press('/')
    await operator.page.keyboard.press('F3')
    await operator.page.keyboard.press('Escape')
    expect(operator.page.url()).toMatch(/#\/topology/)
    await operator.page.keyboard.press('F3')
    await operator.page.getByRole('heading', { name: 'Line-up A' }).waitFor()
  })

  test('asks what now when a device refuses, and puts back what it had done', async () => {
    if (room.host === null) return
    const { page } = operator
    const before = await lab.find('sender', 'CAM 1')
    const routes = [monitor, other].map(({ id: receiverId }) => ({ senderId: before.id, receiverId }))
    expect((await room.host.api('POST', '/takes', { routes })).status).toBe(201)
    await isOn(other, before)
    await page.getByRole('button', { name: /^TAKE 2 ROUTES/ }).waitFor()
    await lab.tell('port/refuse', { id: other.id, count: 1, code: 423, error: 'Held by the desk' })
    await page.getByLabel('If one fails:').selectOption('pause-and-ask')
    await page.keyboard.press('F12')
    const card = page.getByRole('alertdialog')
    await card.waitFor()
    await operator.photograph('decision')
    await card.getByRole('button', { name: /^Put/ }).click()
    await card.waitFor({ state: 'hidden' })
    await isOn(monitor, before)
    expect(await sourceOf(other)).toBe(before.id)
  })

  test('that somebody else has saved meanwhile is not overwritten, and nothing typed is lost', async () => {
    if (room.host === null) return
    const { page, host } = { page: operator.page, host: room.host }
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Description').fill('Mine')
    const { items } = (await host.api('GET', '/salvos')).body as { items: { id: string }[] }
    const id = items[0]?.id ?? ''
    expect((await host.api('PATCH', `/salvos/${id}`, { description: 'Theirs' })).status).toBe(200)
    await page.getByText(/has saved it meanwhile/).waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(/saved “Line-up A” at/).waitFor()
    expect(await page.getByLabel('Description').inputValue()).toBe('Mine')
    await page.getByRole('button', { name: 'Save mine over it' }).click()
    await page.getByRole('paragraph').getByText('Mine', { exact: true }).waitFor()
  })

  test('with an entry whose resource is gone keeps the entry, says so, and takes the others', async () => {
    if (room.host === null) return
    const { page } = operator
    const gone = '5b3f1c2e-0000-4000-8000-000000000000'
    const actions = [
      { type: 'route.connect', senderId: camera.id, receiverId: monitor.id },
      { type: 'route.disconnect', receiverId: gone },
    ]
    const { status } = await room.host.api('POST', '/salvos', { label: 'Late show', actions })
    expect(status).toBe(201)
    await page.getByRole('link', { name: /Late show/ }).click()
    await page.getByRole('status').getByText('1 skipped').waitFor()
    await page.getByText(/gone from the plant/).waitFor()
    await page.keyboard.press('F12')
    await isOn(monitor, camera)
  })

  test('is captured from the routing of now, and deleted after one question in words', async () => {
    const { page } = operator
    await page.getByRole('button', { name: 'Capture…' }).click()
    await page.getByLabel('Name').fill('As it is')
    await page.getByRole('button', { name: 'Capture', exact: true }).click()
    await page.getByRole('heading', { name: 'As it is' }).waitFor()
    await page.getByText('Nothing would change.').waitFor()
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByRole('button', { name: 'Delete the salvo “As it is” for good' }).click()
    await page.getByRole('link', { name: /As it is/ }).waitFor({ state: 'detached' })
  })
})
