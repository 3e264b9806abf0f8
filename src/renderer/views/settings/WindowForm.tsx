import { useState, type FormEvent } from 'react'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { MomentField } from '../../components/MomentField'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { ScopePicker } from '../../components/ScopePicker'
import { useChosenReceivers } from '../../state/chosen'
import { problemOf } from '../../state/problem'
import { windows } from '../../state/windows'
import { windowDraft, windowOf, type WindowDraft } from './windowDraft'
import { windowWhat } from './windowWords'

/** Asks for a change window; a second person has to approve it. */
export function WindowForm() {
  const [draft, setDraft] = useState(() => windowDraft(Date.now()))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const selection = useChosenReceivers()
  const put = (part: Partial<WindowDraft>): void => {
    setDraft({ ...draft, ...part })
    setProblem(null)
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const input = windowOf(draft)
    if (typeof input === 'string') {
      setProblem(input)
      return
    }
    setBusy(true)
    client.windows
      .create(input)
      .then(({ id }) => {
        windows.refresh()
        goTo('settings', windowWhat(id))
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <form className={page.form} onSubmit={save} noValidate aria-label="Ask for a change window">
      <h2>Ask for a change window</h2>
      <Field label="Name">
        <input
          value={draft.label}
          maxLength={100}
          onChange={(event) => {
            put({ label: event.currentTarget.value })
          }}
        />
      </Field>
      <Field label="Note">
        <input
          value={draft.note}
          maxLength={1000}
          placeholder="What is planned; may stay empty"
          onChange={(event) => {
            put({ note: event.currentTarget.value })
          }}
        />
      </Field>
      <MomentField
        label="From"
        value={draft.start}
        steps={[]}
        onChange={(start) => {
          put({ start })
        }}
      />
      <MomentField
        label="Until"
        value={draft.end}
        steps={[]}
        onChange={(end) => {
          put({ end })
        }}
      />
      <Field label="For">
        <ScopePicker
          label="For"
          value={draft.scope}
          selection={selection}
          disabled={false}
          onChange={(scope) => {
            put({ scope })
          }}
        />
      </Field>
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button type="submit" disabled={busy}>
          {busy ? 'Asking for it…' : 'Ask for it'}
        </Button>
      </div>
      <p className="faint">It counts when somebody else has approved it.</p>
    </form>
  )
}
