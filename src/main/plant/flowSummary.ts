import { showRational } from '../nmos/rational'
import type { Flow, Source } from '../nmos/resources'
import { formatOf } from '../nmos/urn'

/** What a flow carries, in words: `1080p50 · BT709`, `2 ch · 48 kHz`, `smpte291`; empty when it does not say. */
export function flowSummary(flow: Flow | null, source: Source | null): string {
  if (flow === null) return ''
  return words(flow, source)
    .filter((word) => word !== null && word !== '')
    .join(' · ')
}

function words(flow: Flow, source: Source | null): readonly (string | null)[] {
  switch (formatOf(flow.format)) {
    case 'video':
      return [raster(flow, source), codec(flow), flow.colorspace, transfer(flow)]
    case 'audio':
      return [channels(source), sampleRate(flow), flow.bit_depth === null ? null : `${flow.bit_depth} bit`]
    case 'data':
    case 'mux':
    case 'unknown':
      return [flow.event_type ?? source?.event_type ?? codecName(flow)]
  }
}

function raster(flow: Flow, source: Source | null): string | null {
  const rate = flow.grain_rate ?? source?.grain_rate ?? null
  if (flow.frame_height === null) return rate === null ? null : `${showRational(rate)} fps`
  return `${flow.frame_height}${scanning(flow.interlace_mode)}${rate === null ? '' : showRational(rate)}`
}

function scanning(mode: string | null): string {
  if (mode === 'interlaced_psf') return 'psf'
  return mode?.startsWith('interlaced') === true ? 'i' : 'p'
}

/** Uncompressed video is what is expected and not said. */
function codec(flow: Flow): string | null {
  return flow.media_type?.toLowerCase() === 'video/raw' ? null : codecName(flow)
}

function codecName({ media_type }: Flow): string | null {
  return media_type === null ? null : media_type.slice(media_type.indexOf('/') + 1)
}

function transfer({ transfer_characteristic }: Flow): string | null {
  return transfer_characteristic === 'SDR' ? null : transfer_characteristic
}

function channels(source: Source | null): string | null {
  return source?.channel_count === null || source === null ? null : `${source.channel_count} ch`
}

function sampleRate({ sample_rate }: Flow): string | null {
  if (sample_rate === null) return null
  return `${showRational({ ...sample_rate, denominator: (sample_rate.denominator ?? 1) * 1000 })} kHz`
}
