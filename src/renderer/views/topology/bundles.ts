import type { Format, Id } from '../../../contract'
import { strongerAir, type Air } from '../../state/onAir'
import type { GraphLink } from './graphModel'

/** Several routes between the same two boxes, drawn as one line. */
export type Bundle = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly count: number
  /** The format they share; null when they differ. */
  readonly format: Format | null
  readonly offline: boolean
  /** Whether any of them feeds something on air. */
  readonly air: Air
}

/**
 * Routes put together by the boxes that they join. `boxOf` names the box of a device, or null where it has none; a route
 * within one box is left out.
 */
export function bundle(links: Iterable<GraphLink>, boxOf: (deviceId: Id) => string | null): readonly Bundle[] {
  const bundles = new Map<string, Bundle>()
  for (const link of links) {
    const from = boxOf(link.from)
    const to = boxOf(link.to)
    if (from === null || to === null || from === to) continue
    const id = `${from}>${to}`
    const old = bundles.get(id)
    const offline = link.status === 'offline'
    bundles.set(id, {
      id,
      from,
      to,
      count: (old?.count ?? 0) + 1,
      format: old === undefined || old.format === link.format ? link.format : null,
      offline: offline && (old?.offline ?? true),
      air: strongerAir(old?.air ?? null, link.air),
    })
  }
  return [...bundles.values()]
}
