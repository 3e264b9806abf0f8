import { useRef, useState, type FormEvent } from 'react'
import type { Scope, Snapshot } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { ScopePicker } from '../../components/ScopePicker'
import { useChosenReceivers } from '../../state/chosen'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { snapshots } from '../../state/snapshots'
import { FormSheet } from './FormSheet'
import { readDocument } from './readDocument'
import { whatOf } from './salvoPlace'

function opened({ id }: Snapshot): void {
  snapshots.refresh()
  goTo('salvos', whatOf({ kind: 'snapshot', id }))
}

type SnapshotDraft = { readonly label: string; readonly note: string; readonly scope: Scope }

const emptySnapshot = (): SnapshotDraft => ({ label: '', note: '', scope: { kind: 'all' } })

/** The name under which a snapshot waits that was begun. */
export const snapshotForm = 'take a snapshot'

const back = (): void => {
  goTo('salvos', null)
}

/** Keeps the routing of a part of the plant as it is now, or reads one that was kept elsewhere. */
export function SnapshotForm() {
  const selection = useChosenReceivers()
  const { draft, changed, put, drop } = useDraft(snapshotForm, null, emptySnapshot)
  const { label, note, scope } = draft
  const form = useLeaving(back)
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
      .then((snapshot) => {
        drop()
        opened(snapshot)
      })
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
      <form ref={form} className={page.form} onSubmit={save} noValidate aria-label="Take a snapshot">
        <Field label="Name">
          <input
            value={label}
            maxLength={100}
            autoFocus
            onChange={(event) => {
              put({ label: event.currentTarget.value })
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
              put({ note: event.currentTarget.value })
            }}
          />
        </Field>
        <Field label="Of">
          <ScopePicker
            label="Of"
            value={scope}
            selection={selection}
            disabled={false}
            onChange={(next) => {
              put({ scope: next })
            }}
          />
        </Field>
        <Problem text={problem} />
        <div className={page.buttons}>
          <Button type="submit" look="main" disabled={busy}>
            {busy ? 'Keeping it…' : 'Take the snapshot'}
          </Button>
          <BackButton
            changed={changed}
            onDrop={() => {
              drop()
              back()
            }}
            onBack={back}
          />
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
