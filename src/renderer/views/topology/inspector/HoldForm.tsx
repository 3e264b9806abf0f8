import { useState, type FormEvent } from 'react'
import type { Id } from '../../../../contract'
import { BackButton } from '../../../components/BackButton'
import { Button } from '../../../components/Button'
import { many } from '../../../components/numberWords'
import { Problem } from '../../../components/Problem'
import { useDraft } from '../../../state/kept'
import { useLeaving } from '../../../state/leaving'
import { problemOf } from '../../../state/problem'
import styles from './HoldForm.module.css'
import { holdAll, releaseAll, type HoldKind } from './holding'

type Props = {
  readonly kind: HoldKind | 'release'
  readonly ids: readonly Id[]
  /** Whether a release is of what somebody else holds. */
  readonly byForce: boolean
  readonly onDone: () => void
}

const durations: readonly (readonly [string, number | null])[] = [
  ['until released', null],
  ['15 minutes', 900],
  ['1 hour', 3600],
  ['4 hours', 14_400],
  ['12 hours', 43_200],
  ['1 day', 86_400],
  ['1 week', 604_800],
]

const titles = { lock: 'Lock', protect: 'Protect', release: 'Release' } as const
const means = {
  lock: 'Nobody can route it then, not even you.',
  protect: 'You can route it then, others cannot.',
  release: 'Somebody else holds it. Your reason goes into the audit.',
} as const

type HoldDraft = { readonly reason: string; readonly duration: number }

/** The name under which a reason waits that was typed and not sent. */
export const holdForm = (kind: Props['kind'], ids: readonly Id[]): string => `${kind} ${ids.join(' ')}`

const emptyHold = (): HoldDraft => ({ reason: '', duration: 0 })

/** Asks why and for how long, and does it. */
export function HoldForm({ kind, ids, byForce, onDone }: Props) {
  const { draft, changed, put, drop } = useDraft(holdForm(kind, ids), null, emptyHold)
  const { reason, duration } = draft
  const form = useLeaving(onDone)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const wanting = byForce && reason.trim() === ''
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (wanting) return
    setBusy(true)
    const durationS = durations[duration]?.[1] ?? null
    const done = kind === 'release' ? releaseAll(ids, reason.trim()) : holdAll(kind, ids, reason.trim(), durationS)
    done.then(
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
    <form
      ref={form}
      className={styles.form}
      aria-label={`${titles[kind]} ${many(ids.length, 'destination')}`}
      onSubmit={submit}
    >
      <h4>
        {titles[kind]} {ids.length === 1 ? 'it' : many(ids.length, 'destination')}
      </h4>
      <p>{means[kind]}</p>
      <label>
        Reason{byForce ? '' : ' (others will read it)'}
        <input
          value={reason}
          maxLength={200}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          required={byForce}
          onChange={(event) => {
            put({ reason: event.currentTarget.value })
          }}
        />
      </label>
      {kind !== 'release' && (
        <label>
          For
          <select
            value={duration}
            onChange={(event) => {
              put({ duration: Number(event.currentTarget.value) })
            }}
          >
            {durations.map(([name], i) => (
              <option key={name} value={i}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Problem text={problem} />
      <div className={styles.row}>
        <Button type="submit" disabled={busy || wanting} look={byForce ? 'danger' : 'main'}>
          {busy ? 'Telling it…' : byForce ? 'Release by force' : titles[kind]}
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
