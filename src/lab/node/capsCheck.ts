import type { ConstraintSet, ReceiverCaps } from './blueprint'
import type { SdpMedia } from './sdpRead'

/**
 * Why a stream does not fit a receiver, or undefined where it does (BCP-004-01 v1.0 §Behaviour: Receivers). Any one
 * enabled constraint set is enough; what the transport file does not say counts as satisfied.
 */
export function capsProblem(caps: ReceiverCaps, media: SdpMedia): string | undefined {
  if (caps.mediaTypes !== undefined && !caps.mediaTypes.some((type) => same(type, media.mediaType))) {
    return `media type ${media.mediaType} is not one of ${caps.mediaTypes.join(', ')}`
  }
  const enabled = caps.constraintSets?.filter((set) => set['urn:x-nmos:cap:meta:enabled'] !== false)
  if (enabled === undefined) return undefined
  const problems = enabled.map((set) => setProblem(set, media))
  if (problems.includes(undefined)) return undefined
  return problems.length === 0 ? 'no constraint set is enabled' : [...new Set(problems)].join('; ')
}

function setProblem(set: ConstraintSet, media: SdpMedia): string | undefined {
  for (const [urn, constraint] of Object.entries(set)) {
    const name = urn.replace('urn:x-nmos:cap:', '')
    if (name.startsWith('meta:')) continue
    const value = valueOf(name, media)
    if (value !== undefined && !satisfies(value, constraint)) {
      return `${name.split(':')[1] ?? name} ${JSON.stringify(value).replaceAll('"', '')} is not within ${JSON.stringify(constraint)}`
    }
  }
  return undefined
}

/** The value a capability speaks of; a rational as a number. */
function valueOf(name: string, media: SdpMedia): string | number | undefined {
  switch (name) {
    case 'format:media_type':
      return media.mediaType
    case 'format:frame_width':
      return media.width
    case 'format:frame_height':
      return media.height
    case 'format:interlace_mode':
      return media.interlaced === undefined ? undefined : media.interlaced ? 'interlaced_tff' : 'progressive'
    case 'format:grain_rate':
      return media.rate === undefined ? undefined : media.rate.numerator / media.rate.denominator
    case 'format:color_sampling':
      return media.sampling
    case 'format:component_depth':
      return media.depth
    case 'format:colorspace':
      return media.colorimetry
    case 'format:transfer_characteristic':
      return media.transfer
    case 'format:channel_count':
      return media.channels
    case 'format:sample_rate':
      return media.sampleRate
    case 'transport:packet_time':
    case 'transport:max_packet_time':
      return media.packetTimeMs
    default:
      return undefined
  }
}

function satisfies(value: string | number, constraint: unknown): boolean {
  if (typeof constraint !== 'object' || constraint === null) return true
  const { enum: allowed, minimum, maximum } = constraint as Record<string, unknown>
  if (Array.isArray(allowed) && !allowed.some((one: unknown) => plain(one) === value)) return false
  const low = plain(minimum)
  const high = plain(maximum)
  if (typeof value === 'number' && typeof low === 'number' && value < low) return false
  return !(typeof value === 'number' && typeof high === 'number' && value > high)
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('numerator' in value)) return value
  const { numerator, denominator } = value as { numerator: number; denominator?: number }
  return numerator / (denominator ?? 1)
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
