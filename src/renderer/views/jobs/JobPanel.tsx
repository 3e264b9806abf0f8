import { useEffect, useState } from 'react'
import type { Finding, Id, Job, JobResult, Run } from '../../../contract'
import { client } from '../../app/client'
import { flyToThing } from '../../app/finder/fly'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { ColumnThing } from '../../components/ColumnThing'
import { Problem } from '../../components/Problem'
import { Segments } from '../../components/Segments'
import { jobs } from '../../state/jobs'
import { usePicture } from '../../state/picture'
import { problemOf } from '../../state/problem'
import { titleOf } from '../../state/routes'
import { isAtLeast, useActor } from '../../state/session'
import { PlannedRun } from '../runs/PlannedRun'
import { foundText, foundTone, unlisted } from './findingWords'
import styles from './Jobs.module.css'

/** Findings that are drawn at once. */
const DRAWN = 100

/** The things that a finding is about, to be flown to. */
function Subjects({ ids }: { readonly ids: readonly Id[] }) {
  const picture = usePicture((all) => all)
  const known = ids.slice(0, 6).flatMap((id) => {
    const record =
      picture.receivers.get(id) ?? picture.senders.get(id) ?? picture.devices.get(id) ?? picture.nodes.get(id)
    return record === undefined ? [] : [record]
  })
  if (known.length === 0) return null
  return (
    <span className={styles.subjects}>
      {known.map((record) => (
        <button
          key={record.id}
          type="button"
          title="See it in the plant"
          onClick={() => {
            flyToThing(record.kind, record.id)
            goTo('topology', null)
          }}
        >
          {titleOf(record)}
        </button>
      ))}
      {ids.length > known.length && <span className="faint">and {ids.length - known.length} more</span>}
    </span>
  )
}

type RowProps = {
  readonly finding: Finding
  readonly n: number
  readonly resultId: Id
  readonly may: boolean
}

function Row({ finding, n, resultId, may }: RowProps) {
  const { severity, text, subjects, fix, code } = finding
  const [plan, setPlan] = useState<Run | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const ask = (): void => {
    setBusy(true)
    setProblem(null)
    client.jobs
      .fix({ id: resultId, n, dryRun: true })
      .then(({ body }) => {
        setPlan(body)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <li className={styles.finding} data-severity={severity}>
      <span className={styles.mark} title={code} aria-label={severity}>
        {severity === 'info' ? '•' : '▲'}
      </span>
      <div>
        <p>{text}</p>
        <Subjects ids={subjects} />
        <Problem text={problem} />
        {plan !== null && (
          <PlannedRun
            key={plan.id}
            plan={plan}
            onClose={() => {
              setPlan(null)
            }}
          />
        )}
      </div>
      {fix !== null && plan === null && (
        <Button disabled={!may || busy} title={`${fix.label}. It is shown as a plan first.`} onClick={ask}>
          {busy ? 'Planning…' : 'Put right…'}
        </Button>
      )}
    </li>
  )
}

type Show = 'all' | 'bad' | 'fix'
const shows: readonly (readonly [Show, string])[] = [
  ['all', 'All'],
  ['bad', 'Alarms and warnings'],
  ['fix', 'Can be put right'],
]

function Findings({ result, may }: { readonly result: JobResult; readonly may: boolean }) {
  const [show, setShow] = useState<Show>('all')
  const [all, setAll] = useState(false)
  const { findings, found } = result
  const shown = [...findings.entries()].filter(
    ([, { severity, fix }]) => show === 'all' || (show === 'bad' ? severity !== 'info' : fix !== null),
  )
  const drawn = all ? shown : shown.slice(0, DRAWN)
  const rest = unlisted(findings, found)
  if (findings.length === 0) return null
  return (
    <>
      <Segments label="Findings shown" value={show} options={shows} disabled={false} onChange={setShow} />
      <ul className={styles.findings} aria-label="Findings">
        {drawn.map(([n, finding]) => (
          <Row key={n} finding={finding} n={n} resultId={result.id} may={may} />
        ))}
      </ul>
      {shown.length === 0 && <p className="quiet">None of these.</p>}
      {shown.length > drawn.length && (
        <Button
          onClick={() => {
            setAll(true)
          }}
        >
          {shown.length - drawn.length} more
        </Button>
      )}
      {rest > 0 && (
        <p className="quiet">
          {rest} more were found; the result keeps the worst {findings.length}.
        </p>
      )}
    </>
  )
}

/** A result whole: the newest of the job, or an earlier one. Asked again while it is being made. */
function useResult(
  id: Id | null,
  running: boolean,
): { readonly result: JobResult | null; readonly problem: string | null } {
  const [state, setState] = useState<{ readonly result: JobResult | null; readonly problem: string | null }>({
    result: null,
    problem: null,
  })
  useEffect(() => {
    if (id === null) return
    const life = new AbortController()
    client.jobs.result({ id }, { signal: life.signal }).then(
      (result) => {
        if (!life.signal.aborted) setState({ result, problem: null })
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) setState({ result: null, problem: problemOf(thrown) })
      },
    )
    return () => {
      life.abort()
    }
  }, [id, running])
  return id === null ? { result: null, problem: null } : state
}

type Props = {
  readonly job: Job
  /** Of the result that is looked at; null: the newest. */
  readonly resultId: Id | null
}

/** One job: what it looks at, its result, and what can be put right as a plan. */
export function JobPanel({ job, resultId }: Props) {
  const { name, title, description, running, last } = job
  const may = isAtLeast(useActor(), 'operator')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { result, problem: asking } = useResult(resultId ?? last?.id ?? null, running)
  const run = (): void => {
    setBusy(true)
    setProblem(null)
    client.jobs
      .run({ name, waitMs: 0 })
      .then(jobs.refresh)
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <ColumnThing
      title={title}
      about={description}
      tools={
        <>
          {may && (
            <Button
              onClick={() => {
                goTo('schedules', `job:${name}`)
              }}
            >
              Schedule…
            </Button>
          )}
          <Button look="main" disabled={!may || busy || running} onClick={run}>
            {running ? 'Looking…' : 'Look now'}
          </Button>
        </>
      }
    >
      <Problem text={problem ?? asking ?? result?.problem ?? null} />
      {last === null && !running && (
        <p className="quiet">It was never run, or long ago. “Look now” changes nothing in the plant.</p>
      )}
      {running && <p className="quiet">It looks through the plant…</p>}
      {result !== null && (
        <>
          <p className={styles.sum}>
            <b className={foundTone(result)}>{foundText(result)}</b>
            <span className="quiet">
              {' '}
              · {result.checked} looked at{resultId === null ? '' : ', an earlier result'}
            </span>
          </p>
          <Findings key={result.id} result={result} may={may} />
        </>
      )}
    </ColumnThing>
  )
}
