import { useEffect, useMemo, useState } from 'react'
import type { Occurrence } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { useHouse } from '../../state/house'
import { problemOf } from '../../state/problem'
import { mondayOf } from '../windows/week'
import { calendarDays, midnights, monthPage, type CalendarDay, type DayEntry } from './calendarDays'
import styles from './Schedules.module.css'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const two = (n: number): string => String(n).padStart(2, '0')
const clock = (at: number): string => `${two(new Date(at).getHours())}:${two(new Date(at).getMinutes())}`

/** The engine gives no more at once. */
const MOST = 1000
/** Entries of a day that a month shows. */
const IN_MONTH = 4

type Asked = {
  readonly key: string
  readonly items: readonly Occurrence[] | null
  /** There are more than the engine gives at once. */
  readonly cut: boolean
  readonly problem: string | null
}

/** The span in pieces of seven days. */
function weeksOf(from: number, to: number): readonly (readonly [number, number])[] {
  const week = 7 * 86_400_000
  return Array.from({ length: Math.ceil((to - from) / week) }, (_, i) => [
    from + i * week,
    Math.min(to, from + (i + 1) * week),
  ])
}

/** What happens in a span of time, asked again when bookings change. */
function useOccurrences(from: number, to: number): Asked {
  const news = useHouse('schedules')
  const key = `${String(from)} ${String(to)}`
  const [asked, setAsked] = useState<Asked>({ key, items: null, cut: false, problem: null })
  useEffect(() => {
    const life = new AbortController()
    const asks = weeksOf(from, to).map(([start, end]) =>
      client.schedules.calendar(
        { from: new Date(start).toISOString(), to: new Date(end).toISOString() },
        { signal: life.signal },
      ),
    )
    Promise.all(asks).then(
      (answers) => {
        if (life.signal.aborted) return
        const items = answers.flatMap((answer) => answer.items)
        const cut = answers.some((answer) => answer.items.length >= MOST)
        setAsked({ key: `${String(from)} ${String(to)}`, items, cut, problem: null })
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) setAsked((before) => ({ ...before, problem: problemOf(thrown) }))
      },
    )
    return () => {
      life.abort()
    }
  }, [from, to, news])
  return asked.key === key ? asked : { key, items: null, cut: false, problem: asked.problem }
}

function Entry({ entry, open, now }: { readonly entry: DayEntry; readonly open: boolean; readonly now: number }) {
  const { scheduleId, label, first, last, count } = entry
  return (
    <a
      className={classes(styles.time2, last < now && styles.past)}
      href={hashOf('schedules', scheduleId)}
      aria-current={open ? 'true' : undefined}
      title={`${clock(first)} ${label}`}
    >
      <span>{clock(first)}</span>
      <b>{label}</b>
      {count > 1 && (
        <small>
          {count} times until {clock(last)}
        </small>
      )}
    </a>
  )
}

function Day({
  day,
  month,
  open,
  now,
  most,
  onWeek,
}: {
  readonly day: CalendarDay
  /** The month of the page; null: a week is shown. */
  readonly month: number | null
  readonly open: string | null
  readonly now: number
  readonly most: number
  readonly onWeek: (at: number) => void
}) {
  const date = new Date(day.start)
  const shown = day.entries.slice(0, most)
  const name = `${String(date.getDate())} ${(months[date.getMonth()] ?? '').slice(0, 3)}`
  return (
    <div
      className={styles.day}
      role="group"
      aria-label={name}
      data-today={now >= day.start && now < day.end}
      data-other={month !== null && date.getMonth() !== month}
    >
      <h3>{date.getDate() === 1 || month === null ? name : date.getDate()}</h3>
      {shown.map((entry) => (
        <Entry
          key={`${entry.scheduleId} ${String(entry.first)}`}
          entry={entry}
          open={entry.scheduleId === open}
          now={now}
        />
      ))}
      {day.entries.length > shown.length && (
        <button
          type="button"
          className={styles.moreOf}
          onClick={() => {
            onWeek(day.start)
          }}
        >
          {day.entries.length - shown.length} more
        </button>
      )}
    </div>
  )
}

type Props = {
  readonly look: 'week' | 'month'
  readonly open: string | null
  /** Shows weeks instead. */
  readonly onWeek: () => void
}

/** What is going to happen, day by day; local time. */
export function Calendar({ look, open, onWeek }: Props) {
  const now = useNow()
  const [weeks, setWeeks] = useState(0)
  const [pages, setPages] = useState(0)
  const today = new Date(now).setHours(0, 0, 0, 0)
  const page = useMemo(() => monthPage(today, pages), [today, pages])
  const from = look === 'week' ? mondayOf(today, weeks) : page.from
  const bounds = useMemo(() => midnights(from, look === 'week' ? 7 : page.weeks * 7), [from, look, page.weeks])
  const asked = useOccurrences(from, bounds.at(-1) ?? from)
  const days = useMemo(() => calendarDays(asked.items ?? [], bounds), [asked.items, bounds])
  const at = look === 'week' ? weeks : pages
  const go = look === 'week' ? setWeeks : setPages
  const first = new Date(look === 'week' ? from : page.first)
  const last = new Date(bounds.at(-2) ?? from)
  const title =
    look === 'week'
      ? `${String(first.getDate())} ${months[first.getMonth()] ?? ''} to ${String(last.getDate())} ${months[last.getMonth()] ?? ''} ${String(last.getFullYear())}`
      : `${months[first.getMonth()] ?? ''} ${String(first.getFullYear())}`
  return (
    <section className={styles.calendar} aria-label="Calendar">
      <header className={styles.bar}>
        <Button
          aria-label={`The ${look} before`}
          onClick={() => {
            go(at - 1)
          }}
        >
          ‹
        </Button>
        <Button
          disabled={at === 0}
          onClick={() => {
            go(0)
          }}
        >
          This {look}
        </Button>
        <Button
          aria-label={`The ${look} after`}
          onClick={() => {
            go(at + 1)
          }}
        >
          ›
        </Button>
        <h2>{title}</h2>
        <span className="faint">
          local time
          {asked.items === null && asked.problem === null && ' · asking the engine…'}
          {asked.items?.length === 0 && ' · nothing is going to happen by itself'}
          {asked.cut && ' · of each week only the first 1000 times are shown'}
        </span>
      </header>
      <div>
        <Problem text={asked.problem} />
        <div className={styles.names} aria-hidden="true">
          {weekdays.map((name) => (
            <span key={name}>{name}</span>
          ))}
        </div>
      </div>
      <div className={styles.days} data-look={look}>
        {days.map((day) => (
          <Day
            key={day.start}
            day={day}
            month={look === 'month' ? first.getMonth() : null}
            open={open}
            now={now}
            most={look === 'month' ? IN_MONTH : Infinity}
            onWeek={(start) => {
              setWeeks(Math.round((mondayOf(start, 0) - mondayOf(today, 0)) / (7 * 86_400_000)))
              onWeek()
            }}
          />
        ))}
      </div>
    </section>
  )
}
