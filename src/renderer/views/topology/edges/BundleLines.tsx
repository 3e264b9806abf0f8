import { memo, useMemo, type CSSProperties } from 'react'
import { classes } from '../../../components/classes'
import type { Air } from '../../../state/onAir'
import { bundle, type Bundle } from '../bundles'
import type { Graph } from '../graphModel'
import type { Places, Rect } from '../layout/places'
import type { LevelOfDetail } from '../levelOfDetail'
import { boxAnchor, curve } from './anchors'
import { foldedRooms, isFolded } from './folded'
import styles from './edges.module.css'

type Props = { readonly graph: Graph; readonly places: Places; readonly level: LevelOfDetail }

/** Lines of one look, drawn as one path: a few elements for thousands of routes. */
type Strand = { readonly hue: string; readonly width: number; readonly air: Air; readonly path: string }

/** Routes between boxes: of folded rooms always, of devices and of whole rooms far out. */
export const BundleLines = memo(function BundleLines({ graph, places, level }: Props) {
  const bundles = useMemo(() => bundlesAt(graph, level), [graph, level])
  const strands = useMemo(() => strandsOf(bundles, places, level), [bundles, places, level])
  return strands.map(({ hue, width, air, path }) => (
    <path
      key={`${hue} ${String(width)} ${String(air)}`}
      className={classes(styles.bundle, air !== null && styles.bundleOnAir, air === 'stale' && styles.bundleStale)}
      d={path}
      style={{ '--hue': `var(--${hue})`, strokeWidth: width } as CSSProperties}
      vectorEffect="non-scaling-stroke"
    />
  ))
})

const roomBox = (key: string): string => `room ${key}`
const deviceBox = (id: string): string => `device ${id}`

function bundlesAt(graph: Graph, level: LevelOfDetail): readonly Bundle[] {
  const folded = foldedRooms(graph)
  const boxOf = (id: string): string | null => {
    const group = graph.devices.get(id)?.group
    if (group === undefined) return null
    return level === 'rooms' || folded.has(group) ? roomBox(group) : deviceBox(id)
  }
  const links = [...graph.links.values()]
  if (level !== 'ports') return bundle(links, boxOf)
  // Near enough for ports, only what begins or ends in a folded room has no line of its own.
  return bundle(
    links.filter((link) => isFolded(graph, folded, link)),
    boxOf,
  )
}

function strandsOf(bundles: readonly Bundle[], places: Places, level: LevelOfDetail): readonly Strand[] {
  const rectOf = (box: string): Rect | undefined =>
    box.startsWith('room ') ? places.rooms.get(box.slice(5)) : places.devices.get(box.slice(7))
  const strands = new Map<string, Strand>()
  for (const { from, to, count, format, offline, air } of bundles) {
    const start = rectOf(from)
    const end = rectOf(to)
    if (start === undefined || end === undefined) continue
    const hue = air !== null ? 'air' : offline ? 'faint' : (format ?? 'dim')
    const thin = air === null ? 1 : 2
    const width = level === 'devices' ? thin : Math.min(5, 1.5 + Math.floor(Math.log2(count)) * 0.75)
    const key = `${hue} ${String(width)} ${String(air)}`
    const path = curve(boxAnchor(start, 'out'), boxAnchor(end, 'in'))
    strands.set(key, { hue, width, air, path: (strands.get(key)?.path ?? '') + path })
  }
  // What is on air lies above the rest.
  return [...strands.values()].sort((a, b) => Number(a.air !== null) - Number(b.air !== null))
}
