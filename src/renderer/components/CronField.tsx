import { useId, useMemo } from 'react'
import { cronTimes, cronWords } from './cronTimes'
import styles from './CronField.module.css'
import { useMinute } from './minute'
import { localMoment, utcMoment } from './momentText'
import { Field } from './Page'

/** Expressions that are asked for most. */
const usual = [
  '0 6 * * *',
  '0 6 * * MON-FRI',
  '30 22 * * *',
  '0 * * * *',
  '*/15 * * * *',
  '0 3 * * SUN',
  '0 1 1 * *',
] as const

/** Where this machine's clock is. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

type Props = {
  readonly cron: string
  readonly timeZone: string
  readonly disabled: boolean
  readonly onChange: (part: { readonly cron?: string; readonly timeZone?: string }) => void
}

/** Again and again: a cron expression where its clock is, said in words, with the times that come next. */
export function CronField({ cron, timeZone, disabled, onChange }: Props) {
  const id = useId()
  const now = useMinute(true)
  const next = useMemo(() => cronTimes(cron, timeZone, now, 3), [cron, timeZone, now])
  const words = cronWords(cron)
  return (
    <div className={styles.cron} role="group" aria-label="Repetition">
      <Field label="At" note="Minute, hour, day of the month, month, weekday.">
        <input
          className="mono"
          aria-label="Cron expression"
          list={`${id}-crons`}
          value={cron}
          maxLength={200}
          disabled={disabled}
          spellCheck={false}
          autoComplete="off"
          placeholder="0 6 * * MON-FRI"
          onChange={(event) => {
            onChange({ cron: event.currentTarget.value })
          }}
        />
      </Field>
      <datalist id={`${id}-crons`}>
        {usual.map((each) => (
          <option key={each} value={each}>
            {cronWords(each)}
          </option>
        ))}
      </datalist>
      <Field label="Time zone">
        <input
          aria-label="Time zone"
          list={`${id}-zones`}
          value={timeZone}
          maxLength={100}
          disabled={disabled}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            onChange({ timeZone: event.currentTarget.value })
          }}
        />
      </Field>
      <datalist id={`${id}-zones`}>
        {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className={styles.next} role="status">
        {next.ok ? (
          <>
            <span>{words === cron.trim() ? 'Comes next' : `${words}; next`}, local time:</span>
            {next.times.map((at) => (
              <span key={at} className="mono">
                {localMoment(at, now)} <span className="faint">{utcMoment(at, now)} UTC</span>
              </span>
            ))}
          </>
        ) : (
          <span className="warn">{next.problem}</span>
        )}
      </div>
    </div>
  )
}
