import type { Candidate } from '../../../../contract'
import { many } from '../../../components/numberWords'
import { classes } from '../../../components/classes'
import { usePicture } from '../../../state/picture'
import { titleOf } from '../../../state/routes'
import { useTake } from '../../../state/take'
import type { Pairing } from '../pairs'
import { useCanvas, usePointer } from './canvasStore'
import styles from './DragHint.module.css'

/** Pairs that are listed; the others are a number. */
const LISTED = 8
/** How far from the pointer, CSS px, and how near to the edge of the window it may come. */
const AWAY = 18
const ROOM = { width: 350, height: 210 } as const

function Pairs({ pairing }: { readonly pairing: Pairing }) {
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const { routes, notes } = pairing
  const name = (record: Parameters<typeof titleOf>[0] | undefined): string =>
    record === undefined ? '?' : titleOf(record)
  return (
    <>
      <b>{routes.length === 0 ? 'Nothing of it can be routed' : many(routes.length, 'route')}</b>
      <ol>
        {routes.slice(0, LISTED).map(({ senderId, receiverId }) => (
          <li key={receiverId}>
            <span>{name(senders.get(senderId))}</span>
            <span>→</span>
            <span>{name(receivers.get(receiverId))}</span>
          </li>
        ))}
      </ol>
      {routes.length > LISTED && <p className="quiet">and {routes.length - LISTED} more</p>}
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </>
  )
}

function Reasons({ verdict }: { readonly verdict: Candidate | undefined }) {
  if (verdict === undefined) return null
  return (
    <>
      <p>{verdict.reasons.join(' ')}</p>
      {verdict.verdict === 'refused' && verdict.code === 'POLICY' && (
        <p className="quiet">Drop it to see the rules, and whether you may overrule them.</p>
      )}
      {verdict.code === 'ON_AIR' && <p className="quiet">TAKE will have to be held.</p>}
    </>
  )
}

/** Beside the pointer of a drag: the pairs that a drop would make, or why it cannot be dropped there. */
export function DragHint() {
  const at = usePointer()
  const pairing = useCanvas((canvas) => canvas.pairing)
  const hover = useCanvas((canvas) => canvas.hover)
  const verdict = useTake((take) => (hover === null ? undefined : take.drag?.verdicts?.get(hover)))
  const refused = verdict !== undefined && verdict.verdict !== 'fits' && verdict.reasons.length > 0
  if (at === null || (pairing === null && !refused)) return null
  const left = at.x + AWAY + ROOM.width > window.innerWidth ? at.x - AWAY : at.x + AWAY
  const top = at.y + AWAY + ROOM.height > window.innerHeight ? at.y - AWAY : at.y + AWAY
  const shift = `translate(${left < at.x ? '-100%' : '0'}, ${top < at.y ? '-100%' : '0'})`
  return (
    <div
      className={classes(styles.hint, pairing === null && styles.refused)}
      style={{ left, top, transform: shift }}
      role="status"
      data-testid="drag-hint"
    >
      {pairing === null ? <Reasons verdict={verdict} /> : <Pairs pairing={pairing} />}
    </div>
  )
}
