import { useCallback, useMemo, useState } from 'react'
import type { Window } from '../../../contract'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { localMoment } from '../../components/momentText'
import { useNow } from '../../components/now'
import { scopeWords } from '../../components/scopeWords'
import styles from './Windows.module.css'
import { blocksOf, daysOf, mondayOf, type Block } from './week'
import { isInForce, kindWords, windowState } from './windowWords'
import { useRegistryNames } from '../../state/registryNames'

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (n: number): string => String(n).padStart(2, '0')
const clock = (at: number): string => {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}
const dayText = (at: number): string => `${String(new Date(at).getDate())} ${months[new Date(at).getMonth()] ?? ''}`
const percent = (part: number): string => `${(part * 100).toFixed(3)}%`

function BlockLink({ block, open, now }: { readonly block: Block; readonly open: boolean; readonly now: number }) {
  const { window: shown, opening, from, to, lane, lanes } = block
  const registries = useRegistryNames()
  const inForce = isInForce(shown) && opening.start <= now && now < opening.end
  const waits = shown.kind === 'change' && shown.approval === null
  const hours = `${clock(opening.start)}–${clock(opening.end)}`
  return (
    <a
      className={classes(
        styles.block,
        shown.kind === 'maintenance' ? styles.maintenance : styles.change,
        inForce && styles.inForce,
        waits && styles.waits,
        opening.end <= now && styles.over,
        open && styles.open,
      )}
      style={{
        top: percent(from),
        height: percent(to - from),
        left: percent(lane / lanes),
        width: percent(1 / lanes),
      }}
      data-narrow={lanes > 1}
      href={hashOf('windows', shown.id)}
      aria-current={open ? 'true' : undefined}
      title={`${shown.label}, ${kindWords[shown.kind]} for ${scopeWords(shown.scope, registries)}\n${localMoment(opening.start, now)} to ${localMoment(opening.end, now)}, ${windowState(shown).words}`}
    >
      <span>
        <b>{shown.label}</b>
        <small>{hours}</small>
        {inForce && <em>in force</em>}
        {waits && <em>wants approval</em>}
      </span>
    </a>
  )
}

/** A week of windows, change and maintenance, each time they open; local time. */
export function WeekCalendar({
  windows,
  openId,
}: {
  readonly windows: readonly Window[]
  readonly openId: string | null
}) {
  const [weeks, setWeeks] = useState(0)
  const now = useNow()
  const monday = mondayOf(now, weeks)
  const days = useMemo(() => daysOf(monday), [monday])
  const columns = useMemo(
    () =>
      days.slice(0, 7).map((start, i) => {
        const day = { start, end: days[i + 1] ?? start }
        return { day, blocks: blocksOf(windows, day) }
      }),
    [windows, days],
  )
  const atNow = useCallback((week: HTMLElement | null) => {
    week?.querySelector('[data-now]')?.scrollIntoView({ block: 'center' })
  }, [])
  const [first = 0, last = 0] = [days[0], days[6]]
  return (
    <section className={styles.calendar} aria-label="Week">
      <header className={styles.bar}>
        <Button
          aria-label="The week before"
          onClick={() => {
            setWeeks(weeks - 1)
          }}
        >
          ‹
        </Button>
        <Button
          disabled={weeks === 0}
          onClick={() => {
            setWeeks(0)
          }}
        >
          This week
        </Button>
        <Button
          aria-label="The week after"
          onClick={() => {
            setWeeks(weeks + 1)
          }}
        >
          ›
        </Button>
        <h2>
          {dayText(first)} to {dayText(last)} {new Date(last).getFullYear()}
        </h2>
        <span className={styles.legend}>
          <i className={styles.change} /> change <i className={styles.maintenance} /> maintenance
        </span>
      </header>
      <div className={styles.names}>
        <span className="faint">local</span>
        {columns.map(({ day }, i) => (
          <span key={day.start} className={now >= day.start && now < day.end ? styles.today : undefined}>
            {names[i]} <small>{dayText(day.start)}</small>
          </span>
        ))}
      </div>
      <div className={styles.week} ref={atNow}>
        <div className={styles.hours} aria-hidden="true">
          {Array.from({ length: 12 }, (_, i) => (
            <span key={i}>{two(i * 2)}:00</span>
          ))}
        </div>
        {columns.map(({ day, blocks }, i) => (
          <div
            key={day.start}
            className={styles.day}
            role="group"
            aria-label={`${names[i] ?? ''} ${dayText(day.start)}`}
          >
            {blocks.map((block) => (
              <BlockLink
                key={`${block.window.id} ${String(block.opening.start)}`}
                block={block}
                open={block.window.id === openId}
                now={now}
              />
            ))}
            {now >= day.start && now < day.end && (
              <i className={styles.now} data-now style={{ top: percent((now - day.start) / (day.end - day.start)) }} />
            )}
          </div>
        ))}
      </div>
    </section>
  )
}
