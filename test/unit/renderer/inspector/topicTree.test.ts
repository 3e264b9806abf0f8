import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TopicValue } from '../../../../src/contract'
import {
  bytesText,
  payloadText,
  rateText,
  topicKey,
  topicRows,
  topicTree,
  type TopicNode,
} from '../../../../src/renderer/views/inspector/topicTree'

const value = (topic: string, perS = 0, broker = 'lab'): TopicValue => ({
  broker,
  topic,
  text: '{}',
  bytes: 2,
  retained: false,
  at: '2026-11-21T16:00:00.000Z',
  count: 1,
  perS,
})

const all = (nodes: readonly TopicNode[]): readonly TopicNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children)])

describe('topics as a tree', () => {
  test('levels with nothing beside them are joined, those with a message stay', () => {
    const tree = topicTree([
      value('/lab/device/rpi-01/meta'),
      value('/lab/device/rpi-01/status', 0.5),
      value('/lab/device'),
    ])
    const rows = topicRows(tree, () => true)
    expect(rows.map(({ node, depth }) => `${' '.repeat(depth)}${node.name}`)).toEqual([
      'lab',
      ' /lab/device',
      '  rpi-01',
      '   meta',
      '   status',
    ])
    expect(tree[0]?.topics).toBe(3)
    expect(tree[0]?.perS).toBe(0.5)
  })

  test('rows below what is closed are not there', () => {
    const tree = topicTree([value('a/b'), value('a/c'), value('d', 0, 'house')])
    expect(topicRows(tree, (_, depth) => depth < 1).map(({ node, open }) => [node.name, open])).toEqual([
      ['house', true],
      ['d', false],
      ['lab', true],
      ['a', false],
    ])
  })

  test('numbers are in their order', () => {
    const tree = topicTree(['r/10', 'r/9', 'r/1'].map((topic) => value(topic)))
    expect(topicRows(tree, () => true).map(({ node }) => node.name)).toEqual(['lab', 'r', '1', '9', '10'])
  })

  test('every topic is in it once, by a key that no other has', () => {
    const level = fc.constantFrom('', 'a', 'b', ' ', 'x/y')
    const topics = fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('lab', 'house'),
        fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/')),
      ),
      { selector: ([broker, topic]) => topicKey(broker, topic), maxLength: 30 },
    )
    fc.assert(
      fc.property(topics, (list) => {
        const nodes = all(topicTree(list.map(([broker, topic]) => value(topic, 0, broker))))
        const keys = nodes.map(({ key }) => key)
        expect(new Set(keys).size).toBe(keys.length)
        const found = nodes.flatMap((node) =>
          node.value === null ? [] : [[node.key, topicKey(node.value.broker, node.value.topic)]],
        )
        expect(found.every(([key, wanted]) => key === wanted)).toBe(true)
        expect(found.length).toBe(list.length)
      }),
    )
  })
})

test.each([
  [
    { text: '{"a":1}', bytes: 7 },
    { text: '{\n  "a": 1\n}', kind: 'JSON', cut: false },
  ],
  [
    { text: 'on', bytes: 2 },
    { text: 'on', kind: 'text', cut: false },
  ],
  [
    { text: '{"a":', bytes: 900 },
    { text: '{"a":', kind: 'text', cut: true },
  ],
  [
    { text: '', bytes: 0 },
    { text: '', kind: 'empty', cut: false },
  ],
  [
    { text: null, bytes: 3 },
    { text: '', kind: 'no text', cut: false },
  ],
])('%j is shown as it is best read', (payload, shown) => {
  expect(payloadText(payload)).toEqual(shown)
})

test('rates and sizes in few letters', () => {
  expect([0, 0.14, 9.96, 12.4].map(rateText)).toEqual(['', '0.1/s', '10.0/s', '12/s'])
  expect([1, 812, 1234, 1_048_576].map(bytesText)).toEqual(['1 byte', '812 bytes', '1.2 kB', '1.0 MB'])
})
