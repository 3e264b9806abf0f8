import { describe, expect, it } from 'vitest'
import { brokerAddress, isBrokerUrl } from '../../../src/main/broker/brokerAddress'
import { isTopicFilter, matchesFilter } from '../../../src/main/broker/topicFilter'

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

describe('addresses of brokers', () => {
  it('are the same however they are written, and say no password', () => {
    expect(brokerAddress('mqtt://ann:secret@Broker.Example')).toBe('mqtt://broker.example:1883')
    expect(brokerAddress('mqtt://broker.example:1883/')).toBe('mqtt://broker.example:1883')
    expect(brokerAddress('mqtts://[::1]')).toBe('mqtts://[::1]:8883')
  })

  it.each(['http://broker', 'broker:1883', '', 'mqtt://'])('%j is none', (text) => {
    expect(isBrokerUrl(text)).toBe(false)
  })
})
