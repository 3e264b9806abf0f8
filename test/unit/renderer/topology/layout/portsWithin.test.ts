import { expect, test } from 'vitest'
import { nextGraph } from '../../../../../src/renderer/views/topology/graphModel'
import type { Places } from '../../../../../src/renderer/views/topology/layout/places'
import { portsWithin } from '../../../../../src/renderer/views/topology/layout/portsWithin'
import { device, inputOf, receiver, sender } from '../plant'

const records = [device('D'), receiver('R1', 'D', null), receiver('R2', 'D', null), sender('S1', 'D')]
const places: Places = { rooms: new Map(), devices: new Map([['D', { x: 100, y: 100, width: 212, height: 108 }]]) }
/** Rows of 24 below a head of 32: R1 132–156, R2 156–180, S1 180–204. */
const graph = nextGraph(null, inputOf(records))

test.each([
  ['all of it', { x: 0, y: 0, width: 500, height: 500 }, ['R1', 'R2', 'S1']],
  ['only the head', { x: 120, y: 100, width: 20, height: 20 }, []],
  ['a part of one row', { x: 300, y: 140, width: 40, height: 5 }, ['R1']],
  ['across two rows', { x: 0, y: 170, width: 120, height: 20 }, ['R2', 'S1']],
  ['beside it', { x: 400, y: 100, width: 100, height: 100 }, []],
])('a band over %s', (_, rect, expected) => {
  expect(portsWithin(graph, places, rect)).toEqual(expected)
})

test('what is folded away is not chosen', () => {
  const folded = nextGraph(null, inputOf(records, { collapsed: new Set(['North|MCR']) }))
  expect(portsWithin(folded, places, { x: 0, y: 0, width: 500, height: 500 })).toEqual([])
})
