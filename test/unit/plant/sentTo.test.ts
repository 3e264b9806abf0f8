import { describe, expect, it, test } from 'vitest'
import type { Leg, LegAddress } from '../../../src/contract'
import { isReceivedAt, isSameAddress, isSentTo, sentToInWords } from '../../../src/main/plant/sentTo'

const LEG: Leg = { enabled: true, multicast: '239.1.1.1', port: 5004, source: '10.0.0.1', interface: '10.0.0.1' }

describe('whether a sender is where it is wanted', () => {
  it.each<[string, readonly LegAddress[], boolean]>([
    ['nothing is wanted', [], true],
    ['all is as wanted', [{ multicast: '239.1.1.1', port: 5004, source: '10.0.0.1' }], true],
    ['it is left to the device', [{ multicast: 'auto', port: 'auto', source: 'auto' }], true],
    ['another group', [{ multicast: '239.1.1.2' }], false],
    ['another port', [{ port: 5006 }], false],
    ['another interface', [{ source: '10.0.0.2' }], false],
    ['a leg that it does not have', [{}, { port: 5004 }], false],
  ])('%s', (_, wanted, is) => {
    expect(isSentTo([LEG], wanted)).toBe(is)
  })
})

describe('whether a receiver is where a sender sends', () => {
  it.each<[string, Partial<Leg>, Partial<Leg>, boolean]>([
    ['in its group', {}, {}, true],
    ['in its group, written otherwise', { multicast: 'ff3e:0::1' }, { multicast: 'FF3E::1' }, true],
    ['in another', { multicast: '239.1.1.2' }, {}, false],
    ['at another port', { port: 5006 }, {}, false],
    ['with that leg off', { enabled: false }, {}, false],
    ['at its own address', { multicast: null, interface: '10.0.0.9' }, { multicast: '10.0.0.9' }, true],
    [
      'at another than the sender sends to',
      { multicast: null, interface: '10.0.0.9' },
      { multicast: '10.0.0.8' },
      false,
    ],
    ['of which neither says where', { multicast: null, interface: null }, { multicast: null }, false],
  ])('%s', (_, received, sent, is) => {
    expect(isReceivedAt([{ ...LEG, ...received }], [{ ...LEG, ...sent }])).toBe(is)
  })
})

test.each([
  ['239.1.1.1', '239.1.1.1', true],
  ['ff02::1', 'FF02:0:0:0:0:0:0:1', true],
  ['ff02::1', 'ff02::2', false],
  ['ff02::1', 'not:an:address', false],
])('%s and %s', (a, b, is) => {
  expect(isSameAddress(a, b)).toBe(is)
})

test.each<[readonly LegAddress[], string]>([
  [[{ multicast: '239.1.1.1', port: 5004 }, { multicast: '239.2.1.1' }], '239.1.1.1:5004 + 239.2.1.1'],
  [[{ multicast: 'ff02::1', port: 5004, source: '10.0.0.1' }], '[ff02::1]:5004 from 10.0.0.1'],
  [[{ multicast: 'auto', port: 'auto' }], 'an address of its choice, a port of its choice'],
  [[{ port: 5006, source: 'auto' }], 'port 5006 from an interface of its choice'],
  [[{}], 'as it was'],
])('%o in words', (legs, words) => {
  expect(sentToInWords(legs)).toBe(words)
})
