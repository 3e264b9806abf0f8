import type { Locator } from 'playwright'
import { beforeAll, expect, test } from 'vitest'
import { startLabProcess, type LabProcess } from '../support/labProcess'
import { until } from '../support/until'
import { endsAfterAll } from './cleanup'
import { describeTasks, type ControlRoom } from './surface'
import { operatorAt, type Operator } from './operator'

/** How soon the picture is right again after the registry and its nodes are back, ms. */
const promised = 2000

/** How often this test itself asks whether the registry is back, ms. */
const lookEvery = 50

describeTasks('A registry that goes away', (surface) => {
  const ends = endsAfterAll()
  let lab: LabProcess
  let room: ControlRoom
  let operator: Operator
  const bar = (): Promise<string> => operator.statusBar.innerText()

  beforeAll(async () => {
    lab = ends(await startLabProcess([]), (it) => it.stop())
    room = ends(await surface.open([lab.registry]), (it) => it.close())
    operator = operatorAt(room.page)
    await operator.seesThePlant()
    await until(bar, (text) => /live/i.test(text), 30_000)
  })

  test.each([
    [3, 'CAM 3', 'MON 4', 'CAM 1', 'REC 2'],
    [20, 'CAM 4', 'MON 4', 'CAM 2', 'REC 2'],
  ])(
    'for %d s: marked stale, takes go on, right again within two seconds of its return',
    async (seconds, source, destination, foreignSource, foreignDestination) => {
      const [camera, monitor] = [await lab.find('sender', source), await lab.find('receiver', destination)]
      const [other, recorder] = [
        await lab.find('sender', foreignSource),
        await lab.find('receiver', foreignDestination),
      ]

      await lab.tell('registry/down', { ms: seconds * 1000 })
      await until(bar, (text) => /stale/i.test(text), seconds * 1000)
      await operator.photograph('registry-gone')
      const [banner, picture] = [
        await box(operator.page.getByTestId('stale')),
        await box(operator.page.getByRole('main')),
      ]
      expect(banner.y + banner.height).toBeLessThanOrEqual(picture.y)

      await operator.drag(camera.id, monitor.id)
      await operator.take()
      await until(
        () => lab.active(monitor.id, monitor.node),
        (active) => active.sender_id === camera.id && active.master_enable,
        20_000,
      )
      await lab.tell('route', { receiverId: recorder.id, senderId: other.id })

      await until(
        () => receiversInRegistry(lab.registry),
        (count) => count === 72,
        (seconds + 30) * 1000,
      )
      const back = Date.now()
      await until(bar, (text) => /live/i.test(text) && !/stale/i.test(text), promised + lookEvery)
      await operator.edge(recorder.id).waitFor({ state: 'attached', timeout: promised })
      expect(Date.now() - back).toBeLessThanOrEqual(promised + 500)
      expect(await bar()).not.toMatch(/[1-9]\d* offline/)
    },
  )
})

async function box(of: Locator): Promise<{ readonly y: number; readonly height: number }> {
  const found = await of.boundingBox()
  if (found === null) throw new Error('It is not on the screen')
  return found
}

/** How many receivers the registry itself lists now; -1 while it does not answer. */
async function receiversInRegistry(queryUrl: string): Promise<number> {
  try {
    const answer = await fetch(`${queryUrl}v1.3/receivers?paging.limit=100&paging.since=0:0`)
    return answer.ok ? ((await answer.json()) as unknown[]).length : -1
  } catch {
    return -1
  }
}
