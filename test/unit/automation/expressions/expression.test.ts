import { describe, expect, it } from 'vitest'
import {
  ExpressionError,
  type Scope,
  compileExpression,
  isTrue,
} from '../../../../src/main/automation/expressions/expression'

const scope: Scope = {
  root: { params: { count: 3, camera: { id: 's1', label: 'CAM 1' } }, steps: { first: { output: [1, 2] } } },
  functions: { twice: (value) => Number(value) * 2 },
}
const valueOf = (text: string): Promise<unknown> => compileExpression(text).evaluate(scope)
const faultOf = async (text: string): Promise<string> => {
  try {
    return `gave ${JSON.stringify(await valueOf(text))}`
  } catch (error) {
    if (error instanceof ExpressionError) return error.message.replace(/^“.*”: /, '')
    throw error
  }
}

const DOUBLED = '$f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) };'

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['params.count + 1', 4],
    ['$params.camera.label', 'CAM 1'],
    ['$twice(params.count)', 6],
    ['$sum(steps.first.output)', 3],
    ['params.nothing', undefined],
    ['{"a": params.nothing, "b": 1}', { b: 1 }],
    ['1 / 0', null],
    ['$match("CAM 12", /CAM (\\d+)/).groups', ['12']],
    ['$replace("a-b-c", /-/, "+")', 'a+b+c'],
    ['$distinct([1, "1", {"a": 1, "b": 2}, {"b": 2, "a": 1}, 1])', [1, '1', { a: 1, b: 2 }]],
    ['$pad("a", 3)', 'a  '],
  ])('%s', async (text, value) => {
    expect(await valueOf(text)).toEqual(value)
  })

  it('says what it speaks of', () => {
    const { uses } = compileExpression(
      '$count(steps.one.output) > params.least and $$.params.most and $params.x.y and $receivers({"a": steps.two})',
    )
    expect([[...uses.steps], [...uses.params].sort()]).toEqual([
      ['one', 'two'],
      ['least', 'most', 'x'],
    ])
    expect(uses.variables.has('receivers')).toBe(true)
  })

  it('cannot be reached through by what JavaScript has', async () => {
    for (const text of [
      'params.constructor',
      'params.__proto__',
      '$params.constructor.constructor("return process")()',
      '$lookup(params, "constructor")',
      '$twice.constructor',
      '$string.constructor("return 1")()',
    ]) {
      const told = await faultOf(text)
      expect([text, told]).toEqual([text, expect.stringMatching(/^gave undefined$|non-function|function/)])
    }
    expect(await faultOf('$eval("1 + 1")')).toBe('$eval is not available here (at character 6).')
  })

  it('does not change what it looks at', async () => {
    await valueOf('params ~> |$|{"count": 99}|')
    expect(await valueOf('params.count')).toBe(3)
  })

  it.each<[string, string]>([
    ['$error("Nobody knows")', 'Nobody knows (at character 7).'],
    ['$nothing()', 'Attempted to invoke a non-function (at character 9).'],
    ['"a" + 1', 'The left side of the "+" operator must evaluate to a number (at character 5).'],
    ['$twice', 'It gives something that is no value.'],
  ])('that throws says so: %s', async (text, fault) => {
    expect(await faultOf(text)).toBe(fault)
  })

  it.each<[string, string]>([
    ['without end', '($f := function($x) { $f($x) }; $f(1))'],
    ['many times many', '$map([1..90000], function($x) { $map([1..90000], function($y) { 1 }) })'],
    ['a long sum', '$sum([1..99999].[1..999])'],
  ])('that runs too long is stopped: %s', async (_name, text) => {
    expect(await faultOf(text)).toBe('it ran longer than 500 ms and was stopped.')
  })

  it.each<[string, string]>([
    ['($f := function($n) { 1 + $f($n) }; $f(1))', 'it nests too deeply and was stopped.'],
    ['[1..10000000]', 'it made more than 100000 values and was stopped.'],
    [
      '($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d("aaaaaaaa", 40))',
      'it needs too much memory and was stopped.',
    ],
    ['$pad("a", 1000000000)', '$pad makes at most 10000 characters (at character 5).'],
    [
      `(${DOUBLED} $string($f(1, 60)))`,
      expect.stringMatching(/^It makes more values than can be kept/) as unknown as string,
    ],
    [
      `(${DOUBLED} $f(1, 60) = $f(1, 60))`,
      expect.stringMatching(/^It makes more values than can be kept/) as unknown as string,
    ],
    ['$fromMillis(0, "[Y0001,999999999-999999999]")', 'it needs too much memory and was stopped.'],
  ])('that wants too much is stopped: %s', async (text, fault) => {
    expect(await faultOf(text)).toEqual(fault)
  })

  it('is matched in linear time, and told what that cannot do', async () => {
    expect(await faultOf(`$match("${'a'.repeat(40)}!", /(a+)+$/)`)).toBe('gave undefined')
    expect(await faultOf('$match("aa", /(a)\\1/)')).toMatch(/invalid escape sequence/)
  })

  it('of more than 10 000 characters is refused', () => {
    expect(() => compileExpression(`"${'a'.repeat(10_001)}"`)).toThrow('An expression has more than 10000 characters')
  })
})

describe('whether a value counts as yes', () => {
  it.each<[unknown, boolean]>([
    [true, true],
    [0, false],
    ['', false],
    ['no', true],
    [null, false],
    [undefined, false],
    [[], false],
    [[0, ''], false],
    [[0, 1], true],
    [{}, false],
    [{ a: 0 }, true],
  ])('%j', (value, yes) => {
    expect(isTrue(value)).toBe(yes)
  })
})
