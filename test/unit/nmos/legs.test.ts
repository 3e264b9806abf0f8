import { describe, expect, it } from 'vitest'
import { receiverLegs, shapeLegs } from '../../../src/main/nmos/legs'

const rtp = { source_ip: {}, multicast_ip: {}, destination_port: {}, interface_ip: {}, rtp_enabled: {} }
const first = { multicast_ip: '239.0.0.1', destination_port: 5000 }
const second = { multicast_ip: '239.1.0.1', destination_port: 5002 }
const off = { rtp_enabled: false }

describe('shapeLegs', () => {
  it('has exactly as many entries as there are legs, and only known keys', () => {
    expect(shapeLegs([rtp, rtp], [{ ...first, odd: 1 }])).toEqual({ transport_params: [first, {}], dropped: ['1.odd'] })
    expect(shapeLegs([rtp], [null, second])).toEqual({
      transport_params: [{}],
      dropped: ['2.multicast_ip', '2.destination_port'],
    })
    expect(shapeLegs([], [])).toEqual({ transport_params: [], dropped: [] })
  })

  it('is not taken in by names that every object has', () => {
    expect(shapeLegs([rtp], [{ constructor: 1 }])).toEqual({ transport_params: [{}], dropped: ['1.constructor'] })
  })
})

describe('receiverLegs', () => {
  it.each([
    ['a file says it all', [rtp], { stream: [first], hasFile: true, leg: null }, null],
    ['a file says it all for two legs', [rtp, rtp], { stream: [first, second], hasFile: true, leg: null }, null],
    ['no constraints, nothing to say', [], { stream: [first], hasFile: false, leg: null }, null],
    [
      'one leg without a file',
      [rtp],
      { stream: [first], hasFile: false, leg: null },
      [{ ...first, rtp_enabled: true }],
    ],
    [
      'one-leg stream, two-leg receiver, no file: the second is switched off expressly',
      [rtp, rtp],
      { stream: [first], hasFile: false, leg: null },
      [{ ...first, rtp_enabled: true }, off],
    ],
    [
      'two and two, no file',
      [rtp, rtp],
      { stream: [first, second], hasFile: false, leg: null },
      [
        { ...first, rtp_enabled: true },
        { ...second, rtp_enabled: true },
      ],
    ],
    [
      'two-leg stream, one-leg receiver, leg 1 of the file',
      [rtp],
      { stream: [first, second], hasFile: true, leg: 0 },
      null,
    ],
    [
      'two-leg stream, one-leg receiver, leg 2 chosen: beats the file',
      [rtp],
      { stream: [first, second], hasFile: true, leg: 1 },
      [{ ...second, rtp_enabled: true }],
    ],
    [
      'one-leg stream onto leg 2 of a receiver',
      [rtp, rtp],
      { stream: [first], hasFile: true, leg: 1 },
      [off, { ...first, rtp_enabled: true }],
    ],
    [
      'two and two, only leg 2',
      [rtp, rtp],
      { stream: [first, second], hasFile: true, leg: 1 },
      [off, { ...second, rtp_enabled: true }],
    ],
    [
      'rtp_enabled is not said where it does not exist',
      [{ connection_uri: {} }],
      { stream: [{ connection_uri: 'ws://a/' }], hasFile: false, leg: null },
      [{ connection_uri: 'ws://a/' }],
    ],
  ])('%s', (_, constraints, wish, expected) => {
    expect(receiverLegs(constraints, { isAnyOff: false, ...wish })).toEqual(expected)
  })

  it('refuses a leg that does not exist', () => {
    expect(() => receiverLegs([rtp], { stream: [first], hasFile: true, leg: 1, isAnyOff: false })).toThrow(
      'Leg 2 was chosen',
    )
  })
})
