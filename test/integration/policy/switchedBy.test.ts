import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WindowInput } from '../../../src/contract'
import { systemClock, timestamp } from '../../../src/main/telemetry/clock'
import { type HouseStage, person, startHouse } from '../execution/houseStage'
import { rule } from '../../unit/policy/stage'

const eve = person('Eve', 'engineer')
const HOUR = 3_600_000

describe('rules that a window switches', () => {
  let stage: HouseStage
  beforeAll(async () => {
    stage = await startHouse(systemClock)
  })
  afterAll(() => stage.stop())

  const switched = () =>
    stage
      .house()
      .policies.list()
      .map(({ rule: { id }, suspendedBy, switchedBy }) => [id, suspendedBy?.label ?? null, switchedBy ?? null])

  it('are listed with the window and with what it makes of them, for as long as it is open', async () => {
    const { policies, windows } = stage.house()
    for (const [id, enabled] of [
      ['day', true],
      ['night', false],
      ['always', true],
      ['never', false],
    ] as const) {
      await policies.create(eve, rule(id, { enabled, to: { label: ['MON 1'] } }))
    }
    expect(switched().every(([, by, to]) => by === null && to === null)).toBe(true)
    const { id: windowId } = await windows.create(
      eve,
      WindowInput.parse({
        kind: 'maintenance',
        label: 'Night',
        start: timestamp(Date.now() - HOUR),
        end: timestamp(Date.now() + HOUR),
        scope: { kind: 'selection', ids: [stage.receiver('MON 1')] },
        policies: { on: ['night', 'always'], off: ['day', 'never'] },
      }),
    )
    expect(new Set(switched())).toEqual(
      new Set([
        ['day', 'Night', { windowId, label: 'Night', to: 'off' }],
        ['night', null, { windowId, label: 'Night', to: 'on' }],
        ['always', null, null],
        ['never', null, null],
      ]),
    )
    await windows.remove(eve, windowId)
    expect(switched().every(([, by, to]) => by === null && to === null)).toBe(true)
  })
})
