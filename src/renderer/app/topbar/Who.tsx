import { Popover } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Role } from '../../../contract'
import { Button } from '../../components/Button'
import { Problem } from '../../components/Problem'
import { useActor } from '../../state/session'
import { isDesktop } from '../portLink'
import { signInWithKey, signOut } from '../signIn'
import styles from './Who.module.css'

const may: Readonly<Record<Role, string>> = {
  viewer: 'You may look at everything and change nothing.',
  operator: 'You may take, hold and book.',
  engineer: 'You may take, approve for others, and keep rules and windows.',
  admin: 'You may do everything, and give keys to others.',
}

/** Asks for the key of somebody else; the window is theirs then. */
function SignInAs({ onDone }: { readonly onDone: () => void }) {
  const [key, setKey] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setBusy(true)
    void signInWithKey(key).then((why) => {
      // Everything that this window knows was told to somebody else.
      if (why === null) location.reload()
      else {
        setBusy(false)
        setProblem(why)
      }
    })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <label>
        Their API key
        <input
          type="password"
          value={key}
          placeholder="sbx_…"
          autoFocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setKey(event.currentTarget.value)
            setProblem(null)
          }}
        />
      </label>
      <Problem text={problem} />
      <div className={styles.row}>
        <Button type="submit" look="main" disabled={busy || key.trim() === ''}>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
        <Button look="bare" onClick={onDone}>
          Back
        </Button>
      </div>
    </form>
  )
}

/** Who sits here, what they may do, and how somebody else does. */
export function Who() {
  const actor = useActor()
  const [open, setOpen] = useState(false)
  const [asking, setAsking] = useState(false)
  if (actor === null) return null
  const { name, role } = actor
  const change = (opened: boolean): void => {
    setOpen(opened)
    setAsking(false)
  }
  return (
    <Popover position="bottom-end" shadow="none" width={264} opened={open} onChange={change} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={styles.who}
          aria-label={`Signed in as ${name}, ${role}`}
          onClick={() => {
            change(!open)
          }}
        >
          {name !== role && (
            <>
              <b>{name}</b> <span aria-hidden="true">·</span>{' '}
            </>
          )}
          {role} <span aria-hidden="true">▾</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu}>
        <div className={styles.about}>
          <b>{name}</b>
          <span>{role}</span>
          <p>{may[role]}</p>
        </div>
        {isDesktop(navigator.userAgent) ? (
          <p className={styles.note}>This is the window of the machine itself; it signs in by itself.</p>
        ) : asking ? (
          <SignInAs
            onDone={() => {
              setAsking(false)
            }}
          />
        ) : (
          <div className={styles.items}>
            <button
              type="button"
              onClick={() => {
                setAsking(true)
              }}
            >
              Sign in as somebody else…
            </button>
            <button type="button" onClick={() => void signOut()}>
              Sign out
            </button>
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
