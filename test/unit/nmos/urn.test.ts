import { describe, expect, it } from 'vitest'
import { controlsOf, formatOf, splitUrn, transportBase, transportName } from '../../../src/main/nmos/urn'

describe('splitUrn', () => {
  it.each([
    ['urn:x-nmos:transport:rtp.mcast', 'urn:x-nmos:transport:rtp', 'mcast', null],
    ['urn:x-nmos:transport:rtp', 'urn:x-nmos:transport:rtp', null, null],
    ['urn:x-nmos:control:sr-ctrl/v1.1', 'urn:x-nmos:control:sr-ctrl', null, 'v1.1'],
    ['urn:x-nmos:format:data.event', 'urn:x-nmos:format:data', 'event', null],
    ['urn:x-example.com:thing:a.b/v2.10', 'urn:x-example.com:thing:a', 'b', 'v2.10'],
    ['', '', null, null],
  ])('%s', (urn, base, subclass, version) => {
    expect(splitUrn(urn)).toEqual({ base, subclass, version })
  })
})

describe('formatOf', () => {
  it.each([
    ['urn:x-nmos:format:video', 'video'],
    ['urn:x-nmos:format:audio', 'audio'],
    ['urn:x-nmos:format:data', 'data'],
    ['urn:x-nmos:format:data.event', 'data'],
    ['urn:x-nmos:format:mux', 'mux'],
    ['urn:x-nmos:format:smell', 'unknown'],
    ['urn:x-example:format:video', 'unknown'],
    ['', 'unknown'],
  ] as const)('%s is %s', (urn, format) => {
    expect(formatOf(urn)).toBe(format)
  })
})

it('names transports by their base', () => {
  expect(transportBase('urn:x-nmos:transport:rtp.ucast')).toBe('urn:x-nmos:transport:rtp')
  expect(transportName('urn:x-nmos:transport:rtp.ucast')).toBe('rtp')
  expect(transportName('urn:x-maker:transport:beam')).toBe('beam')
})

describe('controlsOf', () => {
  const device = {
    controls: [
      { type: 'urn:x-nmos:control:sr-ctrl/v1.0', href: 'http://a/x-nmos/connection/v1.0/' },
      { type: 'urn:x-nmos:control:sr-ctrl/v1.1', href: 'http://a/x-nmos/connection/v1.1' },
      { type: 'urn:x-nmos:control:sr-ctrl/v1.1', href: 'http://b/x-nmos/connection/v1.1/', authorization: true },
      { type: 'urn:x-nmos:control:sr-ctrl/v1.1', href: 'http://b/x-nmos/connection/v1.1/' },
      { type: 'urn:x-nmos:control:sr-ctrl/v9.9', href: 'http://a/x-nmos/connection/v9.9/' },
      { type: 'urn:x-nmos:control:sr-ctrl-other/v1.1', href: 'http://a/other/' },
      { type: 'urn:x-nmos:control:cm-ctrl/v1.0', href: 'http://a/x-nmos/channelmapping/v1.0/mixer' },
    ],
  }

  it('gives every way of the versions both know, highest first, in the order of the device', () => {
    expect(controlsOf(device, 'sr-ctrl')).toEqual([
      { version: 'v1.1', href: 'http://a/x-nmos/connection/v1.1', authorization: false },
      { version: 'v1.1', href: 'http://b/x-nmos/connection/v1.1/', authorization: true },
      { version: 'v1.0', href: 'http://a/x-nmos/connection/v1.0/', authorization: false },
    ])
  })

  it('is empty for a device without such a control', () => {
    expect(controlsOf({ controls: [] }, 'sr-ctrl')).toEqual([])
    expect(controlsOf(device, 'ncp')).toEqual([])
  })
})
