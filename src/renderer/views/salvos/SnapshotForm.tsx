import { useRef, useState, type FormEvent } from 'react'
import type { Scope, Snapshot } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { ScopePicker } from '../../components/ScopePicker'
import { useChosenReceivers } from '../../state/chosen'
import { problemOf } from '../../state/problem'
import { snapshots } from '../../state/snapshots'
import { FormSheet } from './FormSheet'
import { readDocument } from './readDocument'
import { whatOf } from './salvoPlace'

function opened({ id }: Snapshot): void {
  snapshots.refresh()
  goTo('salvos', whatOf({ kind: 'snapshot', id }))
}

/** Keeps the routing of a part of the plant as it is now, or reads one that was kept elsewhere. */
export function SnapshotForm() {
  const selection = useChosenReceivers()
  const [label, setLabel] = useState('')
  const [note, setNote] = useState('')
  const [scope, setScope] = useState<Scope>({ kind: 'all' })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [unread, setUnread] = useState<string | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (label.trim() === '') {
      setProblem('Give it a name that people know it by.')
      return
    }
    setBusy(true)
    setProblem(null)
    client.snapshots
      .create({ label: label.trim(), note: note.trim(), scope })
      .then(opened)
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const read = async (chosen: File): Promise<void> => {
    setUnread(null)
    try {
      opened(await client.snapshots.import(readDocument(chosen.name, await chosen.text())))
    } catch (thrown) {
      setUnread(problemOf(thrown))
    }
  }
  return (
    <FormSheet
      title="Take a snapshot"
      about="Keeps what every destination is on at this moment. It is compared with the plant all the time, and can be put back as a take."
    >
      <form className={page.form} onSubmit={save} noValidate aria-label="Take a snapshot">
        <Field label="Name">
          <input
            value={label}
            maxLength={100}
            autoFocus
            onChange={(event) => {
              setLabel(event.currentTarget.value)
              setProblem(null)
            }}
          />
        </Field>
        <Field label="Note">
          <input
            value={note}
            maxLength={1000}
            placeholder="Why it was kept; may stay empty"
            onChange={(event) => {
              setNote(event.currentTarget.value)
            }}
          />
        </Field>
        <Field label="Of">
          <ScopePicker label="Of" value={scope} selection={selection} disabled={false} onChange={setScope} />
        </Field>
        <Problem text={problem} />
        <div className={page.buttons}>
          <Button type="submit" disabled={busy}>
            {busy ? 'Keeping it…' : 'Take the snapshot'}
          </Button>
          <Button
            look="bare"
            onClick={() => {
              goTo('salvos', null)
            }}
          >
            Back out
          </Button>
        </div>
      </form>
      <hr />
      <p>Or read one from a file that this or another Signalbox has exported:</p>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Snapshot file"
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (chosen !== undefined) void read(chosen)
        }}
      />
      <div>
        <Button
          onClick={() => {
            file.current?.click()
          }}
        >
          Import a file…
        </Button>
      </div>
      <Problem text={unread} />
    </FormSheet>
  )
}
