import { useEffect, useMemo, useState } from 'react'
import type { Id, Run } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { DecisionCard } from '../../components/DecisionCard'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { lengthOf } from '../../components/runCounts'
import { lengthText, whenText } from '../../components/timeText'
import { useEvents } from '../../state/events'
import { failureText } from '../../state/outcomes'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { takeBack } from '../../state/take'
import { mayTakeBack, stateText, tone } from '../history/runWords'
import { anchorOf } from './sendCommand'
import styles from './DeviceRuns.module.css'
import { runsOf } from './runsOfDevice'

type Asked = { readonly of: string; readonly runs: readonly Run[]; readonly problem: string | null }

/** Earlier runs that are asked for. */
const ASKED = 30

/** The runs that touched any of these, newest first; null while the engine is being asked. */
function useRunsOf(ids: readonly Id[]): { readonly runs: readonly Run[] | null; readonly problem: string | null } {
  const of = ids.join('\n')
  const heard = useEvents((events) => events.runs)
  const [asked, setAsked] = useState<Asked | null>(null)
  useEffect(() => {
    const life = new AbortController()
    const { signal } = life
    Promise.all(of.split('\n').map((target) => client.runs.list({ target, limit: ASKED }, { signal }))).then(
      (pages) => {
        if (!signal.aborted) setAsked({ of, runs: pages.flatMap(({ items }) => items), problem: null })
      },
      (thrown: unknown) => {
        if (!signal.aborted) setAsked({ of, runs: [], problem: problemOf(thrown) })
      },
    )
    return () => {
      life.abort()
    }
  }, [of])
  const mine = asked?.of === of ? asked : null
  const runs = useMemo(
    () => (mine === null ? null : runsOf(new Set(of.split('\n')), heard, mine.runs)),
    [of, heard, mine],
  )
  return { runs, problem: mine?.problem ?? null }
}

function Item({ run, ids, last }: { readonly run: Run; readonly ids: ReadonlySet<Id>; readonly last: boolean }) {
  const now = useNow()
  const may = isAtLeast(useActor(), 'operator')
  const changes = run.changes.filter(({ target }) => ids.has(target.id))
  const took = lengthOf(run)
  return (
    <li>
      <p className={styles.line}>
        <time className="mono" dateTime={run.createdAt} title={run.createdAt}>
          {whenText(run.startedAt ?? run.createdAt, now)}
        </time>
        <a href={hashOf('history', run.id)} title="See the run whole">
          #{run.number}
        </a>
        <span className={classes(tone(run.state), styles.state)}>
          {stateText(run)}
          {took !== null && <span className="faint"> {lengthText(took)}</span>}
        </span>
      </p>
      {changes.map((change) => (
        <div key={change.id}>
          <p className={styles.what}>{change.summary}</p>
          {change.state === 'failed' && <p className="warn">{failureText(change)}</p>}
          {change.state === 'skipped' && change.reason !== undefined && <p className="warn">{change.reason}</p>}
        </div>
      ))}
      <p className="faint">
        {run.actor.name} · {run.origin}
      </p>
      <DecisionCard run={run} />
      {last && may && mayTakeBack(run) && (
        <Button
          title="Shows the opposite as a plan; nothing is sent before you take it"
          onClick={(event) => {
            takeBack(run.id, anchorOf(event.currentTarget))
          }}
        >
          Take back…
        </Button>
      )}
    </li>
  )
}

/** What was sent to a device lately, and what came of it. */
export function DeviceRuns({ ids }: { readonly ids: readonly Id[] }) {
  const { runs, problem } = useRunsOf(ids)
  const set = useMemo(() => new Set(ids), [ids])
  if (runs === null) return <p className="faint">Asking the engine…</p>
  return (
    <>
      <Problem text={problem} />
      {runs.length === 0 && problem === null && (
        <p className="quiet">Nothing was sent to it yet. What is, and what it answers, shows here.</p>
      )}
      <ol className={styles.runs}>
        {runs.map((run, i) => (
          <Item key={run.id} run={run} ids={set} last={i === 0} />
        ))}
      </ol>
    </>
  )
}
