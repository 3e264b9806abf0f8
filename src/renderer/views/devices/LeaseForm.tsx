import { useState, type FormEvent } from 'react'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Field } from '../../components/Page'
import { Problem } from '../../components/Problem'
import { problemOf } from '../../state/problem'

/** How long a device may be reserved at a press, s. */
const durations: readonly (readonly [words: string, seconds: number])[] = [
  ['15 minutes', 900],
  ['1 hour', 3600],
  ['4 hours', 14_400],
  ['12 hours', 43_200],
  ['1 day', 86_400],
  ['1 week', 604_800],
]

type Props = {
  /** What the button says: `Reserve`, `Renew`, `Release by force`. */
  readonly verb: string
  readonly about: string
  /** Whether it is asked for how long. */
  readonly timed: boolean
  /** Whether a reason is asked for, and must be given. */
  readonly reason: 'none' | 'may' | 'must'
  readonly send: (leaseS: number, reason: string) => Promise<unknown>
  readonly onDone: () => void
}

/** Asks for how long and why, and does it. */
export function LeaseForm({ verb, about, timed, reason, send, onDone }: Props) {
  const [chosen, setChosen] = useState(1)
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const wanting = reason === 'must' && why.trim() === ''
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (wanting) return
    setBusy(true)
    setProblem(null)
    send(durations[chosen]?.[1] ?? 900, why.trim()).then(onDone, (thrown: unknown) => {
      setBusy(false)
      setProblem(problemOf(thrown))
    })
  }
  return (
    <form
      className={page.form}
      aria-label={verb}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onDone()
      }}
    >
      <p className="quiet">{about}</p>
      {timed && (
        <Field label="From now, for">
          <select
            value={chosen}
            autoFocus
            onChange={(event) => {
              setChosen(Number(event.currentTarget.value))
            }}
          >
            {durations.map(([words], i) => (
              <option key={words} value={i}>
                {words}
              </option>
            ))}
          </select>
        </Field>
      )}
      {reason !== 'none' && (
        <Field label={reason === 'must' ? 'Reason' : 'Reason (others will read it)'}>
          <input
            value={why}
            maxLength={200}
            spellCheck={false}
            autoComplete="off"
            autoFocus={!timed}
            required={reason === 'must'}
            onChange={(event) => {
              setWhy(event.currentTarget.value)
            }}
          />
        </Field>
      )}
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button type="submit" disabled={busy || wanting} look={reason === 'must' ? 'danger' : 'plain'}>
          {busy ? 'Telling it…' : verb}
        </Button>
        <Button look="bare" onClick={onDone}>
          Back
        </Button>
      </div>
    </form>
  )
}
