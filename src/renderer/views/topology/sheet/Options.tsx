import { useState, type FormEvent } from 'react'
import { Button } from '../../../components/Button'
import { useNow } from '../../../components/now'
import { lengthText, localTime, utcTime } from '../../../components/timeText'
import { useLeaving } from '../../../state/leaving'
import type { SheetOptions } from '../../../state/sheet'
import { book, setOptions, type Sheet } from '../../../state/take'
import { momentOf } from './moment'
import styles from './TakeSheet.module.css'

const activations: readonly (readonly [SheetOptions['activation'], string, string])[] = [
  ['activate_immediate', 'Now', 'Each device switches as soon as it is asked'],
  ['preset', 'Preset', 'Everything is staged first, then all is activated'],
  ['together', 'Together', 'Staged first, then all cut at one moment, where the devices allow it'],
  ['stage', 'Stage only', 'Staged and not activated; you say when'],
]
const failures: readonly (readonly [string, SheetOptions['onFailure'], string])[] = [
  ['house', null, 'as the house says'],
  ['pause-and-ask', 'pause-and-ask', 'ask me'],
  ['auto-rollback', 'auto-rollback', 'put all back'],
  ['continue-on-error', 'continue-on-error', 'go on'],
]

/** Gives the keyboard back to the sheet, so that F12 and Esc mean the sheet again. */
const toSheet = (from: HTMLElement): void => {
  from.closest<HTMLElement>('[role="dialog"]')?.focus()
}

type BookingProps = {
  /** The time as it is typed. */
  readonly text: string
  readonly onText: (text: string) => void
  readonly onDone: () => void
}

function Booking({ text, onText, onDone }: BookingProps) {
  const form = useLeaving(onDone)
  const now = useNow()
  const at = momentOf(text, now)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const due = momentOf(text, Date.now())
    if (due === null) return
    toSheet(event.currentTarget)
    onDone()
    book(new Date(due).toISOString())
  }
  return (
    <form ref={form} className={styles.booking} onSubmit={submit}>
      <label>
        <span>At</span>
        <input
          aria-label="Time, UTC"
          placeholder="14:00"
          value={text}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            onText(event.currentTarget.value)
          }}
        />
        <span>UTC</span>
      </label>
      <small>
        {at === null
          ? text.trim() === ''
            ? 'A time such as 14:00 or 14:00:30, or +10 for in ten minutes.'
            : 'This is no time of day.'
          : `${utcTime(at)} UTC, ${localTime(at)} here, in ${lengthText(at - now)}`}
      </small>
      <Button type="submit" look="main" disabled={at === null}>
        Book it
      </Button>
    </form>
  )
}

type Props = {
  readonly sheet: Sheet
  /** Whether a time is being asked for, to keep it until then. */
  readonly booking: boolean
  readonly onBooked: () => void
}

/** How it is taken: when it becomes active, what a failure means, or a time to keep it for. */
export function Options({ sheet, booking, onBooked }: Props) {
  const { options, proposal, phase } = sheet
  const [time, setTime] = useState('')
  const many = sheet.routes.length > 1 || (proposal.kind === 'actions' && proposal.actions.length > 1)
  // What is said to a device on MQTT is neither staged nor activated.
  const isStaged =
    proposal.kind === 'routes' ||
    (proposal.kind === 'actions' && proposal.actions.some(({ type }) => type !== 'mqtt.command'))
  const [, , about] = activations.find(([mode]) => mode === options.activation) ?? ['', '', '']
  return (
    <div className={styles.options}>
      {isStaged && (
        <label title={about}>
          <span>Activate</span>
          <select
            aria-label="Activation"
            value={options.activation}
            onChange={(event) => {
              const chosen = activations.find(([mode]) => mode === event.currentTarget.value)
              toSheet(event.currentTarget)
              if (chosen !== undefined) setOptions({ ...options, activation: chosen[0] })
            }}
          >
            {activations.map(([mode, name]) => (
              <option key={mode} value={mode}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {proposal.kind !== 'undo' && many && (
        <label>
          <span>If one fails</span>
          <select
            aria-label="If one fails"
            value={options.onFailure ?? 'house'}
            onChange={(event) => {
              const chosen = failures.find(([key]) => key === event.currentTarget.value)
              toSheet(event.currentTarget)
              if (chosen !== undefined) setOptions({ ...options, onFailure: chosen[1] })
            }}
          >
            {failures.map(([key, , name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {booking && phase === 'ready' && <Booking text={time} onText={setTime} onDone={onBooked} />}
      {options.activation !== 'activate_immediate' && <small className={styles.about}>{about}.</small>}
    </div>
  )
}
