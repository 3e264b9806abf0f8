import { describe, expect, it } from 'vitest'
import { coversFilter, isTopic, isTopicFilter, matchesFilter } from '../../../src/main/broker/topicFilter'

describe('topic filters (MQTT 3.1.1 §4.7)', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+/c', 'a/b/c', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'b', false],
    ['#', 'a/b', true],
    ['+/b', '/b', true],
    ['#', '$SYS/uptime', false],
    ['+/uptime', '$SYS/uptime', false],
    ['$SYS/#', '$SYS/uptime', true],
  ])('%s and %s: %s', (filter, topic, matches) => {
    expect(matchesFilter(filter, topic)).toBe(matches)
  })

  it.each(['', 'a/#/b', 'a+', 'a/b#', 'a\u0000b', 'x'.repeat(65_536)])('%j is none', (filter) => {
    expect(isTopicFilter(filter)).toBe(false)
  })
})

describe('filters within filters', () => {
  it.each([
    ['/lab/#', '/lab/device/+/meta', true],
    ['/lab/+/x', '/lab/a/x', true],
    ['/lab/+', '/lab/+', true],
    ['/lab/+', '/lab/#', false],
    ['/lab/a', '/lab/+', false],
    ['#', '$SYS/#', false],
    ['/lab/#', '/lab', true],
    ['/lab/+', '/lab', false],
  ])('%s covers %s: %s', (outer, inner, covers) => {
    expect(coversFilter(outer, inner)).toBe(covers)
  })
})

describe('topics to publish on', () => {
  it.each([
    ['a/b', true],
    ['a/+', false],
    ['#', false],
    ['', false],
    ['a\u0007', false],
    ['a\uFFFF', false],
  ])('%j: %s', (topic, isOne) => {
    expect(isTopic(topic)).toBe(isOne)
  })
})
