import { describe, expect, it } from 'vitest'
import type { HeardSource } from '../../../src/main/tally/eventBook'
import type { FollowedStanding } from '../../../src/main/tally/eventFollower'
import type { EventOffer } from '../../../src/main/tally/eventSenders'
import { is07Standing } from '../../../src/main/tally/sourceStanding'

const NOW = 1_000_000
const address = 'ws://10.0.0.1/events'
const offer = {
  senderId: 'sender',
  isRead: true,
  problem: null,
  way: { transport: 'websocket', uri: address },
} as unknown as EventOffer
const heard = {
  value: { type: 'boolean', value: true },
  heardAt: NOW - 60_000,
  goodbye: null,
  unreadable: 0,
  late: 0,
} as unknown as HeardSource

const standing = (followed: Partial<FollowedStanding>, staleMs = 12_000, dueSince: number | null = null) =>
  is07Standing({
    ...{ offer, heard, dueSince, staleMs, now: NOW },
    followed: { isOpen: true, hasSpoken: true, heardAt: NOW, problem: null, address, isGone: false, ...followed },
  }).state

describe('a source over a WebSocket', () => {
  it('is live while its connection shows signs of life, which it is asked for every 5 s', () => {
    expect(standing({ heardAt: NOW - 5_500 }, 1_000)).toBe('live')
    expect(standing({ heardAt: NOW - 7_500 }, 1_000)).toBe('stale')
    expect(standing({ heardAt: NOW - 11_000 })).toBe('live')
    expect(standing({ heardAt: NOW - 12_500 })).toBe('stale')
  })

  it('is stale some time after its connection was lost, and not before', () => {
    expect(standing({ isOpen: false, heardAt: NOW - 500 }, 1_000)).toBe('connecting')
    expect(standing({ isOpen: false, heardAt: NOW - 1_500 }, 1_000)).toBe('stale')
  })

  it('stays stale when its connection is opened again and nothing comes', () => {
    const again = { hasSpoken: false } as const
    expect(standing({ ...again, heardAt: NOW - 1_500 }, 1_000, NOW)).toBe('stale')
    expect(standing({ ...again, heardAt: NOW - 13_000 }, 12_000, NOW)).toBe('stale')
    expect(standing({ ...again, heardAt: NOW - 500 }, 1_000, NOW)).toBe('live')
    expect(standing({ hasSpoken: true, heardAt: NOW }, 1_000, NOW)).toBe('live')
  })

  it('is stale when it does not say what holds now, whatever else comes', () => {
    expect(standing({}, 1_000, NOW - 1_500)).toBe('stale')
  })
})
