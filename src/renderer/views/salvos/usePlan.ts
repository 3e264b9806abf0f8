import { useDocumentVisibility } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { Decision, Run } from '../../../contract'
import { problemOf, refusalOf } from '../../state/problem'

/** How long the plant must be quiet before a plan is asked for afresh, ms. */
const REST_MS = 700

/** A plan, or why there is none. */
type Answered = {
  readonly run: Run | null
  /** What the guard decided, of the plan or of its refusal. */
  readonly decisions: readonly Decision[]
  readonly problem: string | null
}

/** The plan of what is shown; `asking` while a fresher one is under way. */
export type Planned = Answered & { readonly asking: boolean }

type Known = Answered & { readonly of: string; readonly key: string }

const unknown: Answered = { run: null, decisions: [], problem: null }

/**
 * A dry-run of what is shown. `of` names it: for another one, nothing is shown until its plan has come. `key` says what
 * the plan depends on: when that changes, a fresh plan is asked for after a rest, as long as somebody looks. Null: none
 * is wanted now, the last one stays.
 */
export function usePlan(of: string, key: string | null, ask: (signal: AbortSignal) => Promise<Run>): Planned {
  const [known, setKnown] = useState<Known | null>(null)
  const seen = useDocumentVisibility() === 'visible'
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  const mine = known?.of === of ? known : null
  const wanted = seen && key !== null && mine?.key !== key
  const first = mine === null
  useEffect(() => {
    if (!wanted) return
    const life = new AbortController()
    const timer = setTimeout(
      () => {
        latest.current(life.signal).then(
          (run) => {
            if (!life.signal.aborted) setKnown({ of, key, run, decisions: run.decisions, problem: null })
          },
          (thrown: unknown) => {
            if (!life.signal.aborted) setKnown({ of, key, ...refused(thrown) })
          },
        )
      },
      first ? 0 : REST_MS,
    )
    return () => {
      clearTimeout(timer)
      life.abort()
    }
  }, [of, key, wanted, first])
  const { run, decisions, problem } = mine ?? unknown
  return { run, decisions, problem, asking: wanted }
}

/** The sentences of what was refused whole; else what was thrown. */
function refused(thrown: unknown): Answered {
  const decisions = refusalOf(thrown) ?? []
  const texts = decisions.flatMap(({ effect, text }) => (effect === 'allow' ? [] : text))
  const problem = texts.length === 0 ? problemOf(thrown) : [...new Set(texts)].slice(0, 4).join(' ')
  return { run: null, decisions, problem }
}
