import { describe, expect, it } from 'vitest'
import { brokerAddress, credentialsOf, isBrokerUrl } from '../../../src/main/broker/brokerAddress'

describe('the address of a broker', () => {
  it.each([
    ['mqtt://Broker', 'mqtt://broker:1883'],
    ['mqtt://u:p@broker:1884/', 'mqtt://broker:1884'],
    ['mqtts://10.0.0.1', 'mqtts://10.0.0.1:8883'],
    ['ws://broker', 'ws://broker:80'],
    ['ws://broker:9001/mqtt', 'ws://broker:9001/mqtt'],
    ['wss://broker/mqtt', 'wss://broker:443/mqtt'],
    ['mqtt://[::1]', 'mqtt://[::1]:1883'],
  ])('%s is %s', (url, address) => {
    expect([isBrokerUrl(url), brokerAddress(url)]).toEqual([true, address])
  })

  it.each(['broker:1883', 'http://broker', 'mqtt://', 'wss://broker/mqtt?token=x', 'ws://broker#x', ''])(
    '%s is none',
    (url) => {
      expect(isBrokerUrl(url)).toBe(false)
    },
  )

  it('credentials are read out of it', () => {
    expect(credentialsOf('mqtt://ann:p%40ss@broker')).toEqual({ username: 'ann', password: 'p@ss' })
    expect(credentialsOf('mqtt://broker')).toEqual({ username: null, password: null })
  })
})
