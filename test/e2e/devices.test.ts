import { beforeAll, expect, test } from 'vitest'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

describeTasks('Devices on MQTT', (surface) => {
  const ends = endsAfterAll()
  let room: ControlRoom
  let operator: Operator

  const open = async (hash: string): Promise<void> => {
    await operator.page.evaluate((to) => {
      location.hash = to
    }, hash)
  }
  const main = () => operator.page.getByRole('main')
  /** A verb of the control API of the lab that the host has started. */
  const tellLab = async (verb: string, body: object): Promise<void> => {
    const [, control] = /"lab":"([^"]+)"/.exec(room.host?.said() ?? '') ?? []
    if (control === undefined) throw new Error('The host has started no lab')
    const answer = await fetch(`${control}/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(await answer.text()).toContain('"done":true')
  }

  beforeAll(async () => {
    room = ends(await surface.open([]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('those that are heard are listed by themselves, with what they say', async () => {
    await open('#/devices')
    await operator.page.getByRole('link', { name: /NDI decoder 01/ }).click()
    await main().getByRole('heading', { name: 'NDI decoder 01' }).waitFor()
    await main().getByText('stopped').first().waitFor()
  })

  test('a command is a form made from its schema, shown as a plan before anything is sent', async () => {
    await main().getByRole('button', { name: 'Set the input' }).click()
    const form = main().getByRole('form', { name: 'Set the input' })
    await form.getByRole('button', { name: 'Send…' }).click()
    await form.getByText('This has to be filled in.').waitFor()
    await form.getByLabel(/Source/).fill('NDI-Source-2')
    await form.getByText(/as it is now: .*input none/).waitFor()
    await form.getByRole('button', { name: 'Send…' }).click()
    await operator.sheet.getByText('NDI decoder 01: set_input (source NDI-Source-2)').waitFor()
    await main().getByRole('complementary', { name: 'Sent to it' }).getByText('Nothing was sent to it yet.').waitFor()
    await operator.photograph('command')
  })

  test('what came of it shows with its run', async () => {
    await operator.sheet.getByRole('button', { name: /SEND/ }).click()
    const sent = main().getByRole('complementary', { name: 'Sent to it' })
    await sent.getByText(/verified/).waitFor()
    await main().getByRole('region', { name: 'NDI decoders' }).getByText('NDI-Source-2').waitFor()
    await operator.sheet.waitFor({ state: 'hidden' })
    await sent.getByRole('link', { name: /^#\d+$/ }).click()
    await main()
      .getByRole('heading', { name: /Run #\d+/ })
      .waitFor()
  })

  test('what its device refuses is said in its own words', async () => {
    if (room.host === null) return
    await tellLab('device/error-ack', { device: 'rpi-02', count: 1, error: 'The decoder is too hot' })
    await open('#/devices/mqtt%3Alab%2Frpi-02')
    await main().getByRole('button', { name: 'Set the input' }).click()
    const form = main().getByRole('form', { name: 'Set the input' })
    await form.getByLabel(/Source/).fill('NDI-Source-1')
    await form.getByRole('button', { name: 'Send…' }).click()
    await operator.sheet.getByRole('button', { name: /SEND/ }).click()
    const sent = main().getByRole('complementary', { name: 'Sent to it' })
    await sent.getByText(/The decoder is too hot/).waitFor()
    await operator.page.keyboard.press('Escape')
    await operator.sheet.waitFor({ state: 'hidden' })
  })

  test('who reserves a device keeps others off it; it shows on its page, in the picture and in one list', async () => {
    await open('#/devices/mqtt%3Alab%2Frpi-01')
    const part = main().getByRole('region', { name: 'Reservation' })
    await part.getByRole('button', { name: 'Reserve…' }).click()
    await part.getByLabel(/Reason/).fill('rehearsal')
    await operator.page.keyboard.press('Enter')
    await part.getByText(/Reserved by you since .*: rehearsal/).waitFor()
    if (room.host !== null) {
      const action = { type: 'mqtt.command', deviceId: 'mqtt:lab/rpi-01', module: 'ndi', command: 'stop', params: {} }
      const { status, body } = await room.host.api('POST', '/runs', { actions: [action] })
      expect(status).toBe(409)
      expect(JSON.stringify(body)).toMatch(/Reserved by .*: rehearsal/)
    }
    await open('#/devices/holds')
    const row = main().getByRole('row', { name: /NDI decoder 01/ })
    await row.getByText('rehearsal').waitFor()
    await row.click()
    await main().getByRole('button', { name: 'Show in the picture' }).click()
    const badge = operator.port('ndi:lab/rpi-01').getByTestId('hold-lease')
    await badge.waitFor()
    expect(await badge.getAttribute('aria-label')).toMatch(/^Reserved by you since .*: rehearsal\. You can use it/)
    await open('#/devices/mqtt%3Alab%2Frpi-01')
    await part.getByRole('button', { name: 'Release' }).click()
    await part.getByText('Nobody has reserved it.').waitFor()
  })

  test('messages show as a tree of topics, found by what came on them', async () => {
    await open('#/devices/topics')
    await operator.page.getByLabel('Find in topics and messages').fill('NDI-Source-2')
    await operator.page.getByRole('treeitem', { name: /rpi-01\/status/ }).click()
    const value = operator.page.getByTestId('topic-value')
    await value.getByText('/lab/device/rpi-01/status').waitFor()
    expect(await value.locator('pre').textContent()).toContain('"input": "NDI-Source-2"')
  })

  test('one that is gone says so and can still be looked at', async () => {
    if (room.host === null) return
    await tellLab('device/crash', { device: 'rpi-04' })
    await open('#/devices/mqtt%3Alab%2Frpi-04')
    await main()
      .getByRole('alert')
      .getByText(/offline/)
      .first()
      .waitFor()
    await operator.page.getByRole('button', { name: 'offline' }).click()
    await expect.poll(() => operator.page.getByRole('link', { name: /NDI decoder/ }).count()).toBe(1)
    await operator.page.getByRole('button', { name: 'offline' }).click()
  })

  test('the settings of a module are a form too', async () => {
    await open('#/devices/module%3Andi')
    const form = main().getByRole('form', { name: 'Settings' })
    const sources = form.getByLabel('Sources')
    for (const name of ['NDI-Source-1', 'STUDIO-A (CAM 1)']) {
      await sources.fill(name)
      await operator.page.keyboard.press('Enter')
    }
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Saved.').waitFor()
  })

  test('the panel of a module stands alone at an address of its own, and a press is enough', async () => {
    if (room.host === null) return
    await operator.page.goto(`${room.host.url}/ui/ndi`)
    const card = operator.page.getByTestId('card-rpi-02')
    await card.getByText('stopped').waitFor()
    expect(await operator.page.getByRole('navigation', { name: 'Views' }).count()).toBe(0)
    await card.getByRole('button', { name: 'Set the input…' }).click()
    await operator.page.getByRole('button', { name: 'STUDIO-A (CAM 1)' }).click()
    await card.getByText('STUDIO-A (CAM 1)').waitFor()
    await operator.sheet.waitFor({ state: 'hidden' })
    await card.getByRole('button', { name: 'Start playing' }).click()
    await card.getByText('playing', { exact: true }).waitFor()
    await operator.photograph('panel')
  })

  test('on the panel too, what somebody else has reserved is refused with who has it', async () => {
    if (room.host === null) return
    const lease = { deviceId: 'mqtt:lab/rpi-03', module: 'ndi', leaseS: 600, reason: 'the other studio' }
    expect((await room.host.api('POST', '/leases', lease)).status).toBe(201)
    const card = operator.page.getByTestId('card-rpi-03')
    await card.getByTestId('hold-lease').waitFor()
    await card.getByRole('button', { name: 'Start playing' }).click()
    await operator.sheet.getByText(/Reserved by .*: the other studio/).waitFor()
    await card.getByText('stopped').waitFor()
  })
})
