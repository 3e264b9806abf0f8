import { useState, type FormEvent } from 'react'
import type { Key, Role } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { problemOf } from '../../state/problem'
import styles from './KeyForm.module.css'

const roles: readonly { readonly role: Role; readonly may: string }[] = [
  { role: 'viewer', may: 'viewer: looks' },
  { role: 'operator', may: 'operator: takes' },
  { role: 'engineer', may: 'engineer: configures' },
  { role: 'admin', may: 'admin: hands out keys' },
]

/** The secret, for the one time that it can be seen. */
function Secret({
  name,
  secret,
  onSeen,
}: {
  readonly name: string
  readonly secret: string
  readonly onSeen: () => void
}) {
  return (
    <div className={page.form} role="status">
      <h2>{name}</h2>
      <p>Copy the secret now. It is not kept and cannot be shown again.</p>
      <code className={styles.secret} data-testid="key-secret">
        {secret}
      </code>
      <p className="faint mono">Authorization: Bearer …</p>
      <div className={page.buttons}>
        <Button
          onClick={() => {
            void (navigator.clipboard as Clipboard | undefined)?.writeText(secret).catch(() => undefined)
          }}
        >
          Copy
        </Button>
        <Button look="bare" onClick={onSeen}>
          I have it
        </Button>
      </div>
    </div>
  )
}

/** Makes a key. */
export function KeyForm({ onMade }: { readonly onMade: (key: Key) => void }) {
  const [label, setLabel] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const [made, setMade] = useState<{ readonly key: Key; readonly secret: string } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  if (made !== null)
    return (
      <Secret
        name={made.key.label}
        secret={made.secret}
        onSeen={() => {
          setMade(null)
        }}
      />
    )
  const make = (event: FormEvent): void => {
    event.preventDefault()
    if (label.trim() === '') {
      setProblem('Give it a name: which system will use it?')
      return
    }
    client.keys
      .create({ label: label.trim(), role })
      .then((answer) => {
        onMade(answer.key)
        setMade(answer)
        setLabel('')
        setProblem(null)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
  }
  return (
    <form className={page.form} onSubmit={make} aria-label="Make a key">
      <h2>Make a key</h2>
      <Field label="Name" note="The system that will use it.">
        <input
          value={label}
          maxLength={100}
          onChange={(event) => {
            setLabel(event.currentTarget.value)
            setProblem(null)
          }}
        />
      </Field>
      <Field label="Role">
        <select
          value={role}
          onChange={(event) => {
            setRole(event.currentTarget.value as Role)
          }}
        >
          {roles.map((each) => (
            <option key={each.role} value={each.role}>
              {each.may}
            </option>
          ))}
        </select>
      </Field>
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button type="submit" look="main">
          Make it
        </Button>
      </div>
    </form>
  )
}
