import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BOX_HEIGHT,
  edgePath,
  graphLayout,
  layersOf,
  plainEdges,
} from '../../../../src/renderer/views/runs/graphLayout'

const linked = (id: string, needs: readonly string[] = [], always = false) => ({ id, needs, always })
const rows = (steps: Parameters<typeof layersOf>[0]) => layersOf(steps).map((row) => row.map(({ id }) => id))

describe('The graph of steps', () => {
  test('puts each step below everything that it needs, and branches beside each other', () => {
    const steps = [linked('a'), linked('b', ['a']), linked('c', ['a']), linked('d', ['b', 'c', 'a'])]
    expect(rows(steps)).toEqual([['a'], ['b', 'c'], ['d']])
    const { places } = graphLayout(steps, 900)
    expect(places.get('b')?.y).toBe(places.get('c')?.y)
    expect((places.get('a')?.y ?? 0) + BOX_HEIGHT).toBeLessThan(places.get('b')?.y ?? 0)
  })

  test('puts what always runs below all the rest, behind a line', () => {
    const steps = [linked('clean', [], true), linked('a'), linked('b', ['a'])]
    expect(rows(steps)).toEqual([['a'], ['b'], ['clean']])
    const chain = [linked('a'), linked('back', ['a'], true), linked('tell', ['back'], true)]
    expect(rows(chain)).toEqual([['a'], ['back'], ['tell']])
    const { alwaysAt, places } = graphLayout(steps, 900)
    expect(alwaysAt).not.toBeNull()
    expect(places.get('clean')?.y).toBeGreaterThan(alwaysAt ?? Infinity)
    expect(graphLayout([linked('a')], 900).alwaysAt).toBeNull()
  })

  test('leaves out links that longer ways say already', () => {
    const steps = [linked('a'), linked('b', ['a']), linked('c', ['b', 'a'])]
    expect(plainEdges(steps)).toEqual([
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ])
  })

  test('draws nothing for what is not there, and does not hang on a circle', () => {
    const steps = [linked('a', ['b', 'nobody']), linked('b', ['a'])]
    expect(rows(steps).flat().sort()).toEqual(['a', 'b'])
    expect(edgePath(graphLayout(steps, 500), { from: 'nobody', to: 'a' })).toBe('')
  })

  test('never lays boxes over each other, whatever the graph', () => {
    const graph = fc
      .array(fc.record({ needs: fc.array(fc.nat(20), { maxLength: 4 }), always: fc.boolean() }), { maxLength: 21 })
      .map((all) =>
        all.map(({ needs, always }, i) =>
          linked(
            `s${String(i)}`,
            needs.filter((n) => n < i).map((n) => `s${String(n)}`),
            always,
          ),
        ),
      )
    fc.assert(
      fc.property(graph, fc.integer({ min: 200, max: 3000 }), (steps, width) => {
        const { places, boxWidth } = graphLayout(steps, width)
        expect(places.size).toBe(steps.length)
        const all = [...places.values()]
        for (const [i, a] of all.entries())
          for (const b of all.slice(i + 1))
            expect(Math.abs(a.x - b.x) >= boxWidth || Math.abs(a.y - b.y) >= BOX_HEIGHT).toBe(true)
      }),
    )
  })
})
