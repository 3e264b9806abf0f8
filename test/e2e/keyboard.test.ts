import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

describeTasks('The keyboard alone', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
  })

  test('finds a destination, chooses a source for it, and takes with F12', async () => {
    const [sender, receiver] = [await lab.find('sender', 'CAM 3'), await lab.find('receiver', 'MON 4')]
    await operator.find('MON 4')
    await tabTo(operator, receiver.id)
    await operator.page.keyboard.press('Enter')
    await tabTo(operator, sender.id)
    await operator.page.keyboard.press('Enter')
    await operator.sheet.and(operator.page.locator('[data-phase="ready"]')).waitFor()
    await operator.page.keyboard.press('F12')
    await expect.poll(async () => (await lab.active(receiver.id, receiver.node)).sender_id).toBe(sender.id)
  })
})

/** Presses Tab until the focus is on a port. @throws when it does not get there */
async function tabTo({ page }: Operator, portId: string): Promise<void> {
  for (let i = 0; i < 120; i += 1) {
    await page.keyboard.press('Tab')
    await page.waitForTimeout(50)
    const at = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.port ?? null)
    if (at === portId) return
  }
  throw new Error('Tab does not lead to that port')
}
