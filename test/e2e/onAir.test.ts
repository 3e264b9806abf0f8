import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

/** Well short of the second that is wanted, ms. */
const TOO_SHORT = 250

describeTasks('On air', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let transmission: LabThing
  let clean: LabThing
  let programme: LabThing
  let isOnAir = false

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    transmission = await lab.find('receiver', 'TX 1')
    clean = await lab.find('sender', 'CLEAN A')
    programme = await lab.find('sender', 'PGM A')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    const { host } = room
    if (host === null) return
    const source = await until(
      async () => ((await host.api('GET', '/tally/sources')).body as { items: { id: string; label: string }[] }).items,
      (items) => items.some(({ label }) => label === 'TX 1 ON AIR'),
      20_000,
    ).then((items) => items.find(({ label }) => label === 'TX 1 ON AIR'))
    await host.api('POST', '/tally-mappings', {
      label: 'TX 1 red light',
      source: source?.id,
      targets: [{ kind: 'receiver', id: transmission.id }],
    })
    await lab.tell('tally/set', { source: 'TX 1 ON AIR', value: true })
    await operator.port(transmission.id).and(operator.page.locator('[data-air="live"]')).waitFor()
    isOnAir = true
  })

  const senderOn = async (): Promise<string | null> => (await lab.active(transmission.id, transmission.node)).sender_id
  const holdButton = () => operator.sheet.getByRole('button', { name: /HOLD TO TAKE/ })
  const chip = () => operator.page.getByTestId(`air-${transmission.id}`)

  test('is red from the destination back to its source, and named in the bar', async () => {
    if (!isOnAir) return
    await operator.edge(transmission.id).and(operator.page.locator('[data-air="live"]')).waitFor({ state: 'attached' })
    await operator.port(programme.id).and(operator.page.locator('[data-air="live"]')).waitFor()
    expect(await chip().textContent()).toMatch(/TX 1.*PGM A.*\d\d:\d\d:\d\d/)
    await chip().click()
    const panel = operator.page.getByRole('complementary', { name: 'Selected' })
    await panel.getByText(/Said by TX 1 red light/).waitFor()
    await operator.photograph('on-air')
  })

  test('asks in words what would happen, and a press is nothing', async () => {
    if (!isOnAir) return
    const before = await senderOn()
    await lab.forgetRequests()
    await operator.drag(clean.id, transmission.id)
    await operator.sheet.getByText(/On air, TX 1 goes from PGM A to CLEAN A/).waitFor()
    await operator.photograph('on-air-take')
    await holdButton().click()
    await operator.page.keyboard.press('F12')
    await holdButton().click({ delay: TOO_SHORT })
    await operator.page.keyboard.press('Escape')
    await operator.sheet.waitFor({ state: 'hidden' })
    expect(await lab.requests(false)).toEqual([])
    expect(await senderOn()).toBe(before)
  })

  test('is taken when the button is held', async () => {
    if (!isOnAir) return
    await operator.drag(clean.id, transmission.id)
    await holdButton().hover()
    await operator.page.mouse.down()
    await until(senderOn, (id) => id === clean.id, 20_000)
    await operator.page.mouse.up()
    await until(
      () => chip().textContent(),
      (text) => text?.includes('CLEAN A') === true,
      20_000,
    )
  })

  test('is taken by F12 held, and auto-take leaves it alone', async () => {
    if (!isOnAir) return
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.page.getByRole('switch', { name: 'Auto-take' }).check({ force: true })
    await operator.drag(programme.id, transmission.id)
    await operator.sheet.and(operator.page.locator('[data-phase="ready"]')).waitFor()
    expect(await senderOn()).toBe(clean.id)
    await operator.page.keyboard.down('F12')
    await until(senderOn, (id) => id === programme.id, 20_000)
    await operator.page.keyboard.up('F12')
    await operator.page.getByRole('switch', { name: 'Auto-take' }).uncheck({ force: true })
  })

  test('a source that feeds it is not switched off by a press', async () => {
    if (!isOnAir) return
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.port(programme.id).click()
    await lab.forgetRequests()
    await operator.page.getByRole('complementary').getByRole('button', { name: 'Off', exact: true }).click()
    await operator.sheet.getByText(/feeds TX 1/).waitFor()
    await holdButton().click()
    await operator.page.keyboard.press('Escape')
    expect(await lab.requests(false)).toEqual([])
  })

  test('stays on air, and says so, when its tally is not heard any more', async () => {
    if (!isOnAir) return
    await room.host?.api('PATCH', '/settings', { tally: { staleMs: 1000 } })
    await lab.tell('tally/silent', { source: 'TX 1 ON AIR', on: true })
    await operator.port(transmission.id).and(operator.page.locator('[data-air="stale"]')).waitFor({ timeout: 60_000 })
    expect(await chip().textContent()).toMatch(/tally stale .*, held as on air/)
    await operator.photograph('on-air-stale')
    await lab.tell('tally/silent', { source: 'TX 1 ON AIR', on: false })
  })
})
