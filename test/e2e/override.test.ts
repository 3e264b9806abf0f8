import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess, type LabThing } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('A policy', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  let studioB: LabThing
  let monitor: LabThing
  let recorder: LabThing

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    studioB = await lab.find('sender', 'STUDIO B PGM')
    monitor = await lab.find('receiver', 'MON 4')
    recorder = await lab.find('receiver', 'REC 2')
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    const rule = { kind: 'forbidden_pair', effect: 'deny', from: { label: ['STUDIO B PGM'] } }
    await room.host?.api('POST', '/policies', {
      ...rule,
      id: 'mon-4',
      label: 'MON 4 is for Studio A',
      to: { label: ['MON 4'] },
      override: 'engineer',
    })
    await room.host?.api('POST', '/policies', {
      ...rule,
      id: 'rec-2',
      label: 'REC 2 records the line',
      to: { label: ['REC 2'] },
    })
    if (room.host !== null) await operator.statusBar.getByText(/policies in effect/).waitFor()
  })

  test('is said while dragging, at once for everything that it is against', async () => {
    if (room.host === null) return
    const { drop } = await operator.hold(studioB.id, recorder.id)
    for (const { id } of [monitor, recorder])
      await operator.port(id).and(operator.page.locator('[data-standing="refused"]')).waitFor()
    await operator.page
      .getByTestId('drag-hint')
      .getByText(/REC 2 records the line/)
      .waitFor()
    await operator.photograph('policy-drag')
    await operator.page.keyboard.press('Escape')
    await drop()
  })

  test('that nobody may overrule is shown with its rules, and that is the end of it', async () => {
    if (room.host === null) return
    await lab.forgetRequests()
    await operator.drag(studioB.id, recorder.id)
    await operator.sheet.getByText(/Nobody may overrule it/).waitFor()
    await operator.sheet.getByTestId('policies').getByRole('link', { name: 'REC 2 records the line' }).waitFor()
    expect(await operator.sheet.getByRole('button', { name: /Overrule/ }).count()).toBe(0)
    expect(await operator.sheet.getByRole('button', { name: /TAKE/ }).count()).toBe(0)
    await operator.page.keyboard.press('Escape')
    expect(await lab.requests(false)).toEqual([])
  })

  test('is overruled with a reason, which stands in the history', async () => {
    if (room.host === null) return
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.drag(studioB.id, monitor.id)
    await operator.sheet.getByRole('button', { name: 'Overrule…' }).click()
    const plan = operator.sheet.getByRole('button', { name: 'Plan it all the same' })
    expect(await plan.isDisabled()).toBe(true)
    await operator.sheet.getByRole('textbox').fill('Agreed with MCR')
    await plan.click()
    await operator.sheet.getByText(/overruled by .* \(Agreed with MCR\)/).waitFor()
    await operator.photograph('overruled')
    await operator.take()
    await until(
      () => lab.active(monitor.id, monitor.node),
      ({ sender_id: id, master_enable: on }) => on && id === studioB.id,
      20_000,
    )
    await operator.sheet.waitFor({ state: 'hidden' })
    await operator.page.getByRole('link', { name: 'History' }).click()
    await operator.page.getByText('overruled a policy').first().waitFor()
    await operator.page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1).click()
    await operator.page.getByRole('note', { name: 'Overruled' }).getByText('Agreed with MCR').waitFor()
    const { host } = room
    await until(
      async () => (await host.api('GET', `/audit?target=${monitor.id}`)).body,
      (body) =>
        (body as { items: { override: boolean; outcome: string }[] }).items.some(
          ({ override, outcome }) => override && outcome === 'done',
        ),
      20_000,
    )
  })

  test('is overruled where a salvo is taken, and for that one time only', async () => {
    if (room.host === null) return
    const { page } = operator
    const other = await lab.find('receiver', 'MON 3')
    await room.host.api('POST', '/policies', {
      kind: 'forbidden_pair',
      effect: 'deny',
      from: { label: ['STUDIO B PGM'] },
      id: 'mon-3',
      label: 'MON 3 is for Studio A as well',
      to: { label: ['MON 3'] },
      override: 'engineer',
    })
    const actions = [{ type: 'route.connect', senderId: studioB.id, receiverId: other.id }]
    expect((await room.host.api('POST', '/salvos', { label: 'Late news', actions })).status).toBe(201)
    await page.getByRole('link', { name: 'Salvos' }).click()
    await page.getByRole('link', { name: /Late news/ }).click()
    await page
      .getByRole('alert')
      .getByText(/MON 3 is for Studio A as well/)
      .waitFor()
    expect(await page.getByRole('button', { name: /^NOTHING TO TAKE/ }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Overrule…' }).click()
    await page.getByRole('form', { name: 'Overrule' }).getByRole('textbox').fill('Agreed with the gallery')
    await page.getByRole('button', { name: 'Plan it all the same' }).click()
    await page.getByRole('note', { name: 'Overruling' }).getByText('Agreed with the gallery').waitFor()
    await page.getByRole('button', { name: /^TAKE 1 ROUTE/ }).waitFor()
    await operator.photograph('salvo-overruled')
    await page.keyboard.press('F12')
    await until(
      () => lab.active(other.id, other.node),
      ({ sender_id: id, master_enable: on }) => on && id === studioB.id,
      20_000,
    )
    await page.getByRole('note', { name: 'Overruling' }).waitFor({ state: 'hidden' })
  })
})
