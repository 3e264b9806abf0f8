import { describe, expect, it } from 'vitest'
import { compileTemplate } from '../../../../src/main/automation/expressions/template'

const scope = {
  root: { params: { camera: { id: 's1', label: 'CAM 1' }, count: 3, none: null }, item: ['a', 'b'] },
  functions: {},
}

describe('a value with expressions in it', () => {
  it.each<[unknown, unknown]>([
    ['plain', 'plain'],
    ['${params.count}', 3],
    ['${params.camera}', { id: 's1', label: 'CAM 1' }],
    ['Take ${params.camera} ${params.count} times', 'Take CAM 1 3 times'],
    ['${params.count}${params.count}', '33'],
    ['To ${item}', 'To a, b'],
    ['[${params.none}]', '[]'],
    ['$${params.count} is ${params.count}', '${params.count} is 3'],
    ['${{"a": {"b": "}"}}.a.b}', '}'],
    [
      { a: ['${params.count}', { b: '${params.missing}' }], c: true },
      { a: [3, {}], c: true },
    ],
    [7, 7],
    [null, null],
  ])('%j', async (text, value) => {
    expect(await compileTemplate(text).evaluate(scope)).toEqual(value)
  })

  it('knows of what all of them speak, and whether there are any', () => {
    const { uses, isFixed } = compileTemplate({ a: '${params.x}', b: ['${steps.y.output}'] })
    expect([[...uses.params], [...uses.steps], isFixed]).toEqual([['x'], ['y'], false])
    expect(compileTemplate({ a: 'b' }).isFixed).toBe(true)
  })
})
