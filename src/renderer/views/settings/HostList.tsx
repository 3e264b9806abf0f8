import { useState } from 'react'
import { Button } from '../../components/Button'
import styles from './Settings.module.css'

type Props = {
  readonly hosts: readonly string[]
  readonly disabled: boolean
  readonly onChange: (hosts: readonly string[]) => void
}

/** Hosts that steps of playbooks may ask over HTTP. */
export function HostList({ hosts, disabled, onChange }: Props) {
  const [text, setText] = useState('')
  const fresh = text.trim()
  const whole = fresh !== '' && !hosts.includes(fresh)
  const add = (): void => {
    if (!whole) return
    onChange([...hosts, fresh])
    setText('')
  }
  return (
    <div className={styles.topics} role="group" aria-label="Hosts that may be asked">
      <span>Hosts that may be asked over HTTP</span>
      {hosts.length === 0 && <span className="faint">none</span>}
      {hosts.map((host) => (
        <div key={host} className={styles.topic}>
          <b className="mono">{host}</b>
          {!disabled && (
            <button
              type="button"
              aria-label={`Take ${host} off the list`}
              onClick={() => {
                onChange(hosts.filter((known) => known !== host))
              }}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {!disabled && (
        <div className={styles.newHost}>
          <input
            className="mono"
            aria-label="Host"
            placeholder="host, host:port or *.domain"
            value={text}
            maxLength={255}
            spellCheck={false}
            onChange={(event) => {
              setText(event.currentTarget.value)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              add()
            }}
          />
          <Button disabled={!whole} onClick={add}>
            Add
          </Button>
        </div>
      )}
    </div>
  )
}
