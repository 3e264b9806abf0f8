import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../src/contract'
import { get } from '../lab/nodeClient'
import { type DriverStage, startDriverStage } from './driverStage'

const NOW = { mode: 'now' } as const

let stage: DriverStage
let first: Change
let second: Change
let third: Change

beforeEach(async () => {
  stage = await startDriverStage()
  first = await stage.connect('CAM 3', 'MV 1')
  second = await stage.connect('CAM 4', 'MV 2')
  third = await stage.connect('CAM 1', 'MV 3')
})

afterEach(async () => {
  await stage.stop()
})

const senderOf = async (change: Change) => (await stage.active(change.target.id)).sender_id

describe('several receivers of a device in one request', () => {
  it('have one key, which those of another node and senders have not', async () => {
    const other = await stage.connect('CAM 1', 'MON 3')
    const sender = await stage.change({ type: 'sender.deactivate', senderId: stage.lab.plant.sender('MV HEAD 1') })
    const [a, b, c, d] = await Promise.all([first, second, other, sender].map(stage.request))
    expect(a?.bulkKey).not.toBeNull()
    expect(b?.bulkKey).toBe(a?.bulkKey)
    expect(c?.bulkKey).not.toBe(a?.bulkKey)
    expect(d?.bulkKey).not.toBe(a?.bulkKey)
  })

  it('are one POST, each read back to be there, with its moment', async () => {
    const results = await stage.sendTogether([first, second, third], NOW)
    expect(results).toMatchObject([{ ok: true }, { ok: true }, { ok: true }])
    expect(await stage.writes()).toEqual(['POST bulk/receivers'])
    for (const change of [first, second, third]) {
      const verified = await stage.driver.verify(change, new AbortController().signal)
      expect(verified).toMatchObject({ ok: true, activatedAt: expect.stringMatching(/^\d+:\d+$/) as string })
    }
  })

  it('stand for themselves: one that fails behind the 200 has failed, in the words of its device', async () => {
    const before = await senderOf(second)
    await stage.fate('port/refuse', { id: second.target.id, code: 500, error: 'PTP unlocked', debug: 'offset 12 ms' })
    const results = await stage.sendTogether([first, second, third], NOW)
    expect(results).toMatchObject([
      { ok: true },
      { ok: false, error: { code: 'REFUSED_BY_DEVICE', device: { status: 500, error: 'PTP unlocked' } } },
      { ok: true },
    ])
    const refused = results?.[1]
    expect(refused?.ok === false && refused.error.text).toContain('PTP unlocked')
    expect(refused?.ok === false && refused.error.text).toContain('MV 2 stays on')
    expect([await senderOf(first), await senderOf(second)]).toEqual([first.after['senderId'], before])
  })

  it('may be held by a scheduled activation, which is said of the one that is', async () => {
    const activation = { mode: 'activate_scheduled_relative', requested_time: '600:0' }
    await stage.foreign(second.target.id, { activation })
    const results = await stage.sendTogether([first, second], NOW)
    expect(results).toMatchObject([{ ok: true }, { ok: false, error: { code: 'DEVICE_LOCKED' } }])
  })

  it.each([404, 405, 501])(
    'are not sent where the device has no bulk (%d), and it is not asked again',
    async (code) => {
      await stage.fate('node/without-bulk', { node: 'MV-1', code })
      expect(await stage.sendTogether([first, second], NOW)).toBeNull()
      expect(await stage.writes()).toEqual(['POST bulk/receivers'])
      expect((await stage.request(first)).bulkKey).toBeNull()
      expect(await stage.send(first, NOW)).toMatchObject({ ok: true })
      expect(await stage.writes()).toEqual([`PATCH single/receivers/${first.target.id}/staged`])
    },
  )

  it('whose answer is lost are settled by reading each, and not sent again', async () => {
    await stage.fate('node/reset', { node: 'MV-1' })
    await stage.fate('port/refuse', { id: second.target.id, error: 'Not now' })
    const results = await stage.sendTogether([first, second, third], NOW)
    expect(results).toMatchObject([
      { ok: true, detail: { settledBy: 'reading /active' } },
      { ok: false, error: { code: 'DEVICE_SILENT' } },
      { ok: true, detail: { settledBy: 'reading /active' } },
    ])
    expect(await stage.writes()).toEqual(['POST bulk/receivers'])
  })

  it('are staged together and activated together', async () => {
    const before = await Promise.all([first, second].map(senderOf))
    expect(await stage.sendTogether([first, second], { mode: 'stage' })).toMatchObject([
      { ok: true, activatedAt: null },
      { ok: true, activatedAt: null },
    ])
    expect(await Promise.all([first, second].map(senderOf))).toEqual(before)
    const { signal } = new AbortController()
    const activations = [first, second].map(stage.driver.activation)
    expect(await stage.driver.sendTogether(activations, NOW, signal)).toMatchObject([{ ok: true }, { ok: true }])
    expect(await Promise.all([first, second].map(senderOf))).toEqual(
      [first, second].map(({ after }) => after['senderId']),
    )
    expect(await stage.writes()).toEqual(['POST bulk/receivers', 'POST bulk/receivers'])
  })

  it('are counted one by one by the lab', async () => {
    await stage.sendTogether([first, second], NOW)
    await stage.send(first, { mode: 'stage' })
    expect((await get(`${stage.lab.control.url}/patches`)).body).toEqual({
      [first.target.id]: { asked: 2, accepted: 2, activating: 1 },
      [second.target.id]: { asked: 1, accepted: 1, activating: 1 },
    })
  })

  it('are not mixed with those of another device', async () => {
    const other = await stage.connect('CAM 1', 'MON 3')
    await expect(stage.sendTogether([first, other], NOW)).rejects.toThrow('one bulkKey')
    expect(await stage.writes()).toEqual([])
  })
})

it('switches several senders of a device in one request', async () => {
  const off = (name: string) => stage.change({ type: 'sender.deactivate', senderId: stage.lab.plant.sender(name) })
  const changes = await Promise.all(['MV HEAD 1', 'MV HEAD 2'].map(off))
  expect(await stage.sendTogether(changes, NOW)).toMatchObject([{ ok: true }, { ok: true }])
  expect(await stage.writes()).toEqual(['POST bulk/senders'])
  for (const { target } of changes) expect((await stage.active(target.id)).master_enable).toBe(false)
})
