import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type GrainQueue, createGrainQueue } from '../../../src/main/discovery/grainQueue'

let queue: GrainQueue
let delivered: string[][]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] })
  delivered = []
  queue = createGrainQueue({ coalesceMs: 10, chunk: 3 }, (changes) => {
    delivered.push(changes.map(({ entry }) => entry.path))
  })
})

afterEach(() => {
  queue.close()
  vi.useRealTimers()
})

const push = (...paths: readonly string[]) => {
  queue.push(
    'sender',
    paths.map((path) => ({ path })),
  )
}

describe('createGrainQueue', () => {
  it('hands the first change over at once and collects what follows it', () => {
    push('a')
    vi.advanceTimersByTime(0)
    expect(delivered).toEqual([['a']])
    push('b')
    vi.advanceTimersByTime(5)
    push('c')
    vi.advanceTimersByTime(4)
    expect(delivered).toEqual([['a']])
    vi.advanceTimersByTime(2)
    expect(delivered).toEqual([['a'], ['b', 'c']])
  })

  it('cuts a burst into chunks, in its order and without loss', () => {
    push('a', 'b', 'c', 'd', 'e', 'f', 'g')
    vi.runAllTimers()
    expect(delivered).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']])
  })

  it('hands nothing over once it is closed', () => {
    push('a')
    queue.close()
    push('b')
    vi.runAllTimers()
    expect(delivered).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})
