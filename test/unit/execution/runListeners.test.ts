import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Change, Run } from '../../../src/contract'
import { createRunListeners } from '../../../src/main/execution/runListeners'
import { PLAIN } from './plain'
import { silentLogger } from '../../../src/main/telemetry/logger'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const change: Change = {
  id: 'c',
  driver: 'is05',
  action: 0,
  target: { kind: 'receiver', id: 'r', label: 'MON' },
  node: null,
  summary: '',
  before: {},
  after: {},
  needs: [],
  state: 'pending',
  startedAt: null,
  finishedAt: null,
}
const run = (changes: number, state: Run['state'], number: number): Run => ({
  id: 'run',
  number,
  actor: { id: 'a', name: 'Ada', role: 'operator' },
  origin: 'api',
  state,
  actions: [],
  changes: Array.from({ length: changes }, () => change),
  decisions: [],
  warnings: [],
  ...PLAIN,
  createdAt: '',
  startedAt: null,
  finishedAt: null,
})

it('tells each state of a small run; one that throws keeps nobody from hearing', () => {
  const listeners = createRunListeners(silentLogger, 100)
  const heard: number[] = []
  listeners.add(() => {
    throw new Error('no')
  })
  const remove = listeners.add(({ number }) => heard.push(number))
  for (const number of [1, 2, 3]) listeners.tell(run(1, 'running', number))
  remove()
  listeners.tell(run(1, 'succeeded', 4))
  expect(heard).toEqual([1, 2, 3])
})

it('tells a large one now and then, always its latest state, and its end at once', () => {
  const listeners = createRunListeners(silentLogger, 100)
  const heard: number[] = []
  listeners.add(({ number }) => heard.push(number))
  for (const number of [1, 2, 3]) listeners.tell(run(500, 'running', number))
  expect(heard).toEqual([1])
  vi.advanceTimersByTime(100)
  expect(heard).toEqual([1, 3])
  listeners.tell(run(500, 'running', 4))
  listeners.tell(run(500, 'running', 5))
  listeners.tell(run(500, 'failed', 6))
  vi.advanceTimersByTime(1000)
  expect(heard).toEqual([1, 3, 4, 6])
  listeners.dispose()
  expect(vi.getTimerCount()).toBe(0)
})
