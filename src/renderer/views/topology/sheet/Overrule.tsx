import { useState, type FormEvent } from 'react'
import { Button } from '../../../components/Button'
import { useActor } from '../../../state/session'
import { overrulable, overrulingRole } from '../../../state/sheet'
import { setOptions, type Sheet } from '../../../state/take'
import styles from './TakeSheet.module.css'

/** The shortest reason that is one, in letters. */
const LEAST = 3

/** Asks why policies are to be overruled, and plans the same with that reason; nothing is sent before it is taken. */
export function Overrule({ sheet }: { readonly sheet: Sheet }) {
  const actor = useActor()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const { options, proposal, decisions, phase } = sheet
  const able = overrulable(decisions, actor)
  if (proposal.kind === 'undo' || able.length === 0 || (phase !== 'ready' && phase !== 'refused')) return null
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
    setOptions({ ...options, override: reason.trim() })
  }
  return (
    <form className={styles.overrule} aria-label="Overrule" onSubmit={submit}>
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
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            event.stopPropagation()
            event.currentTarget.closest<HTMLElement>('[role="dialog"]')?.focus()
            setOpen(false)
          }}
        />
      </label>
      <div>
        <Button type="submit" look="danger" disabled={reason.trim().length < LEAST}>
          Plan it all the same
        </Button>
        <Button
          look="bare"
          onClick={() => {
            setOpen(false)
          }}
        >
          Back
        </Button>
      </div>
    </form>
  )
}
