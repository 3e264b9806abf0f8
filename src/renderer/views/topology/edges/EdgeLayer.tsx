import { memo, useMemo } from 'react'
import type { Graph } from '../graphModel'
import type { Places } from '../layout/places'
import type { LevelOfDetail } from '../levelOfDetail'
import { classes } from '../../../components/classes'
import { BundleLines } from './BundleLines'
import { foldedRooms, isFolded } from './folded'
import { lineOf, type RouteLine } from './routeLines'
import { RouteEdge } from './RouteEdge'
import { useNearby, type Nearby } from './useNearby'
import styles from './edges.module.css'

type Props = { readonly graph: Graph; readonly places: Places; readonly level: LevelOfDetail }

/** More routes than these are hairlines: easier to tell apart, and a third of the work to draw. */
const FEW = 150

/** Every route of the picture, in one drawing under the devices; far out they are bundled. */
export const EdgeLayer = memo(function EdgeLayer({ graph, places, level }: Props) {
  const near = useNearby(graph.links.size)
  return (
    <svg
      className={classes(styles.layer, graph.links.size > FEW && styles.many)}
      data-testid="edges"
      data-level={level}
    >
      {level === 'ports' && <Routes graph={graph} places={places} near={near} />}
      <BundleLines graph={graph} places={places} level={level} />
    </svg>
  )
})

type RoutesProps = { readonly graph: Graph; readonly places: Places; readonly near: Nearby }

const Routes = memo(function Routes({ graph, places, near }: RoutesProps) {
  const lines = useMemo(() => {
    const all: RouteLine[] = []
    const folded = foldedRooms(graph)
    for (const link of graph.links.values()) {
      if (isFolded(graph, folded, link)) continue
      const line = lineOf(graph, places, link)
      if (line !== null) all.push(line)
    }
    // What is on air lies above the rest.
    return all.sort((a, b) => Number(a.link.air !== null) - Number(b.link.air !== null))
  }, [graph, places])
  return lines
    .filter((line) => near.touches(line))
    .map(({ link, path, from, to }) => (
      <RouteEdge key={link.id} link={link} path={path} fromX={from.x} fromY={from.y} toX={to.x} toY={to.y} />
    ))
})
