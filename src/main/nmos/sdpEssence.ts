import type { MediaDescription, SessionDescription } from 'sdp-transform'
import type { Rational } from './resources'
import type { Format } from './urn'

/** What a stream carries, as far as its SDP says. Null: it does not say. */
export type SdpEssence = {
  readonly format: Format
  /** `video/raw`, `audio/L24`, `video/smpte291`, … */
  readonly mediaType: string | null
  readonly width: number | null
  readonly height: number | null
  readonly frameRate: Rational | null
  /** As IS-04 names it; null where the stream is no video. */
  readonly interlaceMode: 'progressive' | 'interlaced_tff' | 'interlaced_psf' | null
  readonly sampling: string | null
  /** Bits per component; null for floating point. */
  readonly depth: number | null
  readonly colorimetry: string | null
  readonly transferCharacteristic: string | null
  readonly channelCount: number | null
  /** Hz. */
  readonly sampleRate: number | null
  /** Bits per sample of linear PCM. */
  readonly sampleDepth: number | null
  /** ms. */
  readonly packetTimeMs: number | null
  readonly maxPacketTimeMs: number | null
  /** `b=AS`, kilobit/s. */
  readonly bitRateKbps: number | null
  readonly clock: SdpClock | null
  /** All format-specific parameters (`a=fmtp`); a bare word has an empty value. */
  readonly fmtp: ReadonlyMap<string, string>
}

/** The clock a stream is timed by (`a=ts-refclk`, RFC 7273). */
export type SdpClock =
  | {
      readonly type: 'ptp'
      readonly profile: string
      readonly grandmaster: string | null
      readonly domain: number | null
    }
  | { readonly type: 'localmac'; readonly mac: string }
  | { readonly type: 'other'; readonly text: string }

/** Reads what one section of an SDP says of its essence (ST 2110-20, -22, -30, -31, -40, ST 2022-6). */
export function readEssence(session: SessionDescription, media: MediaDescription): SdpEssence {
  const rtp = media.rtp[0]
  const codec = rtp?.codec ?? ''
  const fmtp = readFmtp(media)
  const format = formatOfMedia(media.type, codec)
  const isVideo = format === 'video'
  const isAudio = format === 'audio'
  return {
    format,
    mediaType: codec === '' ? null : `${media.type}/${codec}`,
    width: positive(fmtp.get('width')),
    height: positive(fmtp.get('height')),
    frameRate: readRational(fmtp.get('exactframerate')),
    interlaceMode: isVideo && fmtp.size > 0 ? interlaceMode(fmtp) : null,
    sampling: fmtp.get('sampling') ?? null,
    depth: positive(fmtp.get('depth')),
    colorimetry: fmtp.get('colorimetry') ?? null,
    transferCharacteristic: fmtp.get('TCS') ?? null,
    channelCount: isAudio ? (positive(rtp?.encoding) ?? 1) : null,
    sampleRate: isAudio ? positive(rtp?.rate) : null,
    sampleDepth: isAudio ? positive(/^L(\d+)$/.exec(codec)?.[1]) : null,
    packetTimeMs: positive(media.ptime),
    maxPacketTimeMs: positive(media.maxptime),
    bitRateKbps: positive(media.bandwidth?.find(({ type }) => type === 'AS')?.limit),
    clock: readClock(firstClock(media.tsRefClocks) ?? firstClock(session.tsRefClocks)),
    fmtp,
  }
}

function formatOfMedia(type: string, codec: string): Format {
  if (/^smpte2022-6$/i.test(codec) || /^mp2t$/i.test(codec)) return 'mux'
  if (/^(smpte291|ST2110-41)$/i.test(codec)) return 'data'
  switch (type) {
    case 'video':
      return 'video'
    case 'audio':
      return 'audio'
    case 'application':
    case 'text':
      return 'data'
    default:
      return 'unknown'
  }
}

function readFmtp(media: MediaDescription): ReadonlyMap<string, string> {
  const payload = media.rtp[0]?.payload
  const line = media.fmtp.find((entry) => payload === undefined || entry.payload === payload)
  const parameters = new Map<string, string>()
  for (const part of String(line?.config ?? '').split(';')) {
    const equals = part.indexOf('=')
    const name = (equals < 0 ? part : part.slice(0, equals)).trim()
    if (name !== '') parameters.set(name, equals < 0 ? '' : part.slice(equals + 1).trim())
  }
  return parameters
}

function interlaceMode(fmtp: ReadonlyMap<string, string>): SdpEssence['interlaceMode'] {
  if (fmtp.has('segmented')) return 'interlaced_psf'
  return fmtp.has('interlace') ? 'interlaced_tff' : 'progressive'
}

function readRational(text: string | undefined): Rational | null {
  const match = /^(\d+)(?:\/(\d+))?$/.exec(text ?? '')
  if (match === null) return null
  const denominator = match[2] === undefined ? 1 : Number(match[2])
  return denominator === 0 ? null : { numerator: Number(match[1]), denominator }
}

/** A list in truth, whatever the parser's types say. */
function firstClock(clocks: unknown): RefClock | null {
  const first: unknown = Array.isArray(clocks) ? clocks[0] : null
  return typeof first === 'object' && first !== null && 'clksrc' in first ? (first as RefClock) : null
}

type RefClock = { readonly clksrc: string; readonly clksrcExt?: string | number }

function readClock(clock: RefClock | null): SdpClock | null {
  if (clock === null) return null
  const rest = clock.clksrcExt === undefined ? '' : String(clock.clksrcExt)
  if (clock.clksrc === 'localmac') return { type: 'localmac', mac: rest }
  if (clock.clksrc !== 'ptp') return { type: 'other', text: rest === '' ? clock.clksrc : `${clock.clksrc}=${rest}` }
  const [profile = '', grandmaster, domain] = rest.split(':')
  const number = domain === undefined || !/^\d+$/.test(domain) ? null : Number(domain)
  return {
    type: 'ptp',
    profile,
    grandmaster: grandmaster === 'traceable' ? null : (grandmaster ?? null),
    domain: number,
  }
}

function positive(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null
  const number = Number(value)
  return Number.isFinite(number) && number > 0 ? number : null
}
