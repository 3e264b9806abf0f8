import { expect, test } from 'vitest'
import { houseChanged, houseMissed, houseStore } from '../../../../src/renderer/state/house'

test('news of a kind count for that kind; what may have been missed counts for all', () => {
  const before = houseStore.getState()
  houseChanged('locks')
  expect(houseStore.getState()).toEqual({ ...before, locks: before.locks + 1 })
  houseMissed()
  const { locks, ...others } = houseStore.getState()
  expect(locks).toBe(before.locks + 2)
  expect(Object.entries(others)).toEqual(
    Object.entries(before)
      .filter(([what]) => what !== 'locks')
      .map(([what, count]) => [what, count + 1]),
  )
})
