import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ChangeTimeout, openChangeBudget } from '../../../src/main/execution/changeBudget'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('tells the work to end, and waits no longer than the grace for one that does not', async () => {
  const budget = openChangeBudget(1000, 500, new AbortController().signal)
  const stuck = budget.within(() => new Promise(() => undefined))
  const ended = expect(stuck).rejects.toBeInstanceOf(ChangeTimeout)
  await vi.advanceTimersByTimeAsync(1000)
  expect(budget.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(500)
  await ended
  budget.dispose()
  expect(vi.getTimerCount()).toBe(0)
})

it('ends with the run, and leaves no timer', async () => {
  const run = new AbortController()
  const budget = openChangeBudget(1000, 500, run.signal)
  expect(await budget.within(() => Promise.resolve('done'))).toBe('done')
  run.abort()
  expect(budget.signal.aborted).toBe(true)
  budget.dispose()
  expect(vi.getTimerCount()).toBe(0)
})
