import { IconPencil } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import type { LightRecord } from '../../../../contract'
import { client } from '../../../app/client'
import { Button } from '../../../components/Button'
import { Problem } from '../../../components/Problem'
import { useLeaving } from '../../../state/leaving'
import { problemOf } from '../../../state/problem'
import { titleOf } from '../../../state/routes'
import { isAtLeast, useActor } from '../../../state/session'
import styles from './Inspector.module.css'

function Rename({ record, onDone }: { readonly record: LightRecord; readonly onDone: () => void }) {
  const [text, setText] = useState(record.alias ?? record.label)
  const form = useLeaving(onDone)
  const [problem, setProblem] = useState<string | null>(null)
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const name = text.trim()
    client
      .alias({ id: record.id, alias: name === '' || name === record.label ? null : name })
      .then(onDone)
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
  }
  return (
    <form ref={form} onSubmit={save}>
      <div className={styles.rename}>
        <input
          aria-label="Alias"
          placeholder={record.label}
          value={text}
          maxLength={100}
          autoFocus
          onFocus={(event) => {
            event.currentTarget.select()
          }}
          onChange={(event) => {
            setText(event.currentTarget.value)
          }}
        />
        <Button type="submit" look="main">
          Save
        </Button>
      </div>
      <p>Empty gives it its own label back: {record.label === '' ? 'it has none' : `“${record.label}”`}.</p>
      <Problem text={problem} />
    </form>
  )
}

/** What the thing is called and what it is; the name can be changed where it stands. */
export function Title({ record, sub }: { readonly record: LightRecord; readonly sub: string }) {
  const [renaming, setRenaming] = useState(false)
  const may = isAtLeast(useActor(), 'operator')
  const title = titleOf(record)
  const text = (
    <span>
      {record.room !== null && <span className={styles.place}>{record.room} · </span>}
      {title}
    </span>
  )
  return (
    <div className={styles.head}>
      {renaming ? (
        <Rename
          record={record}
          onDone={() => {
            setRenaming(false)
          }}
        />
      ) : (
        <h2>
          {may ? (
            <button
              type="button"
              className={styles.title}
              title={`Device's own label: ${record.label}`}
              aria-label={`Rename ${title}`}
              onClick={() => {
                setRenaming(true)
              }}
            >
              {text}
              <IconPencil size={13} stroke={1.6} aria-hidden="true" />
            </button>
          ) : (
            <span className={styles.title}>{text}</span>
          )}
        </h2>
      )}
      <p>{sub}</p>
    </div>
  )
}
