import type { Decision } from '../../../contract'
import type { PlantView } from '../../plant/plant'
import type { OpeningWindow, WindowBook } from './windowBook'

/**
 * The change window that a request can wait for: the last to begin of those its targets need. Null when something else
 * is against it too, or a target has no window ahead.
 */
export function windowToWaitFor(
  plant: PlantView,
  windows: Pick<WindowBook, 'nextFor'>,
  blocking: readonly Decision[],
): OpeningWindow | null {
  let latest: OpeningWindow | null = null
  for (const { code, target } of blocking) {
    const entry = target === null ? undefined : plant.get(target)
    const next = code !== 'CHANGE_WINDOW' || entry === undefined ? null : windows.nextFor(entry)
    if (next === null) return null
    if (latest === null || next.opening.start > latest.opening.start) latest = next
  }
  return latest
}
