import { describe, expect, it } from 'vitest'
import { CAP_PARAMETERS, type Stream } from '../../../src/main/nmos/capParameters'
import { eventTypeMatches, formatFits, receiverAccepts, transportFits } from '../../../src/main/nmos/capabilities'
import { readResource } from '../../../src/main/nmos/readResource'
import type { Receiver } from '../../../src/main/nmos/resources'
import { readSdp } from '../../../src/main/nmos/sdp'
import { hasSpecFiles, specFiles } from './specFiles'

const id = '3b8be755-08ff-452b-b217-c9151eb21193'
const F = 'urn:x-nmos:cap:format:'
const T = 'urn:x-nmos:cap:transport:'
const META = 'urn:x-nmos:cap:meta:'

type Json = Readonly<Record<string, unknown>>

function receiver(caps: Json | undefined, more: Json = {}): Receiver {
  const json = { id, format: 'urn:x-nmos:format:video', transport: 'urn:x-nmos:transport:rtp', caps, ...more }
  const result = readResource('receiver', json)
  if (!result.ok) throw new Error(result.fault)
  return result.resource
}

function stream(flow: Json | null, more: { source?: Json; sender?: Json; sdp?: string } = {}): Stream {
  const sender = readResource('sender', { id, transport: 'urn:x-nmos:transport:rtp.mcast', ...more.sender })
  const readFlow = flow === null ? null : readResource('flow', { id, format: 'urn:x-nmos:format:video', ...flow })
  const source = more.source === undefined ? null : readResource('source', { id, ...more.source })
  const sdp = more.sdp === undefined ? null : readSdp(more.sdp)
  if (!sender.ok) throw new Error(sender.fault)
  return {
    sender: sender.resource,
    flow: readFlow?.ok === true ? readFlow.resource : null,
    source: source?.ok === true ? source.resource : null,
    sdp: sdp?.ok === true ? sdp.sdp : null,
  }
}

const components = (depth: number) => [
  { name: 'Y', width: 1920, height: 1080, bit_depth: depth },
  { name: 'Cb', width: 960, height: 1080, bit_depth: depth },
  { name: 'Cr', width: 960, height: 1080, bit_depth: depth },
]
const p50 = {
  media_type: 'video/raw',
  frame_width: 1920,
  frame_height: 1080,
  grain_rate: { numerator: 50 },
  colorspace: 'BT709',
  components: components(10),
}
const i25 = { ...p50, interlace_mode: 'interlaced_tff', grain_rate: { numerator: 50, denominator: 2 } }
const only1080i25 = {
  [`${F}frame_width`]: { enum: [1920] },
  [`${F}frame_height`]: { enum: [1080] },
  [`${F}interlace_mode`]: { enum: ['interlaced_tff'] },
  [`${F}grain_rate`]: { enum: [{ numerator: 25 }] },
}

describe('transportFits', () => {
  it.each([
    ['urn:x-nmos:transport:rtp.mcast', 'urn:x-nmos:transport:rtp', null],
    ['urn:x-nmos:transport:rtp.mcast', 'urn:x-nmos:transport:rtp.mcast', null],
    ['urn:x-nmos:transport:rtp', 'urn:x-nmos:transport:rtp.ucast', null],
    [
      'urn:x-nmos:transport:rtp.mcast',
      'urn:x-nmos:transport:rtp.ucast',
      'takes RTP unicast, the source sends RTP multicast',
    ],
    ['urn:x-nmos:transport:rtp.mcast', 'urn:x-nmos:transport:mqtt', 'takes MQTT, the source sends RTP'],
    ['', 'urn:x-nmos:transport:mqtt', null],
  ])('%s → %s', (from, to, expected) => {
    expect(transportFits(from, to)).toBe(expected)
  })
})

describe('formatFits', () => {
  it.each([
    ['urn:x-nmos:format:video', 'urn:x-nmos:format:video', null],
    ['urn:x-nmos:format:data.event', 'urn:x-nmos:format:data', null],
    ['urn:x-nmos:format:audio', 'urn:x-nmos:format:video', 'takes video, the source is audio'],
    ['urn:x-maker:smell', 'urn:x-nmos:format:video', 'takes video, the source is urn:x-maker:smell'],
    ['urn:x-maker:smell', 'urn:x-maker:smell', null],
    ['', 'urn:x-nmos:format:video', null],
  ])('%s → %s', (from, to, expected) => {
    expect(formatFits(from, to)).toBe(expected)
  })
})

it.each([
  ['number/temperature/C', 'number/temperature/C', true],
  ['number/temperature/*', 'number/temperature/C', true],
  ['number/*', 'number/temperature/C', true],
  ['number/*', 'number', false],
  ['number/temp*', 'number/temperature', false],
  ['*', 'boolean', true],
  ['boolean', 'boolean/enum', false],
])('event type %s takes %s: %s', (pattern, type, expected) => {
  expect(eventTypeMatches(pattern, type)).toBe(expected)
})

