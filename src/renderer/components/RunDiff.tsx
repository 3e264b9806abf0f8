import { useEffect, useState } from 'react'
import type { Id, Run } from '../../contract'
import { client } from '../app/client'
import { problemOf } from '../state/problem'
import { DiffText } from './DiffText'
import { Problem } from './Problem'

type Asked = { readonly of: Id; readonly text: string | null; readonly problem: string | null }

/** The plan of a run in writing, as the engine writes it. */
export function RunDiff({ run }: { readonly run: Pick<Run, 'id'> }) {
  const { id } = run
  const [asked, setAsked] = useState<Asked | null>(null)
  useEffect(() => {
    const life = new AbortController()
    client.runs.diff({ id }, { signal: life.signal }).then(
      ({ text }) => {
        if (!life.signal.aborted) setAsked({ of: id, text, problem: null })
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) setAsked({ of: id, text: null, problem: problemOf(thrown) })
      },
    )
    return () => {
      life.abort()
    }
  }, [id])
  if (asked?.of !== id) return <p className="quiet">Asking what would change…</p>
  return asked.text === null ? <Problem text={asked.problem} /> : <DiffText text={asked.text} />
}
