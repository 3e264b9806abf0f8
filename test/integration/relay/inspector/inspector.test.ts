import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Inspector, LISTENS_MS, createInspector } from '../../../../src/main/relay/inspector/createInspector'
import { systemClock } from '../../../../src/main/telemetry/clock'
import { until } from '../../../support/until'
import { type Stage, WAIT_MS, idOf, openStage } from '../devices/stage'

const all = { broker: null, q: '', limit: 1_000 }

describe('the message inspector', () => {
  let stage: Stage
  let inspector: Inspector
  beforeEach(async () => {
    stage = await openStage()
    inspector = createInspector({ links: stage.parts().links, clock: systemClock })
  })
  afterEach(async () => {
    vi.useRealTimers()
    inspector.stop()
    await stage.stop()
  })

  it('shows what is retained from the first question on, and what comes after', async () => {
    await stage.say('/lab/device/rpi-01/status', { state: 'online' })
    await stage.device('rpi-01', (device) => device?.online === true)
    expect(inspector.topics(all)).toMatchObject({ items: [], total: 0, dropped: 0 })
    const found = await until(
      () => inspector.topics(all),
      ({ items }) => items.length > 0,
      WAIT_MS,
    )
    expect(found.items).toEqual([
      {
        ...{ broker: 'house', topic: '/lab/device/rpi-01/status', text: '{"state":"online"}', bytes: 18 },
        ...{ retained: true, at: expect.any(String), count: 1, perS: 0 },
      },
    ])
    await stage.say('anything/else', 'hello', false)
    await until(
      () => inspector.topics({ ...all, q: 'HELLO' }).items,
      (items) => items[0]?.topic === 'anything/else' && items[0].perS > 0,
      WAIT_MS,
    )
    expect(inspector.topics({ ...all, limit: 1 })).toMatchObject({
      items: [{ topic: '/lab/device/rpi-01/status' }],
      total: 2,
    })
    expect(() => inspector.topics({ ...all, broker: 'nowhere' })).toThrow('There is no broker')
  })

  it('makes no device of what it hears, and none comes back by it', async () => {
    // What is retained is heard whenever it comes; from then on the house hears what is not.
    await stage.say('/lab/device/rpi-09/status', { state: 'online' })
    await stage.device('rpi-09', (device) => device?.online === true)
    await stage.say('/lab/device/rpi-01/status', 'offline', false)
    await stage.device('rpi-01', (device) => device?.online === false)
    await stage.say('/elsewhere/device/rpi-02/status', { state: 'online' })
    await until(
      () => inspector.topics(all),
      ({ items }) => items.length > 0,
      WAIT_MS,
    )
    expect(stage.parts().book.get(idOf('rpi-01'))?.online).toBe(false)
    expect(stage.parts().book.all()).toHaveLength(2)
  })

  it('listens only while somebody asks', async () => {
    const [link] = stage.parts().links.named()
    if (link === undefined) throw new Error('There is no link.')
    const subscribe = vi.spyOn(link, 'subscribe')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    inspector.topics(all)
    inspector.topics(all)
    expect(subscribe).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(LISTENS_MS - 1)
    inspector.topics(all)
    vi.advanceTimersByTime(LISTENS_MS - 1)
    inspector.topics(all)
    expect(subscribe).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(LISTENS_MS)
    inspector.topics(all)
    expect(subscribe).toHaveBeenCalledTimes(2)
  })
})
