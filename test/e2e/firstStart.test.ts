import { beforeAll, expect, test } from 'vitest'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('First start, on a machine that knows no registry', (surface) => {
  const ends = endsAfterAll()
  let room: ControlRoom
  let operator: Operator

  beforeAll(async () => {
    room = ends(await surface.open([]), (it) => it.close())
    operator = operatorAt(room.page)
  })

  test('shows the lab plant as a picture: its rooms, its devices, its routes', async () => {
    await operator.seesThePlant()
    for (const name of ['Studio A', 'Studio B', 'MCR', 'Switcher ME1', 'CCU 1-2', 'CAM 1', 'MON 1']) {
      await operator.page.getByText(name, { exact: true }).first().waitFor()
    }
    await expect.poll(() => operator.page.locator('g[data-testid^="edge-"]').count()).toBeGreaterThan(20)
    await operator.photograph('plant')
  })

  test('counts in the status bar what the lab has', async () => {
    await expect.poll(() => operator.statusBar.innerText(), { timeout: 30_000 }).toMatch(/74\s*senders/)
    const text = await operator.statusBar.innerText()
    expect(text).toMatch(/76\s*receivers/)
    expect(text).toMatch(/40\s*routes/)
    expect(text).toMatch(/MQTT\s*lab/)
  })

  test('the printed address signs in once; without it the door is closed', async () => {
    if (room.host === null) return
    const { status } = await fetch(`${room.host.url}/api/v1/receivers`)
    expect(status).toBe(401)
    const again = await fetch(room.host.signIn, { redirect: 'manual' })
    expect(again.headers.get('set-cookie')).toBeNull()
  })
})
