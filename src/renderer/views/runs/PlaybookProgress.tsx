import { useState } from 'react'
import type { Run, StepProgress } from '../../../contract'
import { hashOf } from '../../app/place'
import { classes } from '../../components/classes'
import { MonoBlock } from '../../components/MonoBlock'
import { lengthOf } from '../../components/runCounts'
import bars from '../../components/RunProgress.module.css'
import { lengthText } from '../../components/timeText'
import { sharedUnknowns, stepLine } from './planWords'
import styles from './PlaybookProgress.module.css'
import { groupOf, stepCounts, stepTone, stepWords } from './stepGroups'
import { StepTitle } from './StepTitle'
import { UnknownMark } from './UnknownMark'

/** Steps that are listed at once. */
const LISTED = 60

function outputText(output: unknown): string | null {
  if (output === null || output === undefined) return null
  return typeof output === 'string' ? output : JSON.stringify(output, null, 2)
}

/** What a step will do or has done; an expression stands below what is said of it. */
function Line({ line }: { readonly line: string }) {
  const { said, expression } = stepLine(line)
  return (
    <>
      <p className={styles.change} title={line}>
        {said}
      </p>
      {expression !== null && (
        <code className={styles.expression} title={expression}>
          {expression}
        </code>
      )}
    </>
  )
}

/** `isShared`: what it does not know before is said above for several steps at once. */
function Step({ step, isShared }: { readonly step: StepProgress; readonly isShared: boolean }) {
  const { id, title, state, changes, problem, unknown, output, runId } = step
  const took = lengthOf(step)
  const deep = id.split('/').length - 1 + (id.endsWith(']') ? 1 : 0)
  const said = outputText(output)
  return (
    <li className={styles.step} style={{ paddingLeft: Math.min(deep, 4) * 14 }} data-state={state}>
      <p>
        <b>
          <StepTitle text={title} />
        </b>
        <span className={stepTone(state)}>
          {stepWords[state]}
          {took !== null && state === 'done' && took > 0 && ` ${lengthText(took)}`}
          {unknown !== null && isShared && <UnknownMark text={unknown} />}
        </span>
      </p>
      {changes.slice(0, 6).map((change, i) => (
        <Line key={i} line={change} />
      ))}
      {changes.length > 6 && <p className={styles.change}>and {changes.length - 6} more</p>}
      {unknown !== null && state === 'planned' && !isShared && (
        <p className={styles.unknown}>Not known before: {unknown}</p>
      )}
      {problem !== null && <p className={state === 'skipped' ? styles.change : styles.problem}>{problem}</p>}
      {runId !== null && (
        <a className={styles.link} href={hashOf('history', runId)}>
          its run
        </a>
      )}
      {said !== null && said.length > 0 && state === 'done' && <MonoBlock title="What it gave" text={said} />}
    </li>
  )
}

type Props = {
  readonly run: Run
  /** Only this step of the playbook, with all within it; null: all. */
  readonly only: string | null
}

/** How far the run of a playbook is: bar and counts, and each step with what it did, why it failed, and its own run. */
export function PlaybookProgress({ run, only }: Props) {
  const [all, setAll] = useState(false)
  const steps = run.playbook?.steps ?? []
  const { groups, over, failed, back, words } = stepCounts(steps)
  const shown = only === null ? steps : steps.filter(({ id }) => groupOf(id) === only)
  const listed = all ? shown : shown.slice(0, LISTED)
  const shared = sharedUnknowns(shown)
  const took = lengthOf(run)
  const busy = groups.filter(({ state }) => state === 'running' || state === 'asking').length
  const [first, ...others] = words
  return (
    <div className={bars.progress}>
      <div>
        {run.state !== 'planned' && (
          <div
            className={bars.bar}
            role="progressbar"
            aria-label={`Run ${String(run.number)}`}
            aria-valuemin={0}
            aria-valuemax={groups.length}
            aria-valuenow={over + failed + back}
          >
            <i className={bars.good} style={{ flexGrow: over }} />
            <i className={bars.bad} style={{ flexGrow: failed }} />
            <i className={bars.back} style={{ flexGrow: back }} />
            <i className={bars.busy} style={{ flexGrow: busy }} />
            <i style={{ flexGrow: Math.max(0, groups.length - over - failed - back - busy) }} />
          </div>
        )}
        <p className={bars.counts}>
          <span>
            <b>{first}</b>
            {others.map((word) => (
              <span key={word} className={/failed|left/.test(word) ? 'warn' : undefined}>
                {' '}
                · {word}
              </span>
            ))}
          </span>
          {took !== null && <span className={classes('mono', bars.took)}>{lengthText(took)}</span>}
        </p>
      </div>
      {run.compensation !== null && (
        <section className={bars.part} aria-label="Put back">
          <h3>Put back</h3>
          <p className={bars.reason}>{run.compensation.why}</p>
          <ol className={bars.log} style={{ marginTop: 8 }}>
            {run.compensation.entries.map((entry, i) => (
              <li key={i}>
                <p>
                  {entry.text}
                  <span
                    className={entry.outcome === 'reverted' ? 'good' : entry.outcome === 'reverting' ? 'quiet' : 'warn'}
                  >
                    {entry.outcome === 'reverted'
                      ? 'put back'
                      : entry.outcome === 'reverting'
                        ? 'putting back…'
                        : entry.outcome}
                  </span>
                </p>
              </li>
            ))}
            {run.compensation.entries.length === 0 && <li className="quiet">Nothing had to be put back.</li>}
          </ol>
        </section>
      )}
      <section className={bars.part} aria-label="Steps">
        <h3>{only === null ? 'Steps' : `Step ${only}`}</h3>
        {shared.map(({ text, said }) => (
          <p key={text} className={styles.shared}>
            <UnknownMark text={text} />
            {said}
          </p>
        ))}
        <ol className={styles.steps}>
          {listed.map((step) => (
            <Step
              key={step.id}
              step={step}
              isShared={step.state === 'planned' && shared.some(({ text }) => text === step.unknown)}
            />
          ))}
        </ol>
        {shown.length > listed.length && (
          <button
            type="button"
            className={styles.link}
            onClick={() => {
              setAll(true)
            }}
          >
            {shown.length - listed.length} more steps
          </button>
        )}
      </section>
    </div>
  )
}
