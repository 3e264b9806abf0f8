import { expect, it } from 'vitest'
import { constraintFaults } from '../../../src/main/nmos/constraintCheck'

it.each([
  [[{}], [], ['There are 1 legs and parameters for 0.']],
  [[{ a: {} }], [{ a: 1 }], []],
  [[{ a: {} }], [{}], []],
  [[{ a: {} }], [{ b: 1 }], ['b does not exist here.']],
  [[{ a: { enum: ['x', 'y'] } }], [{ a: 'z' }], ['a may not be "z": it must be one of "x", "y".']],
  [[{ a: { enum: ['x'] } }], [{ a: 'auto' }], []],
  [[{ a: { minimum: 5 } }], [{ a: 4 }], ['a may not be 4: the least is 5.']],
  [[{ a: { maximum: 5 } }], [{ a: 6 }], ['a may not be 6: the most is 5.']],
  [[{ a: { pattern: '^x' } }], [{ a: 'y' }], ['a may not be "y": it must match ^x.']],
  [[{ a: { pattern: '(' } }], [{ a: 'y' }], []],
  [[{ a: {} }, { a: { enum: [null] } }], [{}, { a: 1 }], ['a on leg 2 may not be 1: it must be one of null.']],
])('%j with %j', (constraints, params, expected) => {
  expect(constraintFaults(constraints, params)).toEqual(expected)
})
