import { useState, type FormEvent } from 'react'
import type { Salvo, Scope } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Tick } from '../../components/Tick'
import { ScopePicker } from '../../components/ScopePicker'
import { useChosenReceivers } from '../../state/chosen'
import { problemOf } from '../../state/problem'
import { salvos } from '../../state/salvos'
import { FolderInput } from './FolderInput'
import { FormSheet } from './FormSheet'

/** Makes a salvo from the routing as it is now. */
export function CaptureForm({ all }: { readonly all: readonly Salvo[] }) {
  const selection = useChosenReceivers()
  const [label, setLabel] = useState('')
  const [folder, setFolder] = useState('')
  const [scope, setScope] = useState<Scope>(() =>
    selection.length > 1 ? { kind: 'selection', ids: [...selection] } : { kind: 'all' },
  )
  const [idle, setIdle] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (label.trim() === '') {
      setProblem('Give it a name that people know it by.')
      return
    }
    setBusy(true)
    setProblem(null)
    client.salvos
      .capture({ label: label.trim(), folder: folder.trim(), scope, idle })
      .then((salvo) => {
        salvos.refresh()
        goTo('salvos', salvo.id)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <FormSheet
      title="Capture a salvo"
      about="Keeps what is routed now, as entries that can be edited afterwards. Firing it brings this routing back."
    >
      <form className={page.form} onSubmit={save} noValidate aria-label="Capture a salvo">
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
        <Field label="Folder" note="Line-ups, or Line-ups/Evening; may stay empty.">
          <FolderInput value={folder} all={all} onChange={setFolder} />
        </Field>
        <Field label="From" note="What is selected on the graph is offered here too.">
          <ScopePicker label="From" value={scope} selection={selection} disabled={false} onChange={setScope} />
        </Field>
        <Tick label="Also disconnect what is on nothing now" on={idle} disabled={false} onChange={setIdle} />
        <Problem text={problem} />
        <div className={page.buttons}>
          <Button type="submit" disabled={busy}>
            {busy ? 'Capturing…' : 'Capture'}
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
    </FormSheet>
  )
}
