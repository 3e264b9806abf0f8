import { expect, test } from 'vitest'
import { salvoPlaceOf, whatOf } from '../../../../src/renderer/views/salvos/salvoPlace'

const places = [
  [null, { kind: 'first' }],
  ['8f1c', { kind: 'salvo', id: '8f1c' }],
  ['edit:8f1c', { kind: 'edit', id: '8f1c' }],
  ['snapshot:a:b', { kind: 'snapshot', id: 'a:b' }],
  ['new', { kind: 'new' }],
  ['capture', { kind: 'capture' }],
  ['new-snapshot', { kind: 'new-snapshot' }],
] as const

test.each(places)('%s is a place of the page, and is written the same again', (what, place) => {
  expect(salvoPlaceOf(what)).toEqual(place)
  expect(whatOf(place)).toBe(what)
})
