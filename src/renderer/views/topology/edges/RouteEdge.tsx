import { memo, type CSSProperties } from 'react'
import { classes } from '../../../components/classes'
import { select } from '../../../state/view'
import { useCanvas } from '../canvas/canvasStore'
import { portEnd, pressed } from '../canvas/dragGesture'
import type { GraphLink } from '../graphModel'
import styles from './edges.module.css'

type Props = {
  readonly link: GraphLink
  readonly path: string
  readonly fromX: number
  readonly fromY: number
  readonly toX: number
  readonly toY: number
}

/** How far from a port the end of its edge is grasped, and how wide, in units of the picture. */
const GRIP = 11
const GRIP_RADIUS = 8

/** A route. Its ends can be pulled off: onto another port, or onto nothing to disconnect. */
export const RouteEdge = memo(function RouteEdge({ link, path, fromX, fromY, toX, toY }: Props) {
  const look = useCanvas(({ lit, drag }) => {
    if (drag?.reconnects === link.id) return styles.pulled
    if (lit === null) return null
    return lit.links.has(link.id) ? styles.lit : styles.dimmed
  })
  const offline = link.status === 'offline'
  const choose = (): void => {
    select({ kind: 'receiver', id: link.id })
  }
  return (
    <g
      data-testid={`edge-${link.id}`}
      data-inferred={link.inferred}
      data-status={link.status}
      data-air={link.air ?? undefined}
      className={classes(
        styles.edge,
        offline && styles.offline,
        link.inferred && styles.inferred,
        link.air !== null && styles.onAir,
        link.air === 'stale' && styles.stale,
        look,
      )}
      style={{ '--hue': `var(--${link.format})` } as CSSProperties}
    >
      <path className={styles.line} d={path} />
      <path className={classes('nopan', styles.hit)} d={path} onClick={choose} />
      <circle
        className={classes('nopan', styles.grip)}
        data-testid={`edge-start-${link.id}`}
        cx={fromX + GRIP}
        cy={fromY}
        r={GRIP_RADIUS}
        onClick={choose}
        onPointerDown={(event) => {
          const stays = portEnd(link.id)
          if (event.button === 0 && stays !== null) pressed(event, stays, link.id)
        }}
      />
      <circle
        className={classes('nopan', styles.grip)}
        data-testid={`edge-end-${link.id}`}
        cx={toX - GRIP}
        cy={toY}
        r={GRIP_RADIUS}
        onClick={choose}
        onPointerDown={(event) => {
          const stays = portEnd(link.senderId)
          if (event.button === 0 && stays !== null) pressed(event, stays, link.id)
        }}
      />
    </g>
  )
})
