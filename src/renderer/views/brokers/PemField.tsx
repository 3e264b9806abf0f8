import { useRef } from 'react'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import styles from './Brokers.module.css'

type Props = {
  readonly label: string
  readonly note: string
  readonly text: string
  readonly onChange: (text: string) => void
}

/** A PEM text, pasted or read from a file of this machine. */
export function PemField({ label, note, text, onChange }: Props) {
  const file = useRef<HTMLInputElement>(null)
  const read = (chosen: File | undefined): void => {
    if (chosen === undefined) return
    void chosen.text().then(onChange)
  }
  return (
    <div className={page.field} role="group" aria-label={label}>
      <span>{label}</span>
      <textarea
        className={`mono ${styles.pem ?? ''}`}
        aria-label={label}
        value={text}
        rows={3}
        spellCheck={false}
        placeholder="-----BEGIN …"
        onChange={(event) => {
          onChange(event.currentTarget.value)
        }}
      />
      <div className={styles.under}>
        <small>{note}</small>
        <Button look="bare" onClick={() => file.current?.click()}>
          Read a file…
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".pem,.crt,.cer,.key"
          onChange={(event) => {
            read(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
      </div>
    </div>
  )
}
