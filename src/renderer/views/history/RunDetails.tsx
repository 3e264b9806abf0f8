import { useEffect, useState } from 'react'
import type { Run, RunSource } from '../../../contract'
import { client } from '../../app/client'
import { goTo, type Place } from '../../app/place'
import { Button } from '../../components/Button'
import { sourceText } from '../../components/decision'
import { DecisionCard } from '../../components/DecisionCard'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { PolicyMatches } from '../../components/PolicyMatches'
import { distinctPolicies } from '../../components/policyText'
import { Problem } from '../../components/Problem'
import { RunDiff } from '../../components/RunDiff'
import { RunProgress } from '../../components/RunProgress'
import { Facts, Section } from '../../components/Section'
import { whenText } from '../../components/timeText'
import { useEvents } from '../../state/events'
import { isOver } from '../../state/outcomes'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { takeBack } from '../../state/take'
import { PlaybookActions } from '../runs/PlaybookActions'
import { PlaybookRun } from '../runs/PlaybookRun'
import styles from './RunDetails.module.css'
import {
  activationText,
  decisionWord,
  failurePolicyText,
  mayPutBack,
  mayTakeBack,
  overruledFor,
  stateText,
  tellingDecisions,
  tone,
} from './runWords'

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
  const heard = useEvents(
    (events) =>
      events.runs.find((run) => run.id === what || String(run.number) === what) ?? events.waiting.get(what ?? ''),
  )
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

/** Prepares the opposite, puts back what was done half, or runs a plan that was only made. */
function Actions({ run }: { readonly run: Run }) {
  const may = isAtLeast(useActor(), 'operator')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  if (!may) return null
  const back = mayTakeBack(run)
  const compensate = mayPutBack(run)
  const running = run.state === 'running'
  if (!back && !compensate && !running) return null
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
            title="Shows the opposite as a plan; nothing is sent before you take it"
            onClick={() => {
              takeBack(run.id, null)
            }}
          >
            Prepare to take back
          </Button>
        )}
        {compensate && (
          <Button
            disabled={busy}
            title="What this run has done is put back as it was before, now"
            onClick={() => {
              send(() => client.runs.compensate({ id: run.id, waitMs: 0 }))
            }}
          >
            {busy ? 'Telling it…' : 'Put back'}
          </Button>
        )}
        {running && (
          <Button
            disabled={busy}
            title="What has not begun is skipped; what is under way is finished"
            onClick={() => {
              send(() => client.runs.cancel({ id: run.id }))
            }}
          >
            Cancel what has not begun
          </Button>
        )}
      </div>
      <Problem text={problem} />
    </>
  )
}

/** Where what a run was made from is to be seen. */
function placeOfSource({ kind, id }: RunSource): Place {
  switch (kind) {
    case 'undo':
      return { view: 'history', what: id }
    case 'salvo':
      return { view: 'salvos', what: id }
    case 'snapshot':
      return { view: 'salvos', what: `snapshot:${id}` }
    case 'schedule':
      return { view: 'schedules', what: id }
    case 'playbook':
      // The step of a playbook names the playbook's run.
      return { view: UUID.test(id) ? 'history' : 'playbooks', what: id }
    case 'trigger':
      return { view: 'triggers', what: id }
    case 'job':
      return { view: 'jobs', what: id }
    case 'recovery':
      return { view: 'jobs', what: `recovery:${id}` }
  }
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/

function Source({ run }: { readonly run: Run }) {
  const { source } = run
  const text = sourceText(run)
  if (source === null || text === null) return <>by hand</>
  return (
    <button
      type="button"
      className={styles.link}
      onClick={() => {
        const { view, what } = placeOfSource(source)
        goTo(view, what)
      }}
    >
      {text}
    </button>
  )
}

/** The plan of the run in writing, folded away once it is over. */
function Diff({ run }: { readonly run: Run }) {
  const [open, setOpen] = useState(run.state === 'planned')
  if (run.state === 'awaiting_approval' || run.playbook !== undefined) return null
  return (
    <details
      className={styles.diff}
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>{isOver(run) ? 'What was to change' : 'What changes'}</summary>
      {open && <RunDiff run={run} />}
    </details>
  )
}

/** One run with all that happened in it. */
export function RunDetails({ what }: { readonly what: string | null }) {
  const asked = useRun(what)
  const now = useNow()
  if (asked === null)
    return (
      <p className="quiet">
        Choose a run to see each change, what its device answered, what was put back, and to take it back.
      </p>
    )
  const { run, problem } = asked
  if (run === null) return problem === null ? <p className="quiet">Asking the engine…</p> : <Problem text={problem} />
  const by = run.approval?.by ?? null
  const overruled = overruledFor(run)
  const decisions = tellingDecisions(run)
  const policies = distinctPolicies(run.decisions)
  const decided = new Set(decisions.map(({ text }) => text))
  const warnings = run.warnings.filter(({ text }) => !decided.has(text))
  return (
    <>
      <div className={styles.head}>
        <h2>
          Run #{run.number} <small className={tone(run.state)}>{stateText(run)}</small>
        </h2>
        <p>
          {run.actor.name} · {run.origin} · {whenText(run.startedAt ?? run.createdAt, now)} UTC
        </p>
      </div>
      {overruled.length > 0 && (
        <div className={styles.overruled} role="note" aria-label="Overruled">
          <b>{run.actor.name} overruled a policy</b>
          {overruled.map((reason) => (
            <p key={reason}>“{reason}”</p>
          ))}
        </div>
      )}
      <DecisionCard run={run} />
      {run.playbook === undefined ? <Actions key={run.id} run={run} /> : <PlaybookActions key={run.id} run={run} />}
      {run.playbook === undefined ? <RunProgress run={run} /> : <PlaybookRun key={`steps ${run.id}`} run={run} />}
      <Section title="How">
        <Facts
          rows={[
            ['From', <Source key="source" run={run} />],
            ['Activated', activationText(run)],
            ['If one fails', failurePolicyText(run.onFailure)],
            ...(run.change ? [['Change', 'inside a change window only'] as const] : []),
            ...(by === null ? [] : [['Approved by', `${by.name}, ${by.role}`] as const]),
            ['Asked', `${whenText(run.createdAt, now)} UTC`],
            ['Began', run.startedAt === null ? 'never' : `${whenText(run.startedAt, now)} UTC`],
          ]}
        />
      </Section>
      {(warnings.length > 0 || run.disturbs.length > 0) && (
        <Section title="Said before">
          <ul className={styles.decisions}>
            {warnings.map((warning, i) => (
              <li key={`w${String(i)}`} className={styles.said}>
                {warning.text}
              </li>
            ))}
            {run.disturbs.map(({ target, text }) => (
              <li key={target} className={styles.said}>
                Also felt: {text}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Diff key={`diff ${run.id}`} run={run} />
      {decisions.length > 0 && (
        <Section title="Decisions">
          <ul className={styles.decisions}>
            {decisions.map((decision, i) => (
              <li key={i}>
                <b className={decisionWord(decision) === 'allow' ? 'good' : 'warn'}>{decisionWord(decision)}</b>{' '}
                {decision.text}
              </li>
            ))}
          </ul>
          {policies.length > 0 && (
            <details className={styles.policies}>
              <summary>How the policies came to it</summary>
              {policies.map((policy, i) => (
                <PolicyMatches key={i} decision={policy} />
              ))}
            </details>
          )}
        </Section>
      )}
    </>
  )
}
