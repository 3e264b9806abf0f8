import { useReactFlow, useStore } from '@xyflow/react'
import { memo, type PointerEvent } from 'react'
import { around, type Places, type Rect } from '../layout/places'
import styles from './Minimap.module.css'

/** CSS px, inside the frame. */
const WIDTH = 176
const HEIGHT = 100
const INSET = 6

/** The whole plant as rooms, and what of it the window shows. A press or a drag moves there. */
export const Minimap = memo(function Minimap({ places }: { readonly places: Places }) {
  const flow = useReactFlow()
  const bounds = around(places.rooms.values())
  if (bounds === null) return null
  const scale = Math.min(WIDTH / bounds.width, HEIGHT / bounds.height)
  const left = INSET + (WIDTH - bounds.width * scale) / 2
  const top = INSET + (HEIGHT - bounds.height * scale) / 2
  const go = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.buttons !== 1) return
    const at = event.currentTarget.getBoundingClientRect()
    const x = (event.clientX - at.left - left) / scale + bounds.x
    const y = (event.clientY - at.top - top) / scale + bounds.y
    void flow.setCenter(x, y, { zoom: flow.getZoom() })
  }
  const onMap = (rect: Rect) => ({
    x: left + (rect.x - bounds.x) * scale,
    y: top + (rect.y - bounds.y) * scale,
    width: rect.width * scale,
    height: rect.height * scale,
  })
  return (
    <svg
      className={styles.map}
      width={WIDTH + 2 * INSET}
      height={HEIGHT + 2 * INSET}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        go(event)
      }}
      onPointerMove={go}
    >
      {[...places.rooms].map(([key, rect]) => (
        <rect key={key} className={styles.room} {...onMap(rect)} rx={2} />
      ))}
      <Window onMap={onMap} />
    </svg>
  )
})

function Window({ onMap }: { readonly onMap: (rect: Rect) => Rect }) {
  const [x, y, zoom] = useStore((s) => s.transform)
  const width = useStore((s) => s.width)
  const height = useStore((s) => s.height)
  const seen = onMap({ x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom })
  // Clipped to the map: the edge of what is seen stays visible when more than the plant is.
  const left = Math.max(1, seen.x)
  const top = Math.max(1, seen.y)
  const right = Math.min(WIDTH + 2 * INSET - 1, seen.x + seen.width)
  const bottom = Math.min(HEIGHT + 2 * INSET - 1, seen.y + seen.height)
  if (right <= left || bottom <= top) return null
  return <rect className={styles.window} x={left} y={top} width={right - left} height={bottom - top} rx={3} />
}
