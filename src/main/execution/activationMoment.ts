import type { ActivationInput, Decision } from '../../contract'
import { parseTai, taiToUtcMs } from '../nmos/tai'

/** The farthest that a moment held by the devices may lie ahead, ms; what is later is a schedule, held by Signalbox. */
const FARTHEST_MS = 30_000

/** Why a scheduled activation cannot be asked for, or null. `now`: epoch ms. */
export function againstMoment(activation: ActivationInput, now: number): Decision | null {
  const ahead = aheadMs(activation, now)
  if (ahead === null) return null
  const deny = (text: string): Decision => ({ effect: 'deny', code: 'BAD_MOMENT', text, action: null, target: null })
  if (ahead <= 0) return deny('The moment of the activation is over; nothing was sent.')
  if (ahead <= FARTHEST_MS) return null
  return deny('The devices hold a moment at most 30 s ahead. For later, make it a schedule, which Signalbox holds.')
}

function aheadMs(activation: ActivationInput, now: number): number | null {
  switch (activation.mode) {
    case 'activate_immediate':
    case 'preset':
    case 'together':
    case 'stage':
      return null
    case 'activate_scheduled_absolute': {
      const at = parseTai(activation.requestedTime)
      return at === null ? 0 : taiToUtcMs(at) - now
    }
    case 'activate_scheduled_relative': {
      const ahead = parseTai(activation.requestedTime)
      return ahead === null ? 0 : ahead.seconds * 1000 + ahead.nanoseconds / 1e6
    }
  }
}
