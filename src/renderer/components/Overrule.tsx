import { useState, type FormEvent } from 'react'
import type { Decision } from '../../contract'
import { useLeaving } from '../state/leaving'
import { useActor } from '../state/session'
import { overrulable, overrulingRole } from '../state/sheet'
import { Button } from './Button'
import styles from './Overrule.module.css'

/** The shortest reason that is one, in letters. */
const LEAST = 3

type Props = {
  readonly decisions: readonly Decision[]
  /** The same is to be planned with this reason; nothing is sent before it is taken. */
  readonly onReason: (reason: string) => void
}

/** Asks why policies are to be overruled; nothing where this person may overrule none of them. */
export function Overrule({ decisions, onReason }: Props) {
  const actor = useActor()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const back = (): void => {
    setOpen(false)
  }
  const form = useLeaving(open ? back : null)
  const able = overrulable(decisions, actor)
  if (able.length === 0) return null
  const role = overrulingRole(able)
  const count = able.length === 1 ? 'the policy' : `${String(able.length)} decisions of the policies`
  if (!open)
    return (
      <div className={styles.overruling}>
        <Button
          onClick={() => {
            setOpen(true)
          }}
        >
          Overrule…
        </Button>
        <p className="quiet">
          You may overrule {count}
          {role === null ? '' : ` as ${role}`}, with a reason.
        </p>
      </div>
    )
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (reason.trim().length < LEAST) return
    event.currentTarget.closest<HTMLElement>('[role="dialog"]')?.focus()
    onReason(reason.trim())
  }
  return (
    <form ref={form} className={styles.overrule} aria-label="Overrule" onSubmit={submit}>
      <label>
        Why {count} {able.length === 1 ? 'is' : 'are'} overruled. It goes into the audit, with your name.
        <input
          value={reason}
          maxLength={500}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setReason(event.currentTarget.value)
          }}
        />
      </label>
      <div>
        <Button type="submit" look="danger" disabled={reason.trim().length < LEAST}>
          Plan it all the same
        </Button>
        <Button look="bare" onClick={back}>
          Back
        </Button>
      </div>
    </form>
  )
}

type OverrulingProps = {
  readonly reason: string
  /** The policies count again. */
  readonly onObey: () => void
}

/** That policies are overruled by what is planned, and why. */
export function Overruling({ reason, onObey }: OverrulingProps) {
  return (
    <p className={styles.overruled} role="note" aria-label="Overruling">
      <span>
        <b>Policies are overruled:</b> {reason}
      </span>
      <Button look="bare" onClick={onObey}>
        Obey them
      </Button>
    </p>
  )
}
