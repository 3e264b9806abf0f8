import { useState, type FormEvent } from 'react'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Field } from '../../components/Page'
import { Problem } from '../../components/Problem'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
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
  /** Which device it is about, and of which module. */
  readonly of: string
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

type LeaseDraft = { readonly chosen: number; readonly why: string }

const emptyLease = (): LeaseDraft => ({ chosen: 1, why: '' })

/** Asks for how long and why, and does it. */
export function LeaseForm({ of, verb, about, timed, reason, send, onDone }: Props) {
  const { draft, changed, put, drop } = useDraft(`${verb} ${of}`, null, emptyLease)
  const { chosen, why } = draft
  const form = useLeaving(onDone)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const wanting = reason === 'must' && why.trim() === ''
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (wanting) return
    setBusy(true)
    setProblem(null)
    send(durations[chosen]?.[1] ?? 900, why.trim()).then(
      () => {
        drop()
        onDone()
      },
      (thrown: unknown) => {
        setBusy(false)
        setProblem(problemOf(thrown))
      },
    )
  }
  return (
    <form ref={form} className={page.form} aria-label={verb} onSubmit={submit}>
      <p className="quiet">{about}</p>
      {timed && (
        <Field label="From now, for">
          <select
            value={chosen}
            autoFocus
            onChange={(event) => {
              put({ chosen: Number(event.currentTarget.value) })
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
              put({ why: event.currentTarget.value })
            }}
          />
        </Field>
      )}
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button type="submit" disabled={busy || wanting} look={reason === 'must' ? 'danger' : 'main'}>
          {busy ? 'Telling it…' : verb}
        </Button>
        <BackButton
          changed={changed}
          onDrop={() => {
            drop()
            onDone()
          }}
          onBack={onDone}
        />
      </div>
    </form>
  )
}
