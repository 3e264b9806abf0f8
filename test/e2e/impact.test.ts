import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { operatorAt, type Operator } from './operator'
import { describeTasks, type ControlRoom } from './surface'

const LIMIT_MS = 30_000

describeTasks('What depends on what', (surface) => {
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

  test('is asked at a sender, and lit on the graph', async () => {
    const { page } = operator
    await operator.find('CAM 1')
    const panel = page.getByRole('complementary', { name: 'Selected' })
    await panel.getByRole('button', { name: 'What depends on this?' }).click()
    await panel.getByText(/^Without CAM 1, /).waitFor()
    await panel.getByText('MON 1 loses CAM 1').waitFor()
    await operator.photograph('impact')
    await panel.getByRole('radio', { name: 'If it is changed' }).check()
    await panel.getByText(/CAM 1/).first().waitFor()
    await panel.getByRole('button', { name: 'Hide' }).click()
    await panel.getByRole('button', { name: 'What depends on this?' }).waitFor()
  })

  test('is asked of a room, which is lit as a whole', async () => {
    const { page } = operator
    await page.getByRole('link', { name: 'Jobs' }).click()
    await page.getByRole('link', { name: /^What depends on what/ }).click()
    await page.getByRole('radio', { name: 'room', exact: true }).check()
    const which = page.getByRole('combobox', { name: 'Which room' })
    await which.fill('Studio A')
    await page.getByRole('option', { name: 'Studio A' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(/^Without .*Studio A/).waitFor()
    await page.getByRole('button', { name: 'Show on the graph' }).click()
    await page.getByRole('heading', { name: 'Impact of room Studio A' }).waitFor()
  })

  test('a sender that nothing receives is found, and switched off as a plan that somebody takes', async () => {
    const { page } = operator
    const isActive = async (): Promise<boolean> => {
      const bars = await lab.find('sender', 'BARS 1080p59')
      if (room.host === null) return false
      const { body } = await room.host.api('GET', `/senders/${bars.id}`)
      return (body as { active: boolean }).active
    }
    await page.getByRole('link', { name: 'Jobs' }).click()
    await page.getByRole('link', { name: /^Senders that nothing receives/ }).click()
    await page.getByRole('button', { name: 'Look now' }).click()
    const finding = page.getByRole('listitem').filter({ hasText: 'BARS 1080p59 sends' })
    await finding.getByRole('button', { name: 'Put right…' }).click()
    await finding.getByText('BARS 1080p59: switched off').waitFor()
    if (room.host !== null) expect(await isActive()).toBe(true)
    await finding.getByRole('button', { name: 'TAKE IT' }).click()
    await finding.getByText('1 of 1 verified').waitFor()
    if (room.host !== null) await until(isActive, (active) => !active, LIMIT_MS)
  })
})
