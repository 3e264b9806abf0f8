import type { ConstraintSet, ReceiverCaps } from '../node/blueprint'
import { videoFormats, type Rational, type VideoFormatName } from '../node/formats'

/** One BCP-004-01 constraint set for a video format of the lab. */
export function videoSet(name: VideoFormatName): ConstraintSet {
  const format = videoFormats[name]
  return {
    'urn:x-nmos:cap:meta:label': name,
    'urn:x-nmos:cap:format:media_type': { enum: ['video/raw'] },
    'urn:x-nmos:cap:format:grain_rate': { enum: [format.rate] },
    'urn:x-nmos:cap:format:frame_width': { enum: [format.width] },
    'urn:x-nmos:cap:format:frame_height': { enum: [format.height] },
    'urn:x-nmos:cap:format:interlace_mode': { enum: [format.interlace] },
    'urn:x-nmos:cap:format:color_sampling': { enum: ['YCbCr-4:2:2'] },
    'urn:x-nmos:cap:format:component_depth': { enum: [10] },
  }
}

/** A video receiver for the formats named. */
export const takesVideo = (...names: readonly VideoFormatName[]): ReceiverCaps => ({
  format: 'video',
  mediaTypes: ['video/raw'],
  constraintSets: names.map(videoSet),
})

/** A video receiver without any constraint, JPEG XS included. */
export const takesAnyVideo: ReceiverCaps = { format: 'video', mediaTypes: ['video/raw', 'video/jxsv'] }

const sampleRate: Rational = { numerator: 48_000, denominator: 1 }

/** An audio receiver for up to so many channels; 0.125 ms packets only where `fast`. */
export const takesAudio = (channels: number, fast: boolean): ReceiverCaps => ({
  format: 'audio',
  mediaTypes: ['audio/L24', 'audio/L16'],
  constraintSets: [
    {
      'urn:x-nmos:cap:meta:label': `up to ${String(channels)} channels`,
      'urn:x-nmos:cap:format:channel_count': { minimum: 1, maximum: channels },
      'urn:x-nmos:cap:format:sample_rate': { enum: [sampleRate] },
      'urn:x-nmos:cap:transport:packet_time': { enum: fast ? [0.125, 1] : [1] },
    },
  ],
})

export const takesAncillary: ReceiverCaps = { format: 'data', mediaTypes: ['video/smpte291'] }

/** An IS-07 receiver; `*` ends a type that takes all below it. */
export const takesEvents = (...types: readonly string[]): ReceiverCaps => ({
  format: 'data',
  mediaTypes: ['application/json'],
  eventTypes: types,
})

export const takesMux: ReceiverCaps = { format: 'mux', mediaTypes: ['video/SMPTE2022-6'] }
