import { memo, type CSSProperties } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Tally } from '../../../contract'
import { classes } from '../../components/classes'
import { bookingText, holdMeans, holdText } from '../../components/holdText'
import { LockBadge } from '../../components/LockBadge'
import { useMinute } from '../../components/minute'
import { tallySentence, tallyWord } from '../../components/tallyText'
import { useEvents } from '../../state/events'
import { airOf, feedsOnly } from '../../state/onAir'
import { titleOf } from '../../state/routes'
import { useActor } from '../../state/session'
import { useTake } from '../../state/take'
import { useView } from '../../state/view'
import { useCanvas } from './canvas/canvasStore'
import { clickPort } from './canvas/chosen'
import { portEnd, pressed } from './canvas/dragGesture'
import { standing, type Standing } from './connectable'
import type { GraphPort } from './graphModel'
import styles from './PortRow.module.css'
import { withoutSubject } from './rowText'

type Props = { readonly port: GraphPort; readonly controllable: boolean }

/**
 * Names up to so many letters fit in any case. Only longer ones are clipped: every clip is a layer of its own to the
 * browser, and thousands of them make a pan stutter.
 */
const FITS = 20

/** What is said at a port, besides its name: the most pressing first. */
type Note = { readonly look: 'warn' | 'quiet' | 'plain' | 'air'; readonly text: string } | null

/** One port of a device: a row with a square on the side that its signal leaves or enters. */
export const PortRow = memo(function PortRow({ port, controllable }: Props) {
  const { record } = port
  const { id } = record
  // One subscription for each store: a plant has thousands of rows.
  const { stands, verdict, outcome } = useTake(
    useShallow(({ drag, outcomes }) => ({
      stands: drag === null ? null : standing(drag.from, { kind: port.kind, id }, drag.verdicts),
      verdict: drag?.verdicts?.get(id),
      outcome: outcomes.get(id),
    })),
  )
  const foreign = useEvents((events) => events.foreign.get(id))
  const { selected, chosen, flownTo } = useView(
    useShallow((view) => ({
      selected: view.selected?.id === id,
      chosen: view.selection.has(id),
      flownTo: view.flyTo?.id === id ? view.flyTo.at : 0,
    })),
  )
  const { paired, hovered, tabbed, isNear, lit, refusal } = useCanvas(
    useShallow((canvas) => ({
      paired: canvas.paired?.has(id) === true,
      hovered: canvas.hover === id,
      tabbed: canvas.focus === id,
      isNear: canvas.drag?.from.format === record.format || canvas.hover === id,
      lit: canvas.lit?.ports.has(id) === true,
      refusal: canvas.refusal?.id === id ? canvas.refusal.text : null,
    })),
  )
  const actor = useActor()

  const title = titleOf(record)
  const taken = port.kind === 'receiver' ? port.from !== null : port.record.active
  const loose = port.kind === 'receiver' && !(controllable && port.record.controllable)
  const reason = verdict === undefined || verdict.verdict === 'fits' ? '' : verdict.reasons.join(' ')
  const hold = port.kind === 'receiver' ? port.record.lock : null
  const booking = port.kind === 'receiver' ? port.record.booking : null
  const { tally } = record
  const air = airOf(tally)
  const now = useMinute(hold !== null || booking !== null || tally !== undefined)
  const mine = hold !== null && hold.owner.id === actor?.id
  const note = noteOf({
    stands,
    booked: booking === null ? null : bookingText(booking, now),
    reason: verdict?.code === 'ON_AIR' ? 'on air' : reason,
    isNear,
    tally,
    failure: refusal ?? (outcome?.ok === false ? outcome.text : null),
    foreign: foreign?.text,
  })
  return (
    <div
      role="button"
      tabIndex={tabbed ? 0 : -1}
      data-port={id}
      data-testid={`port-${id}`}
      data-standing={stands ?? undefined}
      data-air={air ?? undefined}
      data-tally={tally?.state}
      aria-label={ariaLabel(port, title, loose, mine, note?.text ?? null)}
      aria-pressed={selected || chosen}
      data-chosen={chosen || undefined}
      title={tooltip(port, title, loose, mine, now, reason, note?.text ?? null)}
      style={{ '--hue': `var(--${record.format})` } as CSSProperties}
      className={classes(
        'nopan',
        styles.row,
        port.kind === 'sender' ? styles.out : styles.in,
        taken && styles.taken,
        air !== null && styles.onAir,
        air === 'stale' && styles.stale,
        air === null && tally !== undefined && styles.told,
        lit && styles.lit,
        selected && styles.selected,
        chosen && styles.chosen,
        paired && styles.paired,
        stands !== null && styles[stands],
        hovered && styles.hovered,
        record.status === 'offline' && styles.offline,
        (refusal !== null || outcome?.ok === false) && styles.failed,
        isTight(title, note, hold !== null) && styles.tight,
      )}
      onPointerDown={(event) => {
        const from = portEnd(id)
        if (event.button === 0 && from !== null) pressed(event, from, null)
      }}
      onClick={(event) => {
        clickPort({ kind: port.kind, id }, event)
      }}
    >
      {outcome?.ok === true && <i key={outcome.at} className={styles.justTaken} data-testid={`taken-${id}`} />}
      {flownTo > 0 && <i key={flownTo} className={styles.pulse} />}
      <i className={styles.pin} />
      <span className={styles.name}>{title}</span>
      {hold !== null && <LockBadge hold={hold} mine={mine} named={note === null} />}
      {note !== null && (
        <span className={classes(styles.note, styles[note.look])} data-testid={`note-${id}`}>
          {note.look === 'warn' && '▲ '}
          {note.look === 'plain' && tally?.state === 'recording' && note.text === tallyWord(tally) && '● '}
          {note.look === 'plain' && tally?.state === 'preset' && note.text === tallyWord(tally) && '○ '}
          {withoutSubject(note.text, [title, record.label])}
        </span>
      )}
      {loose && note === null && <NoControl />}
    </div>
  )
})

