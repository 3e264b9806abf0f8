import { describe, expect, it } from 'vitest'
import {
  type Heartbeat,
  NO_HEARTBEAT,
  afterStatus,
  heartbeatOf,
  missedAt,
} from '../../../../src/main/relay/devices/heartbeat'

/** Statuses at these seconds; `new` says something else than the one before. */
function after(...statuses: readonly (readonly [second: number, kind: 'same' | 'new'])[]): Heartbeat {
  return statuses.reduce((beat, [second, kind]) => afterStatus(beat, second * 1000, kind === 'new'), NO_HEARTBEAT)
}

describe('a heartbeat', () => {
  it('is known after a device has repeated itself twice', () => {
    expect(missedAt(after([0, 'new'], [5, 'same']), 30_000)).toBeNull()
    expect(missedAt(after([0, 'new'], [5, 'same'], [10, 'same']), 30_000)).toBe(40_000)
  })

  it('is known of one that keeps time, whatever it says', () => {
    expect(missedAt(after([0, 'new'], [10, 'new'], [20, 'new'], [31, 'new']), 30_000)).toBe(64_000)
  })

  it('is none of a device that speaks when something happens', () => {
    const once = after([0, 'new'])
    const burst = after([0, 'new'], [0.1, 'new'], [0.2, 'new'], [0.3, 'same'])
    const now = after([0, 'new'], [100, 'new'], [103, 'new'], [900, 'new'], [901, 'new'])
    for (const beat of [once, burst, now]) expect(missedAt(beat, 30_000)).toBeNull()
  })

  it('gives a slow device the time that it takes itself', () => {
    expect(missedAt(after([0, 'new'], [60, 'same'], [120, 'same']), 30_000)).toBe(300_000)
  })

  it('is not missed where nobody is to be', () => {
    expect(missedAt(after([0, 'new'], [5, 'same'], [10, 'same']), null)).toBeNull()
  })

  it('of before is remembered, and counts from the first word on', () => {
    const kept = heartbeatOf(5_000)
    expect(missedAt(kept, 30_000)).toBeNull()
    expect(missedAt(afterStatus(kept, 1_000, true), 30_000)).toBe(31_000)
    expect(heartbeatOf(null)).toEqual(NO_HEARTBEAT)
  })

  it('of many in a second is one', () => {
    const fast = Array.from({ length: 30 }, (_, n) => [n / 10, 'same'] as const)
    expect(after(...fast).pauseMs).toBeLessThan(1_500)
    expect(after(...fast).pauseMs).not.toBeNull()
  })
})
