import { ptp } from './addressing'
import { audioBitDepth, audioSampleRate, videoBitDepth, type Essence, type VideoEssence } from './formats'
import type { Leg } from './transportParams'

/** What a transport file is made of; `legs` are active parameters, with nothing left at `auto`. */
export type SdpContent = {
  readonly name: string
  readonly description: string
  readonly sessionId: number
  /** Goes up with each change of the file (RFC 8866 §5.2). */
  readonly sessionVersion: number
  readonly essence: Essence
  readonly legs: readonly Leg[]
}

const payloadType = 96

/** Bandwidth of a JPEG XS stream; ST 2110-22 wants it said. */
const jpegXsKilobits = 240_000
const midNames = ['PRIMARY', 'SECONDARY'] as const

/**
 * The transport file of an RTP sender: ST 2110-10/-20/-22/-30/-40 or ST 2022-6, with `group:DUP` for ST 2022-7
 * (RFC 7104), source filters (RFC 4570) and PTP (RFC 7273). Legs with `rtp_enabled` false are not in it.
 */
export function writeSdp(content: SdpContent): string {
  const legs = content.legs.filter((leg) => leg['rtp_enabled'] !== false)
  const origin = legs[0]?.['source_ip'] ?? '0.0.0.0'
  const lines = [
    'v=0',
    `o=- ${String(content.sessionId)} ${String(content.sessionVersion)} IN IP4 ${String(origin)}`,
    `s=${oneLine(content.name) || ' '}`,
    ...(content.description === '' ? [] : [`i=${oneLine(content.description)}`]),
    't=0 0',
    ...(legs.length > 1 ? [`a=group:DUP ${midNames.slice(0, legs.length).join(' ')}`] : []),
  ]
  for (const [i, leg] of legs.entries()) {
    lines.push(...mediaLines(content.essence, leg))
    if (legs.length > 1) lines.push(`a=mid:${midNames[i] ?? ''}`)
  }
  return `${lines.join('\r\n')}\r\n`
}

function mediaLines(essence: Essence, leg: Leg): string[] {
  const destination = String(leg['destination_ip'])
  const source = String(leg['source_ip'])
  const port = String(leg['destination_port'])
  const [kind, rtpmap, attributes] = describe(essence)
  const ttl = isMulticastV4(destination) ? '/64' : ''
  return [
    `m=${kind} ${port} RTP/AVP ${String(payloadType)}`,
    `c=IN IP4 ${destination}${ttl}`,
    ...(essence.kind === 'video' && essence.codec === 'jxsv' ? [`b=AS:${String(jpegXsKilobits)}`] : []),
    ...(ttl === '' ? [] : [`a=source-filter: incl IN IP4 ${destination} ${source}`]),
    `a=ts-refclk:ptp=IEEE1588-2008:${ptp.grandmaster.toUpperCase()}:${String(ptp.domain)}`,
    'a=mediaclk:direct=0',
    `a=rtpmap:${String(payloadType)} ${rtpmap}`,
    ...attributes,
  ]
}

/** m-line kind, rtpmap encoding and further attribute lines of an essence. */
function describe(essence: Essence): readonly [string, string, readonly string[]] {
  const fmtp = (text: string): string => `a=fmtp:${String(payloadType)} ${text}`
  switch (essence.kind) {
    case 'video':
      return ['video', `${essence.codec}/90000`, [fmtp(videoParameters(essence))]]
    case 'audio':
      return [
        'audio',
        `L${String(audioBitDepth)}/${String(audioSampleRate)}/${String(essence.channels)}`,
        [
          fmtp(`channel-order=SMPTE2110.(${channelOrder(essence.channels)})`),
          `a=ptime:${String(essence.packetTimeMs)}`,
          `a=maxptime:${String(essence.packetTimeMs)}`,
        ],
      ]
    case 'ancillary':
      return ['video', 'smpte291/90000', [fmtp('DID_SDID={0x61,0x02}; DID_SDID={0x60,0x60}; VPID_Code=137')]]
    case 'mux':
      return ['video', 'SMPTE2022-6/27000000', []]
    case 'event':
      throw new Error('Events have no transport file')
  }
}

function videoParameters(video: VideoEssence): string {
  const { numerator, denominator } = video.rate
  const rate = denominator === 1 ? String(numerator) : `${String(numerator)}/${String(denominator)}`
  const common = [
    'sampling=YCbCr-4:2:2',
    `width=${String(video.width)}`,
    `height=${String(video.height)}`,
    ...(video.interlace === 'progressive' ? [] : ['interlace']),
    `exactframerate=${rate}`,
    `depth=${String(videoBitDepth)}`,
    `TCS=${video.transfer}`,
    `colorimetry=${video.colorspace}`,
  ]
  const tail =
    video.codec === 'raw'
      ? ['PM=2110GPM', 'SSN=ST2110-20:2017', 'TP=2110TPN']
      : ['packetmode=0', 'profile=High444.12', 'level=2k-1', 'sublevel=Sublev3bpp', 'SSN=ST2110-22:2019', 'TP=2110TPN']
  return [...common, ...tail].join('; ')
}

function channelOrder(channels: number): string {
  if (channels === 1) return 'M'
  if (channels === 2) return 'ST'
  if (channels === 6) return '51'
  return `U${String(channels).padStart(2, '0')}`
}

const isMulticastV4 = (address: string): boolean => {
  const first = Number(address.split('.')[0])
  return first >= 224 && first <= 239
}

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').trim()
