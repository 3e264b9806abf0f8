import { useCallback, useEffect, useState } from 'react'
import type { AuditRow, Id, Inspection, ResourceKind } from '../../../../contract'
import { client } from '../../../app/client'
import { problemOf } from '../../../state/problem'

/** A thing whole, as asked for; `of` says whose it is, so that it is never shown beside another. */
export type Asked<T> = { readonly of: Id; readonly value: T | null; readonly problem: string | null }

function useAsked<T>(of: Id, revision: unknown, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ of, value: null, problem: null })
  useEffect(() => {
    const life = new AbortController()
    ask(life.signal)
      .then((value) => {
        if (!life.signal.aborted) setAsked({ of, value, problem: null })
      })
      .catch((thrown: unknown) => {
        if (!life.signal.aborted)
          setAsked((known) => ({ of, value: known.of === of ? known.value : null, problem: problemOf(thrown) }))
      })
    return () => {
      life.abort()
    }
  }, [of, revision, ask])
  return asked.of === of ? asked : { of, value: null, problem: null }
}

/** What the thing's device says, asked again whenever `revision` is another. */
export function useInspection(kind: ResourceKind, id: Id, revision: unknown): Asked<Inspection> {
  const ask = useCallback((signal: AbortSignal) => client.inspect({ kind, id }, { signal }), [kind, id])
  return useAsked(id, revision, ask)
}

/** Rows of the audit asked for, and shown in the panel once what was only planned is left out. */
const ASKED = 40
const SHOWN = 12

const isPlanOnly = (row: AuditRow): boolean => row.outcome === 'noted' && (row.what === 'take' || row.what === 'run')

/** The latest that was done to the thing, asked again whenever `revision` is another. */
export function useHistoryOf(id: Id, revision: unknown): Asked<readonly AuditRow[]> {
  const ask = useCallback(
    async (signal: AbortSignal) => {
      const { items } = await client.audit.list({ target: id, limit: ASKED }, { signal })
      return items.filter((row) => !isPlanOnly(row)).slice(0, SHOWN)
    },
    [id],
  )
  return useAsked(id, revision, ask)
}