describe('receiverAccepts', () => {
  it.each<[string, Json | undefined, Json | null, unknown]>([
    ['no caps: anything', undefined, p50, { ok: true, set: null, unknown: [] }],
    ['media type fits in any case', { media_types: ['VIDEO/RAW'] }, p50, { ok: true, set: null, unknown: [] }],
    [
      'media type does not fit',
      { media_types: ['video/jxsv'] },
      p50,
      { ok: false, reasons: ['takes video/jxsv, the source is video/raw'] },
    ],
    ['media types empty', { media_types: [] }, p50, { ok: false, reasons: ['takes nothing, the source is video/raw'] }],
    [
      'media type not known: no ground to refuse',
      { media_types: ['video/jxsv'] },
      null,
      { ok: true, set: null, unknown: ['media_types'] },
    ],
    [
      'no constraint set at all',
      { constraint_sets: [] },
      p50,
      { ok: false, reasons: ['takes nothing: its list of accepted streams is empty'] },
    ],
    [
      'raster in the words of the trade',
      { constraint_sets: [only1080i25] },
      p50,
      { ok: false, reasons: ['needs 1080i25, the source is 1080p50'] },
    ],
    ['rates are equal as fractions', { constraint_sets: [only1080i25] }, i25, { ok: true, set: '1', unknown: [] }],
    [
      'any one set is enough, named by its label',
      {
        constraint_sets: [
          only1080i25,
          { [`${META}label`]: 'Fast', [`${F}grain_rate`]: { minimum: { numerator: 50 } } },
        ],
      },
      p50,
      { ok: true, set: 'Fast', unknown: [] },
    ],
    [
      'the set that the receiver likes best',
      {
        constraint_sets: [
          { [`${F}frame_width`]: {} },
          { [`${F}frame_width`]: {}, [`${META}preference`]: 100, [`${META}label`]: 'Best' },
        ],
      },
      p50,
      { ok: true, set: 'Best', unknown: [] },
    ],
    [
      'a set that is switched off does not count',
      { constraint_sets: [{ [`${F}frame_width`]: {}, [`${META}enabled`]: false }] },
      p50,
      { ok: false, reasons: ['takes nothing as it is set up now: all it could take is switched off'] },
    ],
    [
      'what is not known here counts as satisfied, and is named',
      { constraint_sets: [{ 'urn:x-maker:cap:odour': { enum: ['rose'] }, [`${T}packet_time`]: { enum: [1] } }] },
      p50,
      { ok: true, set: '1', unknown: ['urn:x-maker:cap:odour', `${T}packet_time`] },
    ],
    [
      'reasons of the set that was missed by least',
      {
        constraint_sets: [
          { ...only1080i25, [`${F}colorspace`]: { enum: ['BT2020'] } },
          { [`${F}component_depth`]: { enum: [8] } },
        ],
      },
      p50,
      { ok: false, reasons: ['needs bit depth 8, the source has 10'] },
    ],
    [
      'defaults of IS-04: progressive and SDR',
      {
        constraint_sets: [
          { [`${F}interlace_mode`]: { enum: ['progressive'] }, [`${F}transfer_characteristic`]: { enum: ['SDR'] } },
        ],
      },
      p50,
      { ok: true, set: '1', unknown: [] },
    ],
    [
      'sampling and depth from the components',
      {
        constraint_sets: [
          { [`${F}color_sampling`]: { enum: ['YCbCr-4:2:2'] }, [`${F}component_depth`]: { maximum: 10 } },
        ],
      },
      p50,
      { ok: true, set: '1', unknown: [] },
    ],
    [
      'a constraint that is malformed forbids nothing',
      { constraint_sets: [{ [`${F}frame_width`]: 'x', [`${F}frame_height`]: { enum: 'x', minimum: 'y' } }] },
      p50,
      { ok: true, set: '1', unknown: [`${F}frame_width`] },
    ],
  ])('%s', (_, caps, flow, expected) => {
    expect(receiverAccepts(receiver(caps), stream(flow))).toEqual(expected)
  })

  it('asks transport and format first', () => {
    const mqtt = receiver(undefined, { transport: 'urn:x-nmos:transport:mqtt' })
    expect(receiverAccepts(mqtt, stream(p50))).toEqual({ ok: false, reasons: ['takes MQTT, the source sends RTP'] })
    const audio = receiver({ constraint_sets: [] }, { format: 'urn:x-nmos:format:audio' })
    expect(receiverAccepts(audio, stream(p50))).toEqual({ ok: false, reasons: ['takes audio, the source is video'] })
  })

  it('counts channels of the source and packets of the SDP', () => {
    const caps = {
      constraint_sets: [
        {
          [`${F}channel_count`]: { maximum: 8 },
          [`${F}sample_rate`]: { enum: [{ numerator: 48000 }] },
          [`${T}packet_time`]: { enum: [0.125, 1] },
        },
      ],
    }
    const audio = receiver(caps, { format: 'urn:x-nmos:format:audio' })
    const sdp = 'v=0\nm=audio 5000 RTP/AVP 97\nc=IN IP4 239.0.0.1\na=rtpmap:97 L24/48000/16\na=ptime:0.125\n'
    const flow = { format: 'urn:x-nmos:format:audio', sample_rate: { numerator: 48000 } }
    expect(receiverAccepts(audio, stream(flow, { sdp }))).toEqual({
      ok: false,
      reasons: ['needs channels at most 8, the source has 16'],
    })
    const eight = { channels: Array.from({ length: 8 }, () => ({ label: '' })) }
    expect(receiverAccepts(audio, stream(flow, { sdp, source: eight }))).toEqual({ ok: true, set: '1', unknown: [] })
  })

  it('matches event types of IS-07', () => {
    const caps = { media_types: ['application/json'], event_types: ['number/temperature/*'] }
    const data = receiver(caps, { format: 'urn:x-nmos:format:data', transport: 'urn:x-nmos:transport:websocket' })
    const event = (event_type: string) =>
      stream(
        { format: 'urn:x-nmos:format:data', media_type: 'application/json', event_type },
        { sender: { transport: 'urn:x-nmos:transport:websocket' } },
      )
    expect(receiverAccepts(data, event('number/temperature/C'))).toMatchObject({ ok: true })
    expect(receiverAccepts(data, event('boolean'))).toEqual({
      ok: false,
      reasons: ['takes number/temperature/* events, the source sends boolean'],
    })
  })
})

