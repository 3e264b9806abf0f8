import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import styles from './Brokers.module.css'
import type { SecretDraft } from './brokerDraft'
import { PemField } from './PemField'

type Props = {
  readonly label: string
  /** One line that is not shown, or a PEM text. */
  readonly kind: 'password' | 'pem'
  readonly secret: SecretDraft
  readonly onChange: (secret: SecretDraft) => void
}

/** A secret: what is kept is never shown; it stays, is replaced or is taken away. */
export function SecretField({ label, kind, secret, onChange }: Props) {
  if (secret.is === 'kept')
    return (
      <div className={page.field} role="group" aria-label={label}>
        <span>{label}</span>
        <div className={styles.kept}>
          <span>kept, not shown</span>
          <Button
            onClick={() => {
              onChange({ is: 'typed', text: '' })
            }}
          >
            Replace or remove…
          </Button>
        </div>
      </div>
    )
  const put = (text: string): void => {
    onChange({ is: 'typed', text })
  }
  if (kind === 'pem') return <PemField label={label} note="Without a passphrase." text={secret.text} onChange={put} />
  return (
    <label className={page.field}>
      <span>{label}</span>
      <input
        type="password"
        autoComplete="new-password"
        value={secret.text}
        onChange={(event) => {
          put(event.currentTarget.value)
        }}
      />
    </label>
  )
}
