import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PlaybookRunInput, type Run } from '../../../../src/contract'
import { until } from '../../../support/until'
import { type HouseStage, person, startHouse } from '../../execution/houseStage'
import { WAIT_MS, statesOf } from './playbookStage'

const HOUR = 3_600_000
const EVA = person('Eva', 'engineer')

let jump = 0
let stage: HouseStage
beforeAll(async () => {
  stage = await startHouse({ now: () => Date.now() + jump })
  await stage.house().playbooks.save(
    EVA,
    'long',
    `name: long
version: 1
steps:
  - { id: go, take: { sender: CAM 3, receiver: MON 4 } }
  - { id: long, needs: [go], wait: { seconds: 3600 } }
  - { id: after, needs: [long], notify: { text: After } }
`,
  )
})
afterAll(() => stage.stop())

const start = (name: string, waitMs: number): Promise<Run> =>
  stage.house().playbooks.runs.start(EVA, name, PlaybookRunInput.parse({ waitMs }))

const now = async ({ id }: Run): Promise<Run> => {
  const run = stage.house().runs.live(id) ?? (await stage.store().runs.get(id))
  if (run === null) throw new Error('the run is gone')
  return run
}

async function waiting(): Promise<Run> {
  const run = await start('long', 0)
  return until(
    () => now(run),
    (one) => statesOf(one).includes('long: running'),
    WAIT_MS,
  )
}

describe('a clock that jumps', () => {
  it('backwards makes no wait longer', async () => {
    await stage.house().playbooks.save(
      EVA,
      'short',
      `name: short
version: 1
steps:
  - { id: one, wait: { seconds: 0.3 } }
  - { id: two, needs: [one], wait-for: { condition: 'false', timeoutS: 0.3, everyS: 0.1 }, onFailure: continue-on-error }
`,
    )
    const run = start('short', 20_000)
    jump = -5 * HOUR
    expect(statesOf(await run)).toEqual(['one: done', 'two: failed'])
    jump = 0
  })

  it('backwards over a restart: the run goes on, and waits no longer than its step says', async () => {
    const run = await waiting()
    await stage.end()
    jump = -3 * HOUR
    await stage.begin()
    const on = await until(
      () => now(run),
      () => stage.house().runs.live(run.id) !== null,
      WAIT_MS,
    )
    expect([on.state, ...statesOf(on)]).toEqual(['running', 'go: done', 'long: running', 'after: waiting'])
    await stage.house().runs.cancel(EVA, run.id)
    expect((await now(run)).state).toBe('cancelled')
    jump = 0
  })

  it('forwards over a restart: a person is asked, and the wait is over', async () => {
    const run = await waiting()
    await stage.end()
    jump = 2 * HOUR
    await stage.begin()
    const asks = await until(
      () => now(run),
      ({ state }) => state === 'paused',
      WAIT_MS,
    )
    expect(asks.question?.text).toBe('The engine ended in the middle of this playbook.')
    const done = await stage.house().runs.resume(EVA, run.id, 'continue', 20_000)
    expect([done.state, ...statesOf(done)]).toEqual(['succeeded', 'go: done', 'long: done', 'after: done'])
    jump = 0
  })
})
