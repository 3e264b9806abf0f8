import { viewport } from '../support/browser'
import { operatorAt, type Operator } from './operator'
import type { ControlRoom } from './surface'

/** Another window of the same person, at this place (`#/history`). Only in the browser: the desktop has one. */
export async function secondWindow(room: ControlRoom, place: string): Promise<Operator> {
  const { host, page } = room
  const browser = page.context().browser()
  if (host === null || browser === null) throw new Error('The desktop has one window')
  const context = await browser.newContext({
    viewport,
    reducedMotion: 'reduce',
    storageState: await page.context().storageState(),
  })
  const second = await context.newPage()
  await second.goto(`${host.url}/${place}`)
  await second.getByRole('contentinfo').waitFor()
  return operatorAt(second)
}
