import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../../src/main/telemetry/clock'
import { until } from '../../../support/until'
import { type TriggerStage, WAIT_MS, ada, startTriggers } from './triggerStage'

const FALL = 'fall-response'
const PROCESSORS = ['processor-a', 'processor-b', 'spare-1', 'spare-2'] as const
const ORIGINAL = [
  { model: 'yolov11n-640', fps: 0.1, rooms: [0, 1, 2, 3] },
  { model: 'yolov11n-640', fps: 0.1, rooms: [4, 5, 6, 7] },
  { model: 'yolov11n-640', fps: 0.1, rooms: [] },
  { model: 'yolov11n-640', fps: 0.1, rooms: [] },
]

describe('a fall in a room', () => {
  let stage: TriggerStage
  beforeAll(async () => {
    stage = await startTriggers({ clock: systemClock, playbooks: true })
    await until(
      () =>
        stage
          .house()
          .relay.devices.all()
          .filter(({ online, modules }) => online && modules.includes('nvr')).length,
      (count) => count === PROCESSORS.length,
      WAIT_MS,
    )
  })
  afterAll(() => stage.stop())

  const all = () =>
    PROCESSORS.map((id) => {
      const { rooms, ...rest } = stage.processor(id)
      return { ...rest, rooms: [...rooms].sort((a, b) => a - b) }
    })
  const isOriginal = () => JSON.stringify(all()) === JSON.stringify(ORIGINAL)
  const holds = () =>
    stage
      .now(FALL)
      .holds.map(({ key, state }) => `${key} ${state}`)
      .sort()
  const watches = (id: string, room: number) => stage.processor(id).rooms.includes(room)

  it('ships with Signalbox, is seen and is off; what it would do can be tried', async () => {
    expect(stage.now(FALL)).toMatchObject({ mode: 'off', builtIn: true, problem: null, role: null })
    await stage.fate('nvr/fall', { room_id: 2 })
    const { triggers } = stage.house()
    const { builtIn: _b, problem: _p, counts: _c, lastFiredAt: _l, nextAt: _n, holds: _h, ...kept } = stage.now(FALL)
    const {
      id: _id,
      mode: _m,
      owner: _o,
      armedBy: _a,
      role: _r,
      revision: _v,
      createdAt: _x,
      editedAt: _e,
      ...input
    } = kept
    expect(await triggers.test(input, { payload: { room_id: 5 } })).toEqual({
      fires: true,
      key: '5',
      condition: true,
      action: { kind: 'playbook', name: FALL, params: { room: 5 }, confirm: [] },
      problems: [],
    })
    expect(await triggers.test(input, { payload: { room_id: 'five' } })).toMatchObject({ fires: false })
    expect(stage.records(FALL)).toEqual([])
    expect(isOriginal()).toBe(true)
  })

  it('gets a processor of its own, and everything is back as it was when it is cleared', async () => {
    await stage.house().triggers.setMode(ada, FALL, 'armed')
    // Until the broker knows that it is listened to.
    await until(
      () => stage.fate('nvr/fall', { room_id: 2 }),
      () => holds().length > 0,
      WAIT_MS,
    )
    await until(holds, (found) => found.includes('2 done'), WAIT_MS)
    expect(all().map(({ rooms }) => rooms)).toEqual([[0, 1, 3], [4, 5, 6, 7], [2], []])
    expect(stage.processor('spare-1')).toMatchObject({ model: 'yolov11x-640', fps: 1 })
    expect(stage.processor('processor-a').fps).toBe(0.05)
    // Said again and again while it lasts, and cleared for another room: nothing more is done.
    await stage.fate('nvr/fall', { room_id: 2 })
    await stage.fate('nvr/fall-cleared', { room_id: 3 })
    await stage.seen(() => stage.story(FALL).some((line) => line.startsWith('suppressed UNDER_WAY 2')))
    await stage.fate('nvr/fall-cleared', { room_id: 2 })
    await until(holds, (found) => found.length === 0, WAIT_MS)
    expect(all()).toEqual(ORIGINAL)
    const ends = stage.records(FALL).filter(({ outcome }) => outcome !== 'suppressed')
    expect(ends.map(({ outcome, key }) => [outcome, key])).toEqual([
      ['fired', '2'],
      ['put-back', '2'],
    ])
    const [fired] = ends
    expect(await stage.store().runs.get(fired?.runId ?? '')).toMatchObject({
      state: 'compensated',
      origin: 'trigger',
      actor: { name: 'Signalbox', role: 'operator' },
      playbook: { name: FALL, params: { room: 2 } },
    })
    // The hold is told of at once; the row that closes it follows it to the disk.
    const audit = await until(
      async () => (await stage.store().audit.list({ target: FALL, limit: 20, cursor: null })).items,
      ([newest]) => newest?.what === 'trigger.put-back',
      WAIT_MS,
    )
    expect(audit.map(({ what, origin, outcome }) => [what, origin, outcome])).toEqual([
      ['trigger.put-back', 'trigger', 'done'],
      ['trigger.fire', 'trigger', 'done'],
      ['trigger.mode', 'api', 'done'],
    ])
    expect(stage.notices).toContain('alarm: A fall in room 2.')
  })

  it('several at once each get one, in turn; cleared in any order, by messages or by a person', async () => {
    await Promise.all([1, 6].map((room_id) => stage.fate('nvr/fall', { room_id })))
    await until(holds, (found) => found.join() === '1 done,6 done', WAIT_MS)
    expect(watches('processor-a', 1) || watches('processor-b', 6)).toBe(false)
    expect([...stage.processor('spare-1').rooms, ...stage.processor('spare-2').rooms].sort()).toEqual([1, 6])
    await stage.fate('nvr/fall-cleared', { room_id: 6 })
    await stage.house().triggers.putBack(ada, FALL, '1', false)
    await until(holds, (found) => found.length === 0, WAIT_MS)
    expect(all()).toEqual(ORIGINAL)
  })

  it('a processor that dies in the middle is put back when it is there again', async () => {
    await stage.fate('nvr/fall', { room_id: 5 })
    await until(holds, (found) => found.includes('5 done'), WAIT_MS)
    const spare = watches('spare-1', 5) ? 'spare-1' : 'spare-2'
    await stage.fate('device/crash', { device: spare, memory: 'kept' })
    await stage.fate('nvr/fall-cleared', { room_id: 5 })
    await stage.seen(() => stage.story(FALL).some((line) => line.startsWith('not-put-back 5')))
    // What is there is back at once; who is gone is waited for.
    await stage.seen(() => watches('processor-b', 5))
    expect(holds()).toEqual(['5 putting-back'])
    await stage.fate('device/back', { device: spare })
    await until(holds, (found) => found.length === 0, WAIT_MS)
    expect(all()).toEqual(ORIGINAL)
  })

  it('a broker that is started anew, and Signalbox too, lose nothing that is to be put back', async () => {
    await stage.fate('nvr/fall', { room_id: 0 })
    await until(holds, (found) => found.includes('0 done'), WAIT_MS)
    await stage.fate('broker/restart', { memory: 'kept', downMs: 300 })
    await stage.end()
    await stage.begin()
    expect(holds()).toEqual(['0 done'])
    await stage.seen(
      () =>
        stage
          .house()
          .relay.devices.all()
          .filter(({ online }) => online).length >= PROCESSORS.length,
    )
    await stage.fate('nvr/fall-cleared', { room_id: 0 })
    await until(holds, (found) => found.length === 0, WAIT_MS)
    expect(all()).toEqual(ORIGINAL)
  })
})
