import { describe, expect, it } from 'vitest'
import { checkSdp } from '../../../../src/main/automation/jobs/sdpAgrees'
import { readResource } from '../../../../src/main/nmos/readResource'
import type { Flow, Source } from '../../../../src/main/nmos/resources'

const VIDEO = [
  'v=0',
  'o=- 1 1 IN IP4 10.0.0.1',
  's=CAM 1',
  't=0 0',
  'm=video 5004 RTP/AVP 96',
  'c=IN IP4 239.1.1.1/64',
  'a=source-filter: incl IN IP4 239.1.1.1 10.0.0.1',
  'a=rtpmap:96 raw/90000',
  'a=fmtp:96 sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=30000/1001; depth=10; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017',
  '',
].join('\r\n')
const AUDIO = [
  'v=0',
  'o=- 1 1 IN IP4 10.0.0.1',
  's=MIC',
  't=0 0',
  'm=audio 5004 RTP/AVP 97',
  'c=IN IP4 239.1.1.2/64',
  'a=rtpmap:97 L24/48000/2',
  '',
].join('\r\n')

function resource(kind: 'flow', more: object): Flow
function resource(kind: 'source', more: object): Source
function resource(kind: 'flow' | 'source', more: object): Flow | Source {
  const core = { id: 'b2e1fd1c-8f9a-4a6f-9f2c-1f6f3a1e7a01', version: '1:0', label: '', description: '', tags: {} }
  const read = readResource(kind, { ...core, device_id: core.id, source_id: core.id, parents: [], ...more })
  if (!read.ok || (read.resource.kind !== 'flow' && read.resource.kind !== 'source')) throw new Error('not read')
  return read.resource
}

const video = (more: object = {}): Flow =>
  resource('flow', {
    format: 'urn:x-nmos:format:video',
    media_type: 'video/raw',
    frame_width: 1920,
    frame_height: 1080,
    grain_rate: { numerator: 30000, denominator: 1001 },
    colorspace: 'BT709',
    interlace_mode: 'progressive',
    components: [],
    ...more,
  })
const audio = (more: object = {}): Flow =>
  resource('flow', {
    format: 'urn:x-nmos:format:audio',
    media_type: 'audio/L24',
    sample_rate: { numerator: 48000 },
    bit_depth: 24,
    ...more,
  })
const channels = (count: number): Source =>
  resource('source', {
    format: 'urn:x-nmos:format:audio',
    channels: Array.from({ length: count }, () => ({ label: '' })),
  })
const leg = { enabled: true, multicast: '239.1.1.1', port: 5004, source: null, interface: null }

describe('a transport file and its flow', () => {
  it.each([
    ['that agree', VIDEO, video(), []],
    [
      'of another raster',
      VIDEO,
      video({ frame_height: 720 }),
      ['the height is 1080 in its transport file and 720 in its flow'],
    ],
    [
      'of another rate',
      VIDEO,
      video({ grain_rate: { numerator: 25 } }),
      ['the rate is 29.97 in its transport file and 25 in its flow'],
    ],
    [
      'of another colorimetry',
      VIDEO,
      video({ colorspace: 'BT2020' }),
      ['the colorimetry is BT709 in its transport file and BT2020 in its flow'],
    ],
    [
      'of another format',
      AUDIO,
      video({ frame_width: undefined, frame_height: undefined, grain_rate: undefined, colorspace: undefined }),
      [
        'the format is audio in its transport file and video in its flow',
        'the media type is audio/L24 in its transport file and video/raw in its flow',
      ],
    ],
  ])('%s', (_name, text, flow, against) => {
    expect(checkSdp(text, { flow, source: null, legs: null })).toEqual({ fault: null, against })
  })

  it('compares what sound is made of', () => {
    expect(checkSdp(AUDIO, { flow: audio(), source: channels(2), legs: null })).toEqual({ fault: null, against: [] })
    const wrong = { flow: audio({ sample_rate: { numerator: 96000 } }), source: channels(16), legs: null }
    expect(checkSdp(AUDIO, wrong)).toEqual({
      fault: null,
      against: [
        'the sample rate is 48000 in its transport file and 96000 in its flow',
        'the number of channels is 2 in its transport file and 16 in its flow',
      ],
    })
  })

  it('compares where it goes with what the device says', () => {
    expect(checkSdp(VIDEO, { flow: null, source: null, legs: [leg] })).toEqual({ fault: null, against: [] })
    const off = { ...leg, enabled: false, multicast: '239.7.7.7' }
    expect(checkSdp(VIDEO, { flow: null, source: null, legs: [off, leg] })).toEqual({ fault: null, against: [] })
    expect(checkSdp(VIDEO, { flow: null, source: null, legs: [{ ...leg, port: 5006 }] })).toEqual({
      fault: null,
      against: ['leg 1 goes to 239.1.1.1:5004 in its transport file and to 239.1.1.1:5006 in its /active'],
    })
  })

  it.each([
    ['<html>', 'This is no SDP: it begins “<html>”.'],
    ['v=0\r\ns=nothing\r\n', 'The SDP describes no stream: it has no “m=” line.'],
  ])('%j cannot be read', (text, fault) => {
    expect(checkSdp(text, { flow: video(), source: null, legs: [leg] })).toEqual({ fault })
  })
})
