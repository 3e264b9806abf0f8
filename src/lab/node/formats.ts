import type { Signal } from '../events/signal'
import type { FormatName } from './urn'

export type Rational = { readonly numerator: number; readonly denominator: number }

export type Interlace = 'progressive' | 'interlaced_tff'

/** Uncompressed (ST 2110-20) or JPEG XS (ST 2110-22) video. `rate` counts frames, not fields. */
export type VideoEssence = {
  readonly kind: 'video'
  readonly codec: 'raw' | 'jxsv'
  readonly width: number
  readonly height: number
  readonly interlace: Interlace
  readonly rate: Rational
  readonly colorspace: 'BT709' | 'BT2020'
  readonly transfer: 'SDR' | 'HLG'
}

/** PCM audio (ST 2110-30). `packetTimeMs` is 1 or 0.125. */
export type AudioEssence = {
  readonly kind: 'audio'
  readonly channels: number
  readonly packetTimeMs: number
}

/** Ancillary data (ST 2110-40). */
export type AncillaryEssence = { readonly kind: 'ancillary'; readonly rate: Rational }

/** IS-07 events: JSON, never RTP. */
export type EventEssence = { readonly kind: 'event'; readonly signal: Signal }

/** SDI over IP (ST 2022-6). */
export type MuxEssence = { readonly kind: 'mux' }

export type Essence = VideoEssence | AudioEssence | AncillaryEssence | EventEssence | MuxEssence

export const audioSampleRate = 48_000
export const audioBitDepth = 24
export const videoBitDepth = 10

export function formatOf(essence: Essence): FormatName {
  switch (essence.kind) {
    case 'video':
    case 'audio':
    case 'mux':
      return essence.kind
    case 'ancillary':
    case 'event':
      return 'data'
  }
}

/** IANA media type of a flow of this essence. */
export function mediaTypeOf(essence: Essence): string {
  switch (essence.kind) {
    case 'video':
      return `video/${essence.codec}`
    case 'audio':
      return 'audio/L24'
    case 'ancillary':
      return 'video/smpte291'
    case 'event':
      return 'application/json'
    case 'mux':
      return 'video/SMPTE2022-6'
  }
}

const hz = (numerator: number, denominator = 1): Rational => ({ numerator, denominator })

const video = (width: number, height: number, interlace: Interlace, rate: Rational): VideoEssence => ({
  kind: 'video',
  codec: 'raw',
  width,
  height,
  interlace,
  rate,
  colorspace: width > 1920 ? 'BT2020' : 'BT709',
  transfer: width > 1920 ? 'HLG' : 'SDR',
})

/** The video formats that the lab's plants are made of. */
export const videoFormats = {
  '1080p50': video(1920, 1080, 'progressive', hz(50)),
  '1080p59': video(1920, 1080, 'progressive', hz(60_000, 1001)),
  '1080i50': video(1920, 1080, 'interlaced_tff', hz(25)),
  '720p50': video(1280, 720, 'progressive', hz(50)),
  '2160p50': video(3840, 2160, 'progressive', hz(50)),
} as const

export type VideoFormatName = keyof typeof videoFormats

export const audioOf = (channels: number, packetTimeMs = 1): AudioEssence => ({ kind: 'audio', channels, packetTimeMs })

export const ancillary: AncillaryEssence = { kind: 'ancillary', rate: hz(50) }
