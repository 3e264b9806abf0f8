import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventBook } from '../../../src/main/tally/eventBook'
import type { EventMessage } from '../../../src/main/tally/eventMessage'

const state = (seconds: number, value: boolean): EventMessage => ({
  type: 'state',
  sourceId: 'a',
  eventType: 'boolean',
  createdAt: { seconds, nanoseconds: 0 },
  value,
})

function stage() {
  let now = 1000
  const late: string[] = []
  const changes: { readonly value: unknown; readonly isNews: boolean }[] = []
  const book = createEventBook({
    now: () => now,
    onChange: ({ value }, isNews) => void changes.push({ value, isNews }),
    onLate: ({ id }) => void late.push(id),
  })
  return {
    book,
    late,
    changes,
    later: (ms: number) => {
      now += ms
    },
  }
}

describe('what a source says', () => {
  it('counts by the order of its own clock: what is older is left out, counted, and asked for again', () => {
    const { book, late, changes } = stage()
    expect(book.receive('a', state(10, true), false)).toBe('news')
    expect(book.receive('a', state(9, false), false)).toBe('late')
    expect(book.receive('a', state(10, true), false)).toBe('same')
    expect(book.get('a')).toMatchObject({ value: true, events: 1, late: 1, heardAt: 1000 })
    expect(late).toEqual(['a'])
    expect(changes).toEqual([{ value: true, isNews: true }])
  })

  it('counts whatever its clock says when it was asked for: a clock put back by an hour is believed no longer', () => {
    const { book, late } = stage()
    book.receive('a', state(7200, true), false)
    expect(book.receive('a', state(3600, false), false)).toBe('late')
    book.expectAll(late)
    expect(book.expectedSince('a')).toBe(1000)
    expect(book.receive('a', state(3600, false), false)).toBe('news')
    expect(book.expectedSince('a')).toBeNull()
    expect(book.receive('a', state(3601, true), false)).toBe('news')
    expect(book.get('a')).toMatchObject({ value: true, late: 1 })
  })

  it('counts when the broker had retained it, older or not, and is no news to who learns', () => {
    const { book, changes } = stage()
    book.receive('a', state(7200, true), false)
    expect(book.receive('a', state(3600, false), true)).toBe('news')
    expect(changes.at(-1)).toEqual({ value: false, isNews: false })
  })

  it('is kept over a reboot, and what comes after it counts', () => {
    const { book } = stage()
    book.receive('a', state(7200, true), false)
    book.receive('a', { type: 'reboot', sourceId: 'a' }, false)
    expect(book.get('a')).toMatchObject({ value: true, goodbye: 'reboot' })
    book.receive('a', state(5, false), false)
    expect(book.get('a')).toMatchObject({ value: false, goodbye: null })
  })

  it('is kept when a message cannot be read', () => {
    const { book } = stage()
    book.receive('a', state(1, true), false)
    expect(book.receive('a', { type: 'fault', sourceId: 'a', fault: 'it is not JSON' }, false)).toBe('unreadable')
    expect(book.get('a')).toMatchObject({ value: true, unreadable: 1, lastFault: 'it is not JSON' })
  })

  it('is, after any shuffle of its messages, the newest of them', () => {
    const messages = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }).chain((times) =>
      fc.shuffledSubarray(
        times.map((seconds) => ({ seconds, value: seconds % 3 === 0 })),
        { minLength: times.length },
      ),
    )
    fc.assert(
      fc.property(messages, (all) => {
        const { book } = stage()
        for (const { seconds, value } of all) book.receive('a', state(seconds, value), false)
        const newest = all.reduce((a, b) => (b.seconds > a.seconds ? b : a))
        const heard = book.get('a')
        expect(heard?.value).toBe(newest.value)
        expect((heard?.events ?? 0) + (heard?.late ?? 0)).toBe(all.length)
      }),
    )
  })
})
