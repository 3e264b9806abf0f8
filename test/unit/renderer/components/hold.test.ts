import { expect, test } from 'vitest'
import { createHold } from '../../../../src/renderer/components/hold'

/** A hold and a time that stands still until told. */
function held() {
  const log: string[] = []
  let due: (() => void) | null = null
  const hold = createHold({
    ms: 1000,
    after: (ms, then) => {
      log.push(`in ${String(ms)}`)
      due = then
      return () => {
        due = null
      }
    },
    onHolding: (holding) => log.push(holding ? 'held' : 'let go'),
    onHeld: () => log.push('done'),
  })
  return { hold, log, wait: () => due?.() }
}

test('held long enough it counts, once', () => {
  const { hold, log, wait } = held()
  hold.begin()
  wait()
  hold.end()
  expect(log).toEqual(['held', 'in 1000', 'let go', 'done'])
})

test('let go before, it was nothing', () => {
  const { hold, log, wait } = held()
  hold.begin()
  hold.end()
  wait()
  expect(log).toEqual(['held', 'in 1000', 'let go'])
})

test('a second press while it is held does not begin anew', () => {
  const { hold, log } = held()
  hold.begin()
  hold.begin()
  expect(log).toEqual(['held', 'in 1000'])
})

test('after it was let go it can be held again', () => {
  const { hold, log, wait } = held()
  hold.begin()
  hold.end()
  hold.begin()
  wait()
  expect(log.at(-1)).toBe('done')
})
