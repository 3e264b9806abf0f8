import type { KeyboardEvent } from 'react'
import { Button } from './Button'
import styles from './MomentField.module.css'
import { countdownText, momentOf, momentTexts, utcMoment, type MomentTexts } from './momentText'
import { useNow } from './now'

type Props = {
  readonly label: string
  readonly value: MomentTexts
  /** Steps from now that are offered, minutes. */
  readonly steps: readonly number[]
  readonly onChange: (value: MomentTexts) => void
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

const stepWords = (minutes: number): string =>
  minutes < 60 ? `in ${String(minutes)} min` : minutes === 60 ? 'in 1 h' : `in ${String(minutes / 60)} h`

function noteOf(value: MomentTexts, now: number): string {
  const at = momentOf(value)
  if (at === null) return 'A day as 2026-11-21 and a time as 14:00:00, in the time of this machine.'
  const utc = `${utcMoment(at, now)} UTC`
  return at <= now ? `${utc}, that is over` : `${utc}, ${countdownText(at - now)}`
}

/** A moment, entered in the time of this machine, with UTC and how long it is until then beside it. ↑ and ↓ step. */
export function MomentField({ label, value, steps, onChange }: Props) {
  const now = useNow()
  const step = (by: number) => (event: KeyboardEvent) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key]
    const at = momentOf(value)
    if (way === undefined || at === null) return
    event.preventDefault()
    onChange(momentTexts(at + way * by))
  }
  return (
    <div className={styles.field} role="group" aria-label={label}>
      <span>{label}, local time</span>
      <div className={styles.pair}>
        <input
          className="mono"
          aria-label={`${label}, day`}
          value={value.date}
          placeholder="2026-11-21"
          maxLength={10}
          onChange={(event) => {
            onChange({ ...value, date: event.currentTarget.value })
          }}
          onKeyDown={step(DAY_MS)}
        />
        <input
          className="mono"
          aria-label={`${label}, time`}
          value={value.time}
          placeholder="14:00:00"
          maxLength={8}
          onChange={(event) => {
            onChange({ ...value, time: event.currentTarget.value })
          }}
          onKeyDown={step(MINUTE_MS)}
        />
      </div>
      <small>{noteOf(value, now)}</small>
      {steps.length > 0 && (
        <div className={styles.steps}>
          {steps.map((minutes) => (
            <Button
              key={minutes}
              onClick={() => {
                onChange(momentTexts(Date.now() + minutes * MINUTE_MS))
              }}
            >
              {stepWords(minutes)}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
