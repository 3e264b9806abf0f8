import { describe, expect, it } from 'vitest'
import { type TurnLimits, createTurns } from '../../../../src/main/relay/orchestrator/turns'

const LIMITS: TurnLimits = { atWork: 4, perLane: 2, waiting: 6, waitingPerLane: 4, waitingBytes: 60 }

/** Work that ends when it is told to, and what has begun. */
function stage(limits: Partial<TurnLimits> = {}) {
  const turns = createTurns({ ...LIMITS, ...limits })
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    turns,
    begun,
    take: (lane: string, name: string, bytes = 1) =>
      turns.take(lane, bytes, () => {
        begun.push(name)
        return new Promise<void>((resolve) => ends.set(name, resolve))
      }),
    async end(name: string) {
      ends.get(name)?.()
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

describe('commands in their turn', () => {
  it('are few at once for one device, in the order they came', async () => {
    const { take, begun, end } = stage()
    for (const name of ['a1', 'a2', 'a3', 'a4']) expect(take('a', name)).toBe(true)
    expect(begun).toEqual(['a1', 'a2'])
    await end('a2')
    await end('a1')
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4'])
  })

  it('do not wait for another device', () => {
    const { take, begun } = stage()
    for (const name of ['a1', 'a2', 'a3', 'a4']) take('a', name)
    take('b', 'b1')
    expect(begun).toEqual(['a1', 'a2', 'b1'])
  })

  it('take turns by device where there are too many', async () => {
    const { take, begun, end } = stage({ atWork: 1 })
    for (const name of ['a1', 'a2', 'a3']) take('a', name)
    take('b', 'b1')
    for (const name of ['a1', 'a2', 'b1', 'a3']) await end(name)
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3'])
  })

  it('are refused when too many wait: for one device, for all, or too large ones', () => {
    const one = stage()
    for (let n = 0; n < 6; n += 1) expect(one.take('a', String(n))).toBe(true)
    expect(one.take('a', 'too many')).toBe(false)
    expect(one.take('b', 'another')).toBe(true)
    const all = stage()
    for (let n = 0; n < 10; n += 1) expect(all.take(`device ${String(n)}`, String(n))).toBe(true)
    expect(all.take('one more', 'too many')).toBe(false)
    const large = stage({ atWork: 0 })
    expect(large.take('a', 'large', 50)).toBe(true)
    expect(large.take('b', 'too large', 11)).toBe(false)
  })

  it('are not begun any more when it is over', async () => {
    const { take, begun, end, turns } = stage()
    for (const name of ['a1', 'a2', 'a3']) take('a', name)
    expect(turns.stop()).toBe(1)
    await end('a1')
    expect(begun).toEqual(['a1', 'a2'])
  })

  it('leave nothing behind of a device that was spoken to', async () => {
    const { take, begun, end } = stage()
    take('a', 'a1')
    await end('a1')
    take('a', 'a2')
    take('a', 'a3')
    expect(begun).toEqual(['a1', 'a2', 'a3'])
  })
})
