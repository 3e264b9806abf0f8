import { useState } from 'react'
import type { Run } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { mayCancel, mayPutBackSteps } from './playbookState'

/** What can be done with the run of a playbook beside answering it: stopped, or put back. */
export function PlaybookActions({ run }: { readonly run: Run }) {
  const may = isAtLeast(useActor(), 'operator')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [back, cancel] = [mayPutBackSteps(run), mayCancel(run)]
  if (!may || (!back && !cancel)) return <Problem text={problem} />
  const send = (ask: () => Promise<unknown>): void => {
    setBusy(true)
    setProblem(null)
    ask()
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <>
      <div className={page.buttons}>
        {back && (
          <Button
            disabled={busy}
            title="What its steps have done is put back in reverse order, now"
            onClick={() => {
              send(() => client.runs.compensate({ id: run.id, waitMs: 0 }))
            }}
          >
            {busy ? 'Telling it…' : 'Put back'}
          </Button>
        )}
        {cancel && (
          <Button
            disabled={busy}
            title="Steps that have not begun are left out; what is under way is finished"
            onClick={() => {
              send(() => client.runs.cancel({ id: run.id }))
            }}
          >
            {busy ? 'Telling it…' : 'Stop here'}
          </Button>
        )}
      </div>
      <Problem text={problem} />
    </>
  )
}
