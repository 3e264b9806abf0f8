import { useReactFlow, useStore } from '@xyflow/react'
import { useTake } from '../../../state/take'
import { useCanvas, usePointer } from '../canvas/canvasStore'
import { isValidConnection } from '../connectable'
import { portEnd } from '../canvas/dragGesture'
import type { Graph } from '../graphModel'
import type { Places } from '../layout/places'
import { curve, portAnchor, type Point } from './anchors'
import { useAutoPan } from './useAutoPan'
import styles from './edges.module.css'

type Props = { readonly graph: Graph; readonly places: Places }

/** The white line of a drag, and the routes that an open sheet is about. */
export function DragLine({ graph, places }: Props) {
  const drag = useCanvas((canvas) => canvas.drag)
  const routes = useTake((take) => take.sheet?.routes)
  return (
    <svg className={styles.layer} style={{ zIndex: 3 }}>
      {drag === null &&
        routes?.map((route) => <Pending key={route.receiverId} graph={graph} places={places} {...route} />)}
      {drag !== null && <Dragged graph={graph} places={places} />}
    </svg>
  )
}

type PendingProps = Props & { readonly senderId: string | null; readonly receiverId: string }

function Pending({ graph, places, senderId, receiverId }: PendingProps) {
  const to = portAnchor(graph, places, receiverId)
  const leaves = senderId === null
  const from = portAnchor(graph, places, senderId ?? graph.links.get(receiverId)?.senderId ?? '')
  if (from === null || to === null) return null
  return (
    <>
      <path className={leaves ? styles.leaving : styles.pending} d={curve(from, to)} />
      {!leaves && <circle className={styles.ring} cx={to.x} cy={to.y} r={9} />}
    </>
  )
}

function Dragged({ graph, places }: Props) {
  const drag = useCanvas((canvas) => canvas.drag)
  const hover = useCanvas((canvas) => canvas.hover)
  const pairing = useCanvas((canvas) => canvas.pairing)
  const verdicts = useTake((take) => take.drag?.verdicts ?? null)
  const pointer = usePointer()
  const { screenToFlowPosition } = useReactFlow()
  useStore((s) => s.transform)
  useAutoPan()
  if (drag === null) return null
  if (pairing !== null && pairing.routes.length > 0)
    return pairing.routes.map((route) => <Pending key={route.receiverId} graph={graph} places={places} {...route} />)
  const { from } = drag
  const start = portAnchor(graph, places, from.id)
  const end = hover === null ? null : portEnd(hover)
  const snaps = end !== null && isValidConnection(from, end, verdicts)
  const there: Point | null = snaps ? portAnchor(graph, places, end.id) : pointer && screenToFlowPosition(pointer)
  if (start === null || there === null) return null
  const path = from.kind === 'sender' ? curve(start, there) : curve(there, start)
  return (
    <>
      <path className={styles.drag} d={path} />
      <circle className={styles.ring} cx={start.x} cy={start.y} r={9} opacity={0.6} />
      {snaps && <circle className={styles.ring} cx={there.x} cy={there.y} r={9} />}
    </>
  )
}
