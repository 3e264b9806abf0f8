import { CAP_PARAMETERS, type Stream } from './capParameters'
import { showRational, toRational } from './rational'
import type { RawResource } from './resources'

const FORMAT = 'urn:x-nmos:cap:format:'

/** A stream's raster as people say it, `1080p50` or `1080i25` (frames per second), or null when it is not known. */
export function raster(stream: Stream): string | null {
  const value = (name: string) => CAP_PARAMETERS.get(FORMAT + name)?.valueIn(stream)
  return words(value('frame_height'), value('interlace_mode'), value('grain_rate'))
}

/** The rasters a Constraint Set asks for, `1080i25 or 1080i29.97`, or null when it does not name them one by one. */
export function rastersOf(set: RawResource): string | null {
  const heights = allowed(set, 'frame_height')
  const rates = allowed(set, 'grain_rate')
  const modes = allowed(set, 'interlace_mode')
  if (heights.length === 0 || rates.length === 0 || modes.length === 0) return null
  const all = heights.flatMap((height) => modes.flatMap((mode) => rates.map((rate) => words(height, mode, rate))))
  const named = [...new Set(all.filter((word) => word !== null))]
  if (named.length === 0) return null
  return named.length > 6 ? `${named.slice(0, 6).join(', ')} …` : named.join(' or ')
}

function allowed(set: RawResource, name: string): readonly unknown[] {
  const constraint = set[FORMAT + name]
  if (typeof constraint !== 'object' || constraint === null || !('enum' in constraint)) return []
  return Array.isArray(constraint.enum) ? constraint.enum : []
}

function words(height: unknown, mode: unknown, rate: unknown): string | null {
  const frames = toRational(rate)
  if (typeof height !== 'number' || frames === null) return null
  return `${height}${scanning(mode)}${showRational(frames)}`
}

function scanning(mode: unknown): string {
  if (mode === 'interlaced_psf') return 'psf'
  return typeof mode === 'string' && mode.startsWith('interlaced') ? 'i' : 'p'
}
