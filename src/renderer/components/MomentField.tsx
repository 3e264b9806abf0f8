import { Button } from './Button'
import styles from './MomentField.module.css'
import { countdownText, localInput, momentOf, utcMoment } from './momentText'
import { useNow } from './now'
import { Field } from './Page'

type Props = {
  readonly label: string
  /** As the input has it, local time. */
  readonly value: string
  /** Steps from now that are offered, minutes. */
  readonly steps: readonly number[]
  readonly disabled: boolean
  readonly onChange: (value: string) => void
}

const stepWords = (minutes: number): string =>
  minutes < 60 ? `in ${String(minutes)} min` : minutes === 60 ? 'in 1 h' : `in ${String(minutes / 60)} h`

/** A moment, entered in the time of this machine, with UTC and how long it is until then beside it. */
export function MomentField({ label, value, steps, disabled, onChange }: Props) {
  const now = useNow()
  const at = momentOf(value)
  const note =
    at === null
      ? 'Local time of this machine.'
      : at <= now
        ? `${utcMoment(at, now)} UTC, that is over`
        : `${utcMoment(at, now)} UTC, ${countdownText(at - now)}`
  return (
    <div className={styles.field}>
      <Field label={`${label}, local time`} note={note}>
        <input
          type="datetime-local"
          step={1}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      </Field>
      {steps.length > 0 && !disabled && (
        <div className={styles.steps}>
          {steps.map((minutes) => (
            <Button
              key={minutes}
              onClick={() => {
                onChange(localInput(Date.now() + minutes * 60_000))
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
