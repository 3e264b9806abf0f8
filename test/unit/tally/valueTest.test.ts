import { expect, it } from 'vitest'
import { type EventValue, ValueTest } from '../../../src/contract'
import { meets } from '../../../src/main/tally/valueTest'

it.each<[object, EventValue, boolean | null]>([
  [{}, true, true],
  [{}, false, false],
  [{}, 0, false],
  [{}, -1, true],
  [{}, 'ON', true],
  [{}, 'off', false],
  [{}, { value: true }, false],
  [{ operator: 'is_not' }, 'off', true],
  [{ value: 'rehearsal' }, 'rehearsal', true],
  [{ value: 'rehearsal' }, 'transmission', false],
  [{ value: 2 }, '2', true],
  [{ value: true }, 'TRUE', true],
  [{ operator: 'is_not', value: 2 }, 2, false],
  [{ operator: 'greater_than', value: 2 }, 2.5, true],
  [{ operator: 'less_than', value: 2 }, '1.5', true],
  [{ operator: 'less_than', value: 2 }, 'cold', false],
  [{ operator: 'contains', value: 'CAM 1' }, 'PGM CAM 1', true],
  [{ operator: 'contains' }, 'PGM', false],
  [{ path: 'tally.red' }, { tally: { red: 1 } }, true],
  [{ path: 'tally.green' }, { tally: { red: 1 } }, null],
  [{ path: 'inputs', operator: 'contains', value: 3 }, { inputs: [1, 3] }, true],
  [{ path: 'inputs.1' }, { inputs: [0, 1] }, true],
  [{ path: 'constructor' }, { tally: 1 }, null],
  [{ path: 'red' }, true, null],
])('%j of %j is %j', (test, value, expected) => {
  expect(meets(ValueTest.parse(test), value)).toBe(expected)
})
