import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Wake, createWake } from '../../../src/main/execution/wake'
import { systemClock } from '../../../src/main/telemetry/clock'

const NOW = Date.UTC(2026, 10, 21, 20, 0)
const DAY = 24 * 3_600_000

describe('a wake', () => {
  let wake: Wake
  const woken = vi.fn()
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: NOW })
    woken.mockReset()
    wake = createWake(systemClock, woken)
  })
  afterEach(() => {
    wake.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('comes at its moment, once, and not before', () => {
    wake.at(NOW + 61_234)
    vi.advanceTimersByTime(61_233)
    expect(woken).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(woken).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(DAY)
    expect(woken).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('comes after more than a timer can wait, 2^31 ms', () => {
    wake.at(NOW + 25 * DAY)
    vi.advanceTimersByTime(25 * DAY - 1)
    expect(woken).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(woken).toHaveBeenCalledOnce()
  })

  it('comes soon when the clock is put forward, and not at all too early when it is put back', () => {
    wake.at(NOW + DAY)
    vi.setSystemTime(NOW + 2 * DAY)
    vi.advanceTimersByTime(30_000)
    expect(woken).toHaveBeenCalledOnce()
    wake.at(NOW + 3 * DAY)
    vi.setSystemTime(NOW)
    vi.advanceTimersByTime(2 * DAY)
    expect(woken).toHaveBeenCalledOnce()
  })

  it('knows one moment at a time, and none after null or stop', () => {
    wake.at(NOW + 1_000)
    wake.at(NOW + 5_000)
    vi.advanceTimersByTime(4_000)
    wake.at(null)
    vi.advanceTimersByTime(DAY)
    wake.at(NOW + 2 * DAY)
    wake.stop()
    vi.advanceTimersByTime(2 * DAY)
    wake.at(Date.now())
    vi.advanceTimersByTime(DAY)
    expect(woken).not.toHaveBeenCalled()
  })

  it('comes at once for a moment that is over, but never within the call', () => {
    wake.at(NOW - 1)
    expect(woken).not.toHaveBeenCalled()
    vi.advanceTimersByTime(0)
    expect(woken).toHaveBeenCalledOnce()
  })
})
