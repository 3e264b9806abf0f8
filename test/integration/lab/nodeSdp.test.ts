import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ancillary, audioOf, videoFormats, type Essence } from '../../../src/lab/node/formats'
import { readSdp, SdpProblem } from '../../../src/lab/node/sdpRead'
import { writeSdp } from '../../../src/lab/node/sdpWrite'

const specs = resolve(
  process.env['NMOS_SPECS'] ?? fileURLToPath(new URL('../../../../shared/nmos-specs', import.meta.url)),
)
const fixtures = join(specs, 'fixtures')
const available = existsSync(fixtures)
const sony = (name: string): string => readFileSync(join(fixtures, `sony-nmos-cpp/sdp/${name}.1.sdp`), 'utf8')

const leg = (source: string | null, multicast: string | null, port: number, own = 'auto'): object => ({
  source_ip: source,
  multicast_ip: multicast,
  interface_ip: own,
  destination_port: port,
  rtp_enabled: true,
})

describe.skipIf(!available)('the examples of IS-05', () => {
  const cases: readonly (readonly [string, object[]])[] = [
    ['sdp_utils_test.testInterpretationOfSdpFilesUnicast', [leg(null, null, 51_372, '10.46.16.34')]],
    [
      'sdp_utils_test.testInterpretationOfSdpFilesSourceSpecificMulticast',
      [leg('172.29.226.24', '232.21.21.133', 5000)],
    ],
    [
      'sdp_utils_test.testInterpretationOfSdpFilesSeparateSourceAddresses',
      [leg('198.51.100.1', '233.252.0.1', 30_000), leg('198.51.100.2', '233.252.0.1', 30_000)],
    ],
    [
      'sdp_utils_test.testInterpretationOfSdpFilesSeparateDestinationAddresses',
      [leg('198.51.100.1', '233.252.0.1', 30_000), leg('198.51.100.1', '233.252.0.2', 30_000)],
    ],
    [
      'sdp_temporal_redundancy_test.testInterpretationOfSdpFilesTemporalRedundancy',
      [leg('198.51.100.1', '233.252.0.1', 30_000), leg('198.51.100.1', '233.252.0.1', 30_000)],
    ],
  ]

  test.each(cases)('%s', (name, legs) => {
    expect(readSdp(sony(name)).legs).toEqual(legs)
  })

  test('any-source multicast has no source', () => {
    const text = sony('sdp_utils_test.testInterpretationOfSdpFilesSourceSpecificMulticast')
    const open = text.replace(/a=source-filter.*\n/, '')
    expect(readSdp(open).legs).toEqual([leg(null, '232.21.21.133', 5000)])
  })
})

describe.skipIf(!available)('files of the field', () => {
  const folder = join(fixtures, 'AMWA-TV-sdpoker/examples')
  const names = available ? readdirSync(folder).filter((name) => name.endsWith('.sdp')) : []

  test.each(names)('%s can be read', (name) => {
    const { legs } = readSdp(readFileSync(join(folder, name), 'utf8'))
    expect(legs.length).toBeGreaterThan(0)
    for (const { destination_port: port } of legs) expect(port).toBeGreaterThan(0)
  })

  test('media of ST 2110-20 with two legs', () => {
    const { legs, media } = readSdp(readFileSync(join(folder, 'st2110-10.sdp'), 'utf8'))
    expect(legs.map((path) => path['multicast_ip'])).toEqual(['239.100.9.10', '239.101.9.10'])
    expect(media).toEqual({
      mediaType: 'video/raw',
      width: 1280,
      height: 720,
      depth: 10,
      sampling: 'YCbCr-4:2:2',
      colorimetry: 'BT709',
      transfer: 'SDR',
      rate: { numerator: 60_000, denominator: 1001 },
      interlaced: false,
    })
  })
})

test.each(['', 'hello', 'v=0', 'v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=x\r\nt=0 0\r\n', '<html></html>'])(
  'no SDP: %j',
  (text) => {
    expect(() => readSdp(text)).toThrow(SdpProblem)
  },
)

describe('what the lab writes it can read', () => {
  const legs = [0, 1].map((path) => ({
    source_ip: `10.2${String(path)}.1.10`,
    destination_ip: `239.2${String(path)}.0.1`,
    source_port: 5004,
    destination_port: 5004,
    rtp_enabled: true,
  }))
  const essences: readonly Essence[] = [
    ...Object.values(videoFormats),
    { ...videoFormats['1080p50'], codec: 'jxsv' },
    audioOf(2),
    audioOf(16, 0.125),
    ancillary,
    { kind: 'mux' },
  ]
  const write = (essence: Essence, enabled: readonly boolean[]): string =>
    writeSdp({
      name: 'CAM\n1',
      description: '',
      sessionId: 7,
      sessionVersion: 3,
      essence,
      legs: legs.map((path, i) => ({ ...path, rtp_enabled: enabled[i] ?? false })),
    })

  test.each(essences)('$kind $codec $height $channels', (essence) => {
    const text = write(essence, [true, true])
    expect(text).toContain('a=group:DUP PRIMARY SECONDARY\r\n')
    expect(text).toContain('o=- 7 3 IN IP4 10.20.1.10\r\n')
    const reading = readSdp(text)
    expect(reading.legs).toEqual([leg('10.20.1.10', '239.20.0.1', 5004), leg('10.21.1.10', '239.21.0.1', 5004)])
    if (essence.kind === 'audio') expect(reading.media).toMatchObject({ channels: essence.channels })
    if (essence.kind === 'video') {
      expect(reading.media).toMatchObject({
        width: essence.width,
        rate: essence.rate,
        interlaced: essence.interlace !== 'progressive',
      })
    }
  })

  test('a leg that is off is not in the file', () => {
    expect(readSdp(write(ancillary, [false, true])).legs).toEqual([leg('10.21.1.10', '239.21.0.1', 5004)])
    expect(write(ancillary, [false, true])).not.toContain('DUP')
  })
})
