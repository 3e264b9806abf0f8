import { describe, expect, test } from 'vitest'
import { readBrokerUrl } from '../../../../src/lab/mqtt/brokerAccess'

const login = { user: 'lab', password: 'pass' }

describe('the address of a broker', () => {
  test.each([
    ['mqtt://10.0.0.7:1883', null, 'mqtt://10.0.0.7:1883', null],
    ['mqtt://10.0.0.7:1883', login, 'mqtt://10.0.0.7:1883', login],
    ['mqtts://u:p%40%2F@broker.example:8883', login, 'mqtts://broker.example:8883', { user: 'u', password: 'p@/' }],
    ['mqtt://u@broker.example', null, 'mqtt://broker.example', { user: 'u', password: '' }],
    ['ws://broker.example:9001/mqtt', null, 'ws://broker.example:9001/mqtt', null],
  ])('%s with %j', (text, given, url, expected) => {
    expect(readBrokerUrl(text, given)).toEqual({ url, login: expected })
  })

  test.each(['', 'broker.example', 'http://broker.example', 'mqtt://', 'mqtt://u:p@'])('“%s” is none', (text) => {
    expect(() => readBrokerUrl(text, null)).toThrow(RangeError)
  })
})