/** A broken chain link: the quiet mark of what can be seen but not taken. */
function NoControl() {
  return (
    <svg className={styles.loose} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M6.5 9.5 4.8 11.2a2.3 2.3 0 0 1-3.2-3.2L3.3 6.3M9.5 6.5l1.7-1.7a2.3 2.3 0 0 1 3.2 3.2l-1.7 1.7M3 3l10 10" />
    </svg>
  )
}

/** What the tally says needs so few letters that most names have room beside it without being clipped. */
const isTight = (title: string, note: Note, held: boolean): boolean =>
  title.length > FITS || held || (note !== null && (note.look !== 'air' || title.length + note.text.length > FITS))

function noteOf(of: {
  readonly stands: Standing | null
  readonly reason: string
  /** Only where somebody might have expected otherwise is it said why not: all else just fades. */
  readonly isNear: boolean
  /** Of a drop or a take that nothing came of. */
  readonly failure: string | null
  readonly foreign: string | undefined
  /** What Signalbox keeps for it, `14:00 → CAM 2`. */
  readonly booked: string | null
  readonly tally: Tally | undefined
}): Note {
  if (of.stands === 'refused' && of.isNear && of.reason !== '') return { look: 'quiet', text: of.reason }
  if (of.stands === 'confirm') return { look: 'warn', text: of.reason === '' ? 'wants a yes' : of.reason }
  if (of.stands !== null) return null
  if (of.failure !== null) return { look: 'warn', text: of.failure }
  if (of.foreign !== undefined) return { look: 'warn', text: 'changed from outside' }
  const { tally, booked } = of
  // What only feeds something on air is red and needs no word; that nobody hears a tally any more always does.
  if (tally?.stale === true) return { look: 'air', text: feedsOnly(tally) ? 'stale' : tallyWord(tally) }
  if (booked !== null) return { look: 'plain', text: booked }
  if (tally === undefined || (tally.state === 'on-air' && feedsOnly(tally))) return null
  return { look: tally.state === 'on-air' ? 'air' : 'plain', text: tallyWord(tally) }
}

const noControl = 'Its device offers no Connection API: it can be seen, not taken.'

function ariaLabel(port: GraphPort, title: string, loose: boolean, mine: boolean, note: string | null): string {
  const words = [`${port.kind} ${title}`]
  if (port.kind === 'receiver') words.push(port.from === null ? 'free' : `from ${port.from}`)
  else if (!port.record.active) words.push('inactive')
  if (port.record.status === 'offline') words.push('offline')
  if (loose) words.push('not controllable')
  if (port.kind === 'receiver' && port.record.lock !== null)
    words.push(
      `${port.record.lock.kind === 'lock' ? 'locked' : 'protected'} by ${mine ? 'you' : port.record.lock.owner.name}`,
    )
  const { tally } = port.record
  if (tally !== undefined && note !== tallyWord(tally)) words.push(tallyWord(tally))
  if (note !== null) words.push(note)
  return words.join(', ')
}

function tooltip(
  port: GraphPort,
  title: string,
  loose: boolean,
  mine: boolean,
  now: number,
  reason: string,
  note: string | null,
): string {
  const { record } = port
  const lines = [title]
  if (record.label !== '' && record.label !== title) lines.push(`On the device: ${record.label}`)
  if (port.kind === 'receiver')
    lines.push(port.from === null ? 'Free' : `From ${port.from}${port.record.route.inferred ? ' (inferred)' : ''}`)
  else lines.push(port.record.active ? 'Sending' : 'Inactive: a take activates it')
  lines.push(`${record.format} · ${record.transport}${record.status === 'offline' ? ' · offline' : ''}`)
  if (record.tally !== undefined) lines.push(tallySentence(record.tally, now))
  if (loose) lines.push(noControl)
  if (port.kind === 'receiver') {
    const { lock, booking } = port.record
    if (lock !== null) lines.push(`${holdText(lock, mine, now)}. ${holdMeans(lock, mine)}`)
    if (booking !== null) lines.push(`Booked: ${bookingText(booking, now)} (UTC)`)
  }
  if (reason !== '') lines.push(reason)
  else if (note !== null) lines.push(note)
  return lines.join('\n')
}
