import { describe, expect, it } from 'vitest'
import { curve, portAnchor } from '../../../../../src/renderer/views/topology/edges/anchors'
import { nextGraph } from '../../../../../src/renderer/views/topology/graphModel'
import type { Places } from '../../../../../src/renderer/views/topology/layout/places'
import { letterScale, levelAt } from '../../../../../src/renderer/views/topology/levelOfDetail'
import { device, inputOf, receiver, sender } from '../plant'

const graph = nextGraph(
  null,
  inputOf([device('me'), receiver('IN 1', 'me', null), receiver('IN 2', 'me', null), sender('PGM', 'me')]),
)
const places: Places = { rooms: new Map(), devices: new Map([['me', { x: 100, y: 200, width: 212, height: 108 }]]) }

describe('where a line meets a port', () => {
  it.each([
    ['IN 1', { x: 100, y: 244 }],
    ['IN 2', { x: 100, y: 268 }],
    ['PGM', { x: 312, y: 292 }],
    ['gone', null],
  ])('%s', (id, at) => {
    expect(portAnchor(graph, places, id)).toEqual(at)
  })

  it('is nowhere while its device has no place', () => {
    expect(portAnchor(graph, { rooms: new Map(), devices: new Map() }, 'PGM')).toBeNull()
  })
})

it.each([
  ['forward', { x: 0, y: 0 }, { x: 200, y: 50 }, 'M0 0C90 0 110 50 200 50'],
  ['near', { x: 0, y: 0 }, { x: 10, y: 50 }, 'M0 0C40 0 -30 50 10 50'],
  ['backward', { x: 200, y: 0 }, { x: 100, y: 50 }, 'M200 0C290 0 10 50 100 50'],
])('a line %s leaves to the right and enters from the left', (_, from, to, path) => {
  expect(curve(from, to)).toBe(path)
})

it.each([
  [1, 'ports'],
  [0.5, 'ports'],
  [0.3, 'devices'],
  [0.1, 'rooms'],
] as const)('at zoom %d it shows %s', (zoom, level) => {
  expect(levelAt(zoom)).toBe(level)
})

it('draws names no smaller on the screen than four fifths, however far out', () => {
  for (let zoom = 1; zoom > 0.03; zoom *= 0.9) {
    expect(letterScale(zoom) * zoom).toBeGreaterThanOrEqual(0.79)
    expect(letterScale(zoom) * zoom).toBeLessThanOrEqual(1.001)
  }
})
