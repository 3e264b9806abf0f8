import type { Leg } from '../../../contract'
import { readSdp } from '../../nmos/sdp'
import { showRational } from '../../nmos/rational'
import type { Flow, Rational, Source } from '../../nmos/resources'
import { formatOf } from '../../nmos/urn'

/**
 * What of a sender's transport file does not agree with its flow (IS-04) and with its `/active` (IS-05), as ends of a
 * sentence; null: the file cannot be read, `fault` says why.
 */
export type SdpCheck = { readonly fault: string } | { readonly fault: null; readonly against: readonly string[] }

/** `legs`: of `/active`; null: they are not known. */
export function checkSdp(
  text: string,
  {
    flow,
    source,
    legs,
  }: { readonly flow: Flow | null; readonly source: Source | null; readonly legs: readonly Leg[] | null },
): SdpCheck {
  const read = readSdp(text)
  if (!read.ok) return { fault: read.fault }
  const { essence, legs: paths } = read.sdp
  const against: string[] = []
  const differ = (what: string, file: string | null, flowSays: string | null): void => {
    if (file === null || flowSays === null || file.toLowerCase() === flowSays.toLowerCase()) return
    against.push(`${what} is ${file} in its transport file and ${flowSays} in its flow`)
  }
  if (flow !== null) {
    const format = formatOf(flow.format)
    if (format !== 'unknown' && essence.format !== 'unknown') differ('the format', essence.format, format)
    differ('the media type', essence.mediaType, flow.media_type)
    differ('the width', textOf(essence.width), textOf(flow.frame_width))
    differ('the height', textOf(essence.height), textOf(flow.frame_height))
    differ(
      'the rate',
      rateOf(essence.frameRate),
      essence.format === 'video' ? rateOf(flow.grain_rate ?? source?.grain_rate ?? null) : null,
    )
    differ('the colorimetry', essence.colorimetry, flow.colorspace)
    differ('the sample rate', textOf(essence.sampleRate), hertzOf(flow.sample_rate))
    differ('the number of channels', textOf(essence.channelCount), textOf(source?.channel_count ?? null))
  }
  const sent = legs?.filter(({ enabled }) => enabled) ?? []
  for (const [index, leg] of sent.entries()) {
    const path = paths[index]
    if (path === undefined || leg.multicast === null || leg.port === null) continue
    const active = `${leg.multicast}:${leg.port}`
    const file = `${path.destination}:${path.port}`
    if (active !== file)
      against.push(`leg ${index + 1} goes to ${file} in its transport file and to ${active} in its /active`)
  }
  return { fault: null, against }
}

function textOf(value: number | null): string | null {
  return value === null ? null : String(value)
}

function rateOf(rate: Rational | null): string | null {
  return rate === null ? null : showRational(rate)
}

function hertzOf(rate: Rational | null): string | null {
  return rate === null ? null : String(rate.numerator / (rate.denominator ?? 1))
}
