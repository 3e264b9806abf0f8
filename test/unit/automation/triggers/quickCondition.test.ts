import jsonata from 'jsonata'
import { describe, expect, it } from 'vitest'
import { quickCondition } from '../../../../src/main/automation/triggers/quickCondition'

const ROOTS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { a: 1, b: 'x', to: { label: 'CAM 1', n: 3 }, list: [1, 2], none: null, yes: true },
  { a: '1', b: '', to: null, list: [], none: 0, yes: false },
  { a: 0, b: 'y', to: { label: '' }, list: [{ n: 1 }], none: null, yes: null },
  { a: { b: 1 }, b: ['x'], to: [{ label: 'CAM 1' }], list: 'x', yes: {} },
]
const PLAIN = [
  'a',
  'to.label = "CAM 1"',
  'to.label != "CAM 1"',
  'a < 2',
  'a >= 0 and b = "x"',
  'a or b',
  '$not($exists(to))',
  '$exists(to.label)',
  '$not(yes)',
  'yes = true',
  'none = null',
  'to.n > 2 or $not(a = 1)',
  'missing = missing',
  'missing != 1',
  'list.n = 1',
  'a = -1',
]

describe('conditions without JSONata', () => {
  it.each(PLAIN)('%s is as JSONata has it, or is left to it', async (text) => {
    const quick = quickCondition(text)
    expect(quick).not.toBeNull()
    let known = 0
    for (const root of ROOTS) {
      const given = quick?.(root) ?? null
      if (given === null) continue
      known += 1
      expect({ root, value: given.value }).toEqual({ root, value: await jsonata(text).evaluate(root) })
    }
    expect(known).toBeGreaterThan(0)
  })

  it.each(['to[label = "x"]', '$sender(a).online', 'a & b', 'list[0]', '$count(list) = 1', '*', '(a; b)', 'a.$not(b)'])(
    '%s is left to JSONata',
    (text) => {
      expect(quickCondition(text)).toBeNull()
    },
  )
})
