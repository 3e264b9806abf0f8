import type { Run } from '../../../contract'
import { hashOf } from '../../app/place'
import { classes } from '../../components/classes'
import { ColumnBody, ColumnHead } from '../../components/Columns'
import { DecisionCard } from '../../components/DecisionCard'
import { useNow } from '../../components/now'
import { lengthOf } from '../../components/runCounts'
import { lengthText, whenText } from '../../components/timeText'
import { tone } from '../history/runWords'
import { PlaybookActions } from '../runs/PlaybookActions'
import { PlaybookProgress } from '../runs/PlaybookProgress'
import { playbookStateText } from '../runs/playbookState'
import runs from '../salvos/RunColumn.module.css'

function Earlier({ run, now }: { readonly run: Run; readonly now: number }) {
  const took = lengthOf(run)
  return (
    <a href={hashOf('history', run.id)} aria-label={`Run ${String(run.number)}`}>
      <span className={classes('mono', runs.when)}>{whenText(run.createdAt, now)}</span>
      <span>
        <b className={tone(run.state) === 'warn' ? 'warn' : undefined}>{playbookStateText(run)}</b>{' '}
        <em>{[run.actor.name, took === null ? null : lengthText(took)].filter((word) => word !== null).join(' · ')}</em>
      </span>
    </a>
  )
}

type Props = {
  /** What is shown: a plan, or a run; null: nothing yet. */
  readonly run: Run | null
  readonly earlier: readonly Run[]
  /** The step that is looked at; null: all. */
  readonly only: string | null
}

/** What is happening to a playbook: its plan or run, what it asks, each step, and the runs before. */
export function PlaybookRunColumn({ run, earlier, only }: Props) {
  const now = useNow()
  if (run === null)
    return (
      <>
        <ColumnHead level={2} title="No run yet" note={null} actions={null} />
        <ColumnBody padded>
          <p className="quiet">
            A dry run shows here what each step would do, and what cannot be known before. When it is started, each step
            shows here as it happens, with its questions.
          </p>
        </ColumnBody>
      </>
    )
  const plan = run.state === 'planned'
  return (
    <>
      <ColumnHead
        level={2}
        title={plan ? 'Plan' : `Run #${String(run.number)}`}
        note={
          plan ? 'nothing is sent' : `${run.actor.name} · ${whenText(run.createdAt, now)} · ${playbookStateText(run)}`
        }
        actions={null}
      />
      <ColumnBody padded>
        <DecisionCard run={run} />
        {!plan && <PlaybookActions key={run.id} run={run} />}
        <PlaybookProgress key={`${run.id} steps`} run={run} only={only} />
        {earlier.length > 0 && (
          <>
            <h3>Earlier runs</h3>
            <div className={runs.earlier}>
              {earlier.map((each) => (
                <Earlier key={each.id} run={each} now={now} />
              ))}
            </div>
          </>
        )}
      </ColumnBody>
    </>
  )
}
