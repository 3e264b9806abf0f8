import { useMemo, useState } from 'react'
import type { Schedule } from '../../../contract'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { cronWords } from '../../components/cronTimes'
import { countdownText, localMoment, utcMoment } from '../../components/momentText'
import { useNow } from '../../components/now'
import { Page } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Segments } from '../../components/Segments'
import { Unsaved } from '../../components/Unsaved'
import { useSchedules } from '../../state/schedules'
import { isAtLeast, useActor } from '../../state/session'
import { BookingForm, bookingForm } from './BookingForm'
import { BookingPanel } from './BookingPanel'
import { Calendar } from './Calendar'
import { ordered, stateTone, stateWords } from './bookings'
import styles from './Schedules.module.css'

type Look = 'list' | 'week' | 'month'
const looks: readonly (readonly [Look, string])[] = [
  ['list', 'List'],
  ['week', 'Week'],
  ['month', 'Month'],
]

/** From how near on a booking lights up, ms. */
const SOON_MS = 5 * 60_000

function Row({ schedule, open, now }: { readonly schedule: Schedule; readonly open: boolean; readonly now: number }) {
  const { id, label, summary, state, actor, problem, cron, last } = schedule
  const at = Date.parse(schedule.at)
  const show = (): void => {
    goTo('schedules', id)
  }
  const waits = state === 'waiting'
  return (
    <tr data-open={open} onClick={show} data-testid={`booking-${id}`}>
      <td className={classes(styles.count, waits ? at - now < SOON_MS && styles.soon : stateTone(state))}>
        {waits ? countdownText(at - now) : stateWords[state]}
      </td>
      <td className={styles.time}>
        {localMoment(at, now)}
        <small>{utcMoment(at, now)} UTC</small>
      </td>
      <td className={page.named}>
        <div className={page.parts}>
          <button type="button" onClick={show}>
            <b className={page.clamp} title={label === '' ? summary : label}>
              {label === '' ? summary : label}
            </b>
          </button>
          {label !== '' && (
            <span className={classes('quiet', page.clamp)} title={summary}>
              {summary}
            </span>
          )}
          {cron !== null && <span className={styles.again}>{cronWords(cron)}</span>}
        </div>
        {problem !== null && <span className={styles.problem}>{problem}</span>}
      </td>
      <td className="quiet">
        {schedule.targets.length === 0
          ? '–'
          : schedule.targets.length === 1
            ? '1 destination'
            : `${String(schedule.targets.length)} destinations`}
      </td>
      <td className={last === null ? 'faint' : stateTone(last.state)} title={last?.problem ?? undefined}>
        {last === null ? '–' : `${stateWords[last.state]} ${localMoment(Date.parse(last.at), now)}`}
      </td>
      <td className={classes('quiet', page.named)}>
        <span className={page.clamp} title={actor.name}>
          {actor.name}
        </span>
      </td>
      <td className="quiet">{schedule.misfire === 'skip' ? 'left out' : 'done late'}</td>
    </tr>
  )
}

function Side({ what, list }: { readonly what: string | null; readonly list: readonly Schedule[] | null }) {
  const may = isAtLeast(useActor(), 'operator')
  const chosen = list?.find(({ id }) => id === what)
  if (chosen !== undefined) return <BookingPanel key={chosen.id} schedule={chosen} />
  if (!may)
    return <p className="quiet">You may look at the bookings; making and cancelling them needs the role operator.</p>
  return <BookingForm key={what ?? ''} what={what} />
}

/** What Signalbox does by itself when its time has come. */
export function SchedulesView() {
  const { what } = usePlace()
  const { value, problem } = useSchedules()
  const may = isAtLeast(useActor(), 'operator')
  const now = useNow()
  const [look, setLook] = useState<Look>('list')
  const { coming, over } = useMemo(() => ordered(value ?? []), [value])
  return (
    <Page
      title="Schedules"
      about="Bookings that Signalbox holds, not the devices. Each is planned and guarded when its time has come, and read back afterwards."
      actions={
        <>
          <Segments label="Shown as" value={look} options={looks} disabled={false} onChange={setLook} />
          {may && (
            <Button
              onClick={() => {
                goTo('schedules', 'new')
              }}
            >
              Book… <Unsaved form={bookingForm(null)} />
            </Button>
          )}
        </>
      }
      side={<Side what={what} list={value} />}
    >
      {look !== 'list' && (
        <Calendar
          look={look}
          open={what}
          onWeek={() => {
            setLook('week')
          }}
        />
      )}
      {look === 'list' && (
        <>
          <table className={page.table} aria-label="Bookings">
            <thead>
              <tr>
                <th>State</th>
                <th>When</th>
                <th>What</th>
                <th>Touches</th>
                <th>Last time</th>
                <th>Who</th>
                <th>If missed</th>
              </tr>
            </thead>
            <tbody>
              {coming.map((schedule) => (
                <Row key={schedule.id} schedule={schedule} open={schedule.id === what} now={now} />
              ))}
              {over.length > 0 && (
                <tr className={styles.fold}>
                  <td colSpan={7}>Over</td>
                </tr>
              )}
              {over.map((schedule) => (
                <Row key={schedule.id} schedule={schedule} open={schedule.id === what} now={now} />
              ))}
            </tbody>
          </table>
          <div className={page.more}>
            <Problem text={problem} />
            {value === null && problem === null && <p className="quiet">Asking the engine…</p>}
            {value !== null && coming.length === 0 && (
              <p className="quiet">
                Nothing is booked.{' '}
                {may && 'Choose a playbook, a salvo, a snapshot, a take or a job on the right, and say when.'}
              </p>
            )}
          </div>
        </>
      )}
    </Page>
  )
}
