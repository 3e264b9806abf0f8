import { useState, type FormEvent } from 'react'
import type { Salvo, Scope } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Tick } from '../../components/Tick'
import { ScopePicker } from '../../components/ScopePicker'
import { useChosenReceivers } from '../../state/chosen'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { salvos } from '../../state/salvos'
import { FolderInput } from './FolderInput'
import { FormSheet } from './FormSheet'

type CaptureDraft = { readonly label: string; readonly folder: string; readonly scope: Scope; readonly idle: boolean }

/** The name under which a capture waits that was begun. */
export const captureForm = 'capture a salvo'

const back = (): void => {
  goTo('salvos', null)
}

/** Makes a salvo from the routing as it is now. */
export function CaptureForm({ all }: { readonly all: readonly Salvo[] }) {
  const selection = useChosenReceivers()
  const { draft, changed, put, drop } = useDraft(captureForm, null, (): CaptureDraft => {
    const scope: Scope = selection.length > 1 ? { kind: 'selection', ids: [...selection] } : { kind: 'all' }
    return { label: '', folder: '', scope, idle: false }
  })
  const { label, folder, scope, idle } = draft
  const form = useLeaving(back)
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
        drop()
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
      <form ref={form} className={page.form} onSubmit={save} noValidate aria-label="Capture a salvo">
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
        <Field label="Folder" note="Line-ups, or Line-ups/Evening; may stay empty.">
          <FolderInput
            value={folder}
            all={all}
            onChange={(next) => {
              put({ folder: next })
            }}
          />
        </Field>
        <Field label="From" note="What is selected on the graph is offered here too.">
          <ScopePicker
            label="From"
            value={scope}
            selection={selection}
            disabled={false}
            onChange={(next) => {
              put({ scope: next })
            }}
          />
        </Field>
        <Tick
          label="Also disconnect what is on nothing now"
          on={idle}
          disabled={false}
          onChange={(next) => {
            put({ idle: next })
          }}
        />
        <Problem text={problem} />
        <div className={page.buttons}>
          <Button type="submit" look="main" disabled={busy}>
            {busy ? 'Capturing…' : 'Capture'}
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
    </FormSheet>
  )
}
