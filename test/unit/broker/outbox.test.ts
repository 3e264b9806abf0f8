import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BrokerQueue } from '../../../src/contract'
import { type Outgoing, createOutbox } from '../../../src/main/broker/outbox'

const rules: BrokerQueue = { limit: 3, bytes: 1000, policy: 'drop-oldest' }
const event = (text: string, topic = 'e'): Outgoing => ({ topic, payload: Buffer.from(text), qos: 1, retain: false })
const state = (topic: string, text: string): Outgoing => ({ ...event(text, topic), retain: true })

function empty(outbox: ReturnType<typeof createOutbox>): string[] {
  const all: string[] = []
  for (let next = outbox.take(); next !== undefined; next = outbox.take()) all.push(next.payload.toString())
  return all
}

describe('what waits for a broker', () => {
  it.each([
    ['drop-oldest', ['queued', 'queued', 'queued', 'queued'], ['2', '3', '4'], 1],
    ['drop-newest', ['queued', 'queued', 'queued', 'dropped'], ['1', '2', '3'], 1],
    ['refuse', ['queued', 'queued', 'queued', 'refused'], ['1', '2', '3'], 0],
  ] as const)('%s', (policy, answers, left, dropped) => {
    const outbox = createOutbox({ ...rules, policy })
    expect(['1', '2', '3', '4'].map((text) => outbox.add(event(text)))).toEqual(answers)
    expect(outbox.dropped()).toBe(dropped)
    expect(empty(outbox)).toEqual(left)
  })

  it('counts bytes of topic and payload', () => {
    const outbox = createOutbox({ ...rules, bytes: 8 })
    outbox.add(event('aaa'))
    outbox.add(event('bbb'))
    outbox.add(event('ccc'))
    expect(outbox.add(event('far too long'))).toBe('dropped')
    expect([outbox.dropped(), empty(outbox)]).toEqual([2, ['bbb', 'ccc']])
  })

  it('keeps of what is retained the last word on each topic', () => {
    const outbox = createOutbox(rules)
    outbox.add(state('a', 'a1'))
    outbox.add(state('b', 'b1'))
    outbox.add(state('a', 'a2'))
    outbox.add(event('event'))
    expect([outbox.dropped(), empty(outbox)]).toEqual([0, ['b1', 'a2', 'event']])
  })

  it('what comes back goes first, but not over a newer word on its topic', () => {
    const outbox = createOutbox({ ...rules, limit: 10 })
    outbox.add(state('a', 'a1'))
    outbox.add(event('1'))
    const taken = [outbox.take(), outbox.take()].filter((one) => one !== undefined)
    outbox.add(event('2'))
    outbox.add(state('a', 'a2'))
    outbox.putBack(taken)
    expect(empty(outbox)).toEqual(['1', '2', 'a2'])
  })

  it('smaller bounds take effect at once', () => {
    const outbox = createOutbox(rules)
    for (const text of ['1', '2', '3']) outbox.add(event(text))
    outbox.setRules({ ...rules, limit: 1 })
    expect([outbox.dropped(), empty(outbox)]).toEqual([2, ['3']])
  })

  it('is never beyond its bounds, keeps the order, and loses nothing unnoticed', () => {
    const message = fc.record({
      topic: fc.constantFrom('a', 'b', 'c'),
      length: fc.integer({ min: 0, max: 12 }),
      retain: fc.boolean(),
    })
    const bounds = fc.record({
      limit: fc.integer({ min: 0, max: 5 }),
      bytes: fc.integer({ min: 0, max: 40 }),
      policy: fc.constantFrom('drop-oldest' as const, 'drop-newest' as const, 'refuse' as const),
    })
    fc.assert(
      fc.property(bounds, fc.array(message, { maxLength: 40 }), (own, messages) => {
        const outbox = createOutbox(own)
        let queued = 0
        let replaced = 0
        const lastRetained = new Set<string>()
        for (const [number, { topic, length, retain }] of messages.entries()) {
          const before = outbox.size()
          const lost = outbox.dropped()
          const payload = Buffer.from(String(number).padEnd(length, '.'))
          const answer = outbox.add({ topic, payload, qos: 0, retain })
          if (answer === 'queued') queued += 1
          // What went without being counted was replaced by this word on its topic.
          const counted = outbox.dropped() - lost - (answer === 'dropped' ? 1 : 0)
          const gone = before + (answer === 'queued' ? 1 : 0) - outbox.size() - counted
          expect(gone === 0 || (retain && gone === 1 && lastRetained.has(topic))).toBe(true)
          replaced += gone
          if (retain) lastRetained.add(topic)
          expect(outbox.size()).toBeLessThanOrEqual(own.limit)
        }
        expect(outbox.size()).toBe(queued - replaced - (outbox.dropped() - notAdded(messages.length, queued, own)))
        const left = empty(outbox).map((text) => Number.parseInt(text, 10))
        expect(left).toEqual([...left].sort((a, b) => a - b))
      }),
    )
  })
})

/** Under `refuse` what was not taken is not counted as dropped. */
function notAdded(all: number, queued: number, { policy }: BrokerQueue): number {
  return policy === 'refuse' ? 0 : all - queued
}
