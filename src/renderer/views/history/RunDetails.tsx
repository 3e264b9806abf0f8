import { useEffect, useState } from 'react'
import type { Change, Run } from '../../../contract'
import { client } from '../../app/client'
import { MonoBlock } from '../../components/MonoBlock'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { lengthText, whenText } from '../../components/timeText'
import { useEvents } from '../../state/events'
import { failureText } from '../../state/outcomes'
import { problemOf } from '../../state/problem'
import { Facts, Section } from '../topology/inspector/Section'
import styles from './RunDetails.module.css'
import { stateText, tone } from './runWords'

type Asked = { readonly what: string; readonly run: Run | null; readonly problem: string | null }

/** A run by its id, or by its number where it is among the latest. */
async function findRun(what: string, signal: AbortSignal): Promise<Run> {
  if (!/^\d+$/.test(what)) return client.runs.get({ id: what }, { signal })
  const { items } = await client.runs.list({ limit: 200 }, { signal })
  const run = items.find(({ number }) => String(number) === what)
  if (run === undefined) throw new Error(`Run #${what} is not among the latest 200; look for it in the list.`)
  return run
}

function useRun(what: string | null): Asked | null {
  const heard = useEvents((events) => events.runs.find((run) => run.id === what || String(run.number) === what))
  const [asked, setAsked] = useState<Asked | null>(null)
  useEffect(() => {
    if (what === null) return
    const life = new AbortController()
    findRun(what, life.signal).then(
      (run) => {
        if (!life.signal.aborted) setAsked({ what, run, problem: null })
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) setAsked({ what, run: null, problem: problemOf(thrown) })
      },
    )
    return () => {
      life.abort()
    }
  }, [what])
  if (what === null) return null
  if (heard !== undefined) return { what, run: heard, problem: null }
  return asked?.what === what ? asked : { what, run: null, problem: null }
}

function ChangeItem({ change }: { readonly change: Change }) {
  const { startedAt, finishedAt } = change
  const took = startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt)
  const bad = change.state === 'failed' || change.state === 'skipped'
  return (
    <li className={styles.change}>
      <p>
        {change.summary}
        <span className={tone(change.state)}>
          {change.state}
          {took !== null && change.state === 'verified' && ` ${lengthText(took)}`}
        </span>
      </p>
      {change.node !== null && <p className="faint">on {change.node.label}</p>}
      {bad && <Problem text={failureText(change)} />}
      {change.error?.device != null && (
        <MonoBlock title="What the device answered" text={JSON.stringify(change.error.device, null, 2)} />
      )}
      <MonoBlock
        title="Before and after"
        text={JSON.stringify({ before: change.before, after: change.after }, null, 2)}
      />
    </li>
  )
}

/** One run with all that happened in it. */
export function RunDetails({ what }: { readonly what: string | null }) {
  const asked = useRun(what)
  const now = useNow()
  if (asked === null) return <p className="quiet">Choose a run to see each change and what its device answered.</p>
  const { run, problem } = asked
  if (run === null) return problem === null ? <p className="quiet">Asking the engine…</p> : <Problem text={problem} />
  return (
    <>
      <h2>
        Run #{run.number} <small className={tone(run.state)}>{stateText(run)}</small>
      </h2>
      <Facts
        rows={[
          ['Who', `${run.actor.name} · ${run.actor.role} · ${run.origin}`],
          ['Asked', `${whenText(run.createdAt, now)} UTC`],
          ['Began', run.startedAt === null ? 'never' : `${whenText(run.startedAt, now)} UTC`],
        ]}
      />
      {run.warnings.map((warning, i) => (
        <Problem key={i} text={warning.text} />
      ))}
      <Section title={run.changes.length === 1 ? '1 change' : `${String(run.changes.length)} changes`}>
        <ol className={styles.changes}>
          {run.changes.map((change) => (
            <ChangeItem key={change.id} change={change} />
          ))}
        </ol>
      </Section>
      {run.decisions.length > 0 && (
        <Section title="Decisions">
          <ul className={styles.decisions}>
            {run.decisions.map((decision, i) => (
              <li key={i}>
                <b className={decision.effect === 'allow' ? 'good' : 'warn'}>{decision.effect}</b> {decision.text}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
