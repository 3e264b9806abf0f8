import { describe, expect, it } from 'vitest'
import { type Sdp, legParams, readSdp } from '../../../src/main/nmos/sdp'
import { hasSpecFiles, specFiles } from './specFiles'

function read(text: string): Sdp {
  const result = readSdp(text)
  if (!result.ok) throw new Error(result.fault)
  return result.sdp
}

const session = ['v=0', 'o=- 1 1 IN IP4 10.0.0.1', 's=Camera 1', 't=0 0']
const video = [
  'm=video 5000 RTP/AVP 96',
  'c=IN IP4 239.0.0.1/32',
  'a=source-filter: incl IN IP4 239.0.0.1 10.0.0.1',
  'a=rtpmap:96 raw/90000',
  'a=fmtp:96 sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=30000/1001; depth=10; interlace; TCS=SDR; colorimetry=BT709; TP=2110TPN;',
  'a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:37',
  'a=mediaclk:direct=0',
]
const sdp = (...lines: readonly string[]) => `${[...session, ...lines].join('\r\n')}\r\n`

describe('readSdp', () => {
  it('reads a video stream', () => {
    const { name, legs, essence } = read(sdp(...video))
    expect(name).toBe('Camera 1')
    expect(legs).toEqual([{ destination: '239.0.0.1', multicast: true, port: 5000, source: '10.0.0.1', mid: null }])
    expect(essence).toMatchObject({
      format: 'video',
      mediaType: 'video/raw',
      width: 1920,
      height: 1080,
      frameRate: { numerator: 30000, denominator: 1001 },
      interlaceMode: 'interlaced_tff',
      sampling: 'YCbCr-4:2:2',
      depth: 10,
      colorimetry: 'BT709',
      transferCharacteristic: 'SDR',
      clock: { type: 'ptp', profile: 'IEEE1588-2008', grandmaster: '39-A7-94-FF-FE-07-CB-D0', domain: 37 },
    })
    expect(essence.fmtp.get('TP')).toBe('2110TPN')
  })

  it('puts the legs into the order of the DUP group, not of the sections', () => {
    const leg = (mid: string, group: string) => [
      'm=video 5000 RTP/AVP 96',
      `c=IN IP4 ${group}/32`,
      'a=rtpmap:96 raw/90000',
      `a=mid:${mid}`,
    ]
    const { legs } = read(sdp('a=group:DUP two one', ...leg('one', '239.0.0.1'), ...leg('two', '239.0.0.2')))
    expect(legs.map(({ mid, destination }) => [mid, destination])).toEqual([
      ['two', '239.0.0.2'],
      ['one', '239.0.0.1'],
    ])
  })

  it('makes two legs of one section that two sources feed (RFC 7104)', () => {
    const lines = [
      'm=video 5000 RTP/AVP 96',
      'c=IN IP4 239.0.0.1/32',
      'a=source-filter: incl IN IP4 239.0.0.1 10.0.0.1 10.0.0.2',
      'a=rtpmap:96 raw/90000',
      'a=ssrc-group:DUP 1 2',
    ]
    expect(read(sdp(...lines)).legs.map(({ source }) => source)).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  it('reads sound', () => {
    const lines = ['m=audio 5004 RTP/AVP 97', 'c=IN IP4 239.0.0.1/32', 'a=rtpmap:97 L24/48000/16', 'a=ptime:0.125']
    expect(read(sdp(...lines)).essence).toMatchObject({
      format: 'audio',
      mediaType: 'audio/L24',
      channelCount: 16,
      sampleRate: 48000,
      sampleDepth: 24,
      packetTimeMs: 0.125,
      interlaceMode: null,
      width: null,
    })
  })

  it.each([
    ['video', 'smpte291/90000', 'data', 'video/smpte291'],
    ['video', 'SMPTE2022-6/27000000', 'mux', 'video/SMPTE2022-6'],
    ['video', 'jxsv/90000', 'video', 'video/jxsv'],
    ['application', 'usb/90000', 'data', 'application/usb'],
  ])('m=%s with %s is %s', (type, rtpmap, format, mediaType) => {
    const lines = [`m=${type} 5000 RTP/AVP 100`, 'c=IN IP4 239.0.0.1/32', `a=rtpmap:100 ${rtpmap}`]
    expect(read(sdp(...lines)).essence).toMatchObject({ format, mediaType })
  })

  it.each([
    ['ptp=IEEE1588-2008:traceable', { type: 'ptp', profile: 'IEEE1588-2008', grandmaster: null, domain: null }],
    ['localmac=40-a3-6b-a0-2b-d2', { type: 'localmac', mac: '40-a3-6b-a0-2b-d2' }],
    ['ntp=203.0.113.10', { type: 'other', text: 'ntp=203.0.113.10' }],
    ['local', { type: 'other', text: 'local' }],
  ])('ts-refclk:%s, also when it stands at the session', (text, clock) => {
    expect(read(sdp(`a=ts-refclk:${text}`, ...video.slice(0, 4))).essence.clock).toEqual(clock)
  })

  it('takes address and filter of the session when the section has none', () => {
    const lines = ['c=IN IP4 10.0.0.9', 'm=video 5000 RTP/AVP 96', 'a=rtpmap:96 raw/90000']
    expect(read(sdp(...lines)).legs).toEqual([
      { destination: '10.0.0.9', multicast: false, port: 5000, source: null, mid: null },
    ])
  })

  it('does not listen to whom a filter excludes, nor to a filter of another group', () => {
    for (const filter of ['excl IN IP4 239.0.0.1 10.0.0.1', 'incl IN IP4 239.9.9.9 10.0.0.1']) {
      const lines = ['m=video 5000 RTP/AVP 96', 'c=IN IP4 239.0.0.1/32', `a=source-filter: ${filter}`]
      expect(read(sdp(...lines)).legs[0].source).toBeNull()
    }
  })

  it.each([
    ['', 'This is no SDP'],
    ['<html><body>Log in</body></html>', 'This is no SDP: it begins “<html>'],
    ['{"code":404}', 'This is no SDP'],
    ['v=0', 'describes no stream'],
    ['v=0\nm=video\n', 'without a usable port'],
    ['v=0\nm=video 99999 RTP/AVP 96\nc=IN IP4 239.0.0.1\n', 'without a usable port'],
    ['v=0\nm=video 5000 RTP/AVP 96\n', 'no “c=” line'],
    [`v=0\n${'a=x\n'.repeat(300_000)}`, 'too large'],
    ['v=0\na=group:DUP a b\na=fmtp\nm=audio 5 x 1\nc=IN IP4 \n', 'no “c=” line'],
  ])('says what is wrong with %.30j', (text, words) => {
    expect(readSdp(text)).toMatchObject({ ok: false, fault: expect.stringContaining(words) as string })
  })
})

describe('legParams', () => {
  const leg = { destination: '239.0.0.1', multicast: true, port: 5000, source: '10.0.0.1', mid: null }

  it.each([
    [leg, { multicast_ip: '239.0.0.1', source_ip: '10.0.0.1', destination_port: 5000, rtp_enabled: true }],
    [
      { ...leg, source: null },
      { multicast_ip: '239.0.0.1', source_ip: null, destination_port: 5000, rtp_enabled: true },
    ],
    [
      { ...leg, destination: '10.0.0.9', multicast: false },
      {
        multicast_ip: null,
        interface_ip: '10.0.0.9',
        source_ip: '10.0.0.1',
        destination_port: 5000,
        rtp_enabled: true,
      },
    ],
  ])('%j', (given, expected) => {
    expect(legParams(given)).toEqual(expected)
  })
})

describe.skipIf(!hasSpecFiles)('SDP files of other projects', () => {
  const all = specFiles('fixtures', '.sdp')
  const named = (part: string) => {
    const text = [...all].find(([path]) => path.includes(part))?.[1]
    if (text === undefined) throw new Error(`there is no fixture ${part}`)
    return read(text)
  }
  /** Grammar cases without an address, and files that are wrong on purpose. */
  const noStream = /testSdpDigits|testSdpNumbers|missing-media/

  it.each([...all.keys()])('%s', (path) => {
    const result = readSdp(all.get(path) ?? '')
    expect(result.ok).toBe(!noStream.test(path))
  })

  it.each([
    ['examples/st2110-10.sdp', 2, { mediaType: 'video/raw', width: 1280, height: 720, interlaceMode: 'progressive' }],
    ['examples/st2110-20.sdp', 1, { frameRate: { numerator: 25, denominator: 1 }, interlaceMode: 'interlaced_tff' }],
    ['examples/st2110-22.sdp', 2, { mediaType: 'video/jxsv', bitRateKbps: 116000 }],
    ['examples/st2110-30.sdp', 1, { mediaType: 'audio/L24', channelCount: 2, packetTimeMs: 1, maxPacketTimeMs: 1 }],
    ['examples/st2110-31.sdp', 1, { mediaType: 'audio/AM824', format: 'audio' }],
    ['examples/st2110-40.sdp', 1, { mediaType: 'video/smpte291', format: 'data' }],
    ['examples/st2022-6.sdp', 1, { mediaType: 'video/SMPTE2022-6', format: 'mux' }],
    ['rfc7104_sep_source.sdp', 2, { mediaType: 'video/MP2T' }],
    ['rfc7104_sep_dest.sdp', 2, { mediaType: 'video/MP2T' }],
    ['TemporalRedundancy', 1, {}],
    ['FilesUnicast', 1, { mediaType: 'video/h263-1998' }],
  ])('%s has %d leg(s)', (part, legs, essence) => {
    const sdp = named(part)
    expect(sdp.legs).toHaveLength(legs)
    expect(sdp.essence).toMatchObject(essence)
  })
})
