import { useState, type FormEvent } from 'react'
import { Button } from '../../components/Button'
import { Empty } from '../../components/Empty'
import { Problem } from '../../components/Problem'
import { isKey, signInUrl, signInWithKey } from '../signIn'
import styles from './SignedOut.module.css'

/** Asks who is there, and says how to get in. */
export function SignedOut() {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const go = (event: FormEvent): void => {
    event.preventDefault()
    if (isKey(text)) {
      void signInWithKey(text).then((why) => {
        if (why === null) location.reload()
        else setProblem(why)
      })
      return
    }
    const url = signInUrl(text, location.origin)
    if (url === null) setProblem('This is neither an address of this Signalbox, nor a token, nor a key.')
    else location.assign(url)
  }
  return (
    <Empty title="Signed out">
      <p>
        Signalbox does not know this browser, or the session has ended. When it starts it prints an address with a
        one-time token in it; each address lets one browser in, once.
      </p>
      <p>
        For a new one, start Signalbox again, or ask whoever runs it. Paste the address, or only the token, here; or
        your own API key, and this window acts as you:
      </p>
      <form className={styles.form} onSubmit={go}>
        <input
          aria-label="Address, token or key"
          placeholder="http://127.0.0.1:8484/…"
          value={text}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setText(event.currentTarget.value)
            setProblem(null)
          }}
        />
        <Button type="submit" look="main" disabled={text.trim() === ''}>
          Sign in
        </Button>
      </form>
      <Problem text={problem} />
    </Empty>
  )
}