describe('CAP_PARAMETERS', () => {
  const jxsv = [
    'v=0',
    'm=video 5000 RTP/AVP 112',
    'c=IN IP4 239.0.0.1',
    'b=AS:116000',
    'a=rtpmap:112 jxsv/90000',
    'a=fmtp:112 packetmode=1; transmode=0; profile=High444.12; level=1k-1; sublevel=Sublev3bpp; sampling=YCbCr-4:2:2; depth=10; width=1280; height=720; exactframerate=50; TP=2110TPN',
  ].join('\n')

  it.each([
    [`${F}media_type`, 'video/jxsv'],
    [`${F}grain_rate`, { numerator: 50, denominator: 1 }],
    [`${F}frame_width`, 1280],
    [`${F}frame_height`, 720],
    [`${F}interlace_mode`, 'progressive'],
    [`${F}color_sampling`, 'YCbCr-4:2:2'],
    [`${F}component_depth`, 10],
    [`${F}profile`, 'High444.12'],
    [`${F}level`, '1k-1'],
    [`${F}sublevel`, 'Sublev3bpp'],
    [`${T}bit_rate`, 116000],
    [`${T}packet_transmission_mode`, 'slice_out_of_order'],
    [`${T}st2110_21_sender_type`, '2110TPN'],
    [`${T}hkep`, undefined],
    [`${F}event_type`, undefined],
  ])('%s comes from the SDP where IS-04 does not say it', (urn, expected) => {
    expect(CAP_PARAMETERS.get(urn)?.valueIn(stream(null, { sdp: jxsv }))).toEqual(expected)
  })

  it.each([
    [`${F}bit_rate`, 'flow', { bit_rate: 110000 }, 110000],
    [`${T}bit_rate`, 'sender', { bit_rate: 116000 }, 116000],
    [`${T}hkep`, 'sender', { hkep: true }, true],
    [`${T}privacy`, 'sender', { privacy: false }, false],
    [`${T}st2110_21_sender_type`, 'sender', { st2110_21_sender_type: '2110TPW' }, '2110TPW'],
  ])('%s comes from the %s', (urn, where, json, expected) => {
    const given = where === 'flow' ? stream(json) : stream({}, { sender: json })
    expect(CAP_PARAMETERS.get(urn)?.valueIn(given)).toEqual(expected)
  })
})

describe.skipIf(!hasSpecFiles)('the examples of BCP-004-01', () => {
  const named = (part: string) => {
    const found = [...specFiles('bcp-004-01/v1.0/examples', '.json')].find(([path]) => path.includes(part))
    const result = readResource('receiver', JSON.parse(found?.[1] ?? 'null'))
    if (!result.ok) throw new Error(result.fault)
    return result.resource
  }

  it('say by which format group a stream fits', () => {
    expect(receiverAccepts(named('video-1080'), stream(i25))).toEqual({
      ok: true,
      set: '1080i Format Group as per VSF TR-05:2018',
      unknown: [],
    })
    expect(receiverAccepts(named('video-1080'), stream(p50))).toMatchObject({
      ok: true,
      set: '1080p Format Group as per VSF TR-05:2018',
    })
  })

  it('say why a stream does not fit', () => {
    const p25 = { ...p50, grain_rate: { numerator: 25 } }
    expect(receiverAccepts(named('video-1080'), stream(p25))).toEqual({
      ok: false,
      reasons: [
        'needs 1080i25 or 1080i29.97, the source is 1080p25',
        'needs 1080p23.98 or 1080p50 or 1080p59.94, the source is 1080p25',
      ],
    })
  })
})
