import { parse, type MediaDescription, type SessionDescription } from 'sdp-transform'
import { isMulticast } from './addressing'
import type { Rational } from './formats'
import type { Leg } from './transportParams'

/** What a receiver learns from a transport file. */
export type SdpReading = {
  /** Transport parameters, path 1 first. */
  readonly legs: readonly Leg[]
  readonly media: SdpMedia
}

/** Media information of the first stream; what the file does not say is undefined. */
export type SdpMedia = {
  readonly mediaType: string
  readonly width?: number
  readonly height?: number
  readonly interlaced?: boolean
  readonly rate?: Rational
  readonly sampling?: string
  readonly depth?: number
  readonly colorimetry?: string
  readonly transfer?: string
  readonly channels?: number
  readonly sampleRate?: number
  readonly packetTimeMs?: number
}

/** A transport file that cannot be used; its message is for the operator. */
export class SdpProblem extends Error {}

/**
 * Reads an SDP file as IS-05 v1.1 §Behaviour: RTP Transport Type – Interpretation of SDP Files says, ST 2022-7 in its
 * three ways (separate destinations, separate sources, temporal; RFC 7104) included.
 * @throws SdpProblem where it is no SDP or names no RTP stream.
 */
export function readSdp(text: string): SdpReading {
  if (!/^v=0+\s*$/m.test(text.slice(0, 32))) throw new SdpProblem('it does not begin with v=0')
  const session = parse(text)
  const malformed = text.split(/\r?\n/).find((line) => line !== '' && !/^[a-z]=/.test(line))
  if (malformed !== undefined) throw new SdpProblem(`line "${malformed.slice(0, 60)}" is not SDP`)
  const streams = rtpStreams(session)
  const [first] = streams
  if (first === undefined) throw new SdpProblem('it has no RTP media')
  const legs = streams.length > 1 ? streams.map((media) => legOf(session, media, 0)) : legsOfOne(session, first)
  return { legs, media: mediaOf(first) }
}

/** RTP streams in the order of `group:DUP`; without such a group only the first counts. */
function rtpStreams(session: SessionDescription): MediaDescription[] {
  const rtp = session.media.filter((media) => media.protocol.startsWith('RTP/'))
  const dup = session.groups?.find((group) => group.type === 'DUP')
  if (dup === undefined) return rtp.slice(0, 1)
  const mids = String(dup.mids).split(' ')
  const grouped = rtp.filter((media) => mids.includes(String(media.mid)))
  return grouped.length > 0 ? grouped.slice(0, 2) : rtp.slice(0, 1)
}

function legsOfOne(session: SessionDescription, media: MediaDescription): Leg[] {
  const sources = sourcesOf(session, media)
  if (media.ssrcGroups?.some((group) => group.semantics === 'DUP') !== true) return [legOf(session, media, 0)]
  return [legOf(session, media, 0), legOf(session, media, sources.length > 1 ? 1 : 0)]
}

function legOf(session: SessionDescription, media: MediaDescription, path: number): Leg {
  const address = (media.connection?.ip ?? session.connection?.ip)?.split('/')[0]
  if (address === undefined) throw new SdpProblem('it has no connection address (c=)')
  if (!Number.isInteger(media.port) || media.port < 1) throw new SdpProblem('its media has no port')
  const multicast = isMulticast(address)
  return {
    source_ip: sourcesOf(session, media)[path] ?? null,
    multicast_ip: multicast ? address : null,
    interface_ip: multicast ? 'auto' : address,
    destination_port: media.port,
    rtp_enabled: true,
  }
}

function sourcesOf(session: SessionDescription, media: MediaDescription): string[] {
  const filter = media.sourceFilter ?? session.sourceFilter
  return filter?.filterMode === 'incl' ? filter.srcList.split(' ').filter((source) => source !== '') : []
}

function mediaOf(media: MediaDescription): SdpMedia {
  const [rtp] = media.rtp
  if (rtp === undefined) throw new SdpProblem('its media has no rtpmap')
  const mediaType = `${media.type}/${rtp.codec}`
  if (media.type === 'audio') {
    return {
      mediaType,
      channels: rtp.encoding ?? 1,
      ...(rtp.rate === undefined ? {} : { sampleRate: rtp.rate }),
      ...(media.ptime === undefined ? {} : { packetTimeMs: media.ptime }),
    }
  }
  const fmtp = parameters(media.fmtp[0]?.config ?? '')
  const rate = rational(fmtp.get('exactframerate'))
  return {
    mediaType,
    ...number('width', fmtp.get('width')),
    ...number('height', fmtp.get('height')),
    ...number('depth', fmtp.get('depth')),
    ...text('sampling', fmtp.get('sampling')),
    ...text('colorimetry', fmtp.get('colorimetry')),
    ...text('transfer', fmtp.get('tcs')),
    ...(rate === undefined ? {} : { rate, interlaced: fmtp.has('interlace') }),
  }
}

/** Format-specific parameters by lower-case name; a flag has the empty value. */
function parameters(config: string): Map<string, string> {
  const pairs = config.split(';').map((part) => {
    const [name = '', ...value] = part.trim().split('=')
    return [name.toLowerCase(), value.join('=')] as const
  })
  return new Map(pairs)
}

function rational(value: string | undefined): Rational | undefined {
  const match = /^([0-9]+)(?:\/([0-9]+))?$/.exec(value ?? '')
  if (match?.[1] === undefined) return undefined
  return { numerator: Number(match[1]), denominator: Number(match[2] ?? 1) }
}

function number<K extends string>(key: K, value: string | undefined): Partial<Record<K, number>> {
  const parsed = Number(value)
  return value === undefined || value === '' || Number.isNaN(parsed) ? {} : ({ [key]: parsed } as Record<K, number>)
}

function text<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>)
}
