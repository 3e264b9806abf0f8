import type { Run } from '../../../contract'
import { hashOf } from '../../app/place'
import { classes } from '../../components/classes'
import { ColumnBody, ColumnHead } from '../../components/Columns'
import { DecisionCard } from '../../components/DecisionCard'
import { useNow } from '../../components/now'
import { RunProgress } from '../../components/RunProgress'
import { whenText } from '../../components/timeText'
import styles from './RunColumn.module.css'
import { runLine } from './runsOf'

function Earlier({ runs, now }: { readonly runs: readonly Run[]; readonly now: number }) {
  return (
    <div className={styles.earlier}>
      {runs.map((run) => {
        const { head, tone, rest } = runLine(run)
        return (
          <a
            key={run.id}
            href={hashOf('history', run.id)}
            aria-label={`Run ${String(run.number)}`}
            className={classes(tone === 'warn' && styles.warn)}
          >
            <span className={classes('mono', styles.when)}>{whenText(run.createdAt, now)}</span>
            <span>
              <b>{head}</b> <em>{rest}</em>
            </span>
          </a>
        )
      })}
    </div>
  )
}

type Props = { readonly label: string; readonly runs: readonly Run[]; readonly none: string }

/** What is happening to it: the run under way or the last one, its question, and the ones before. */
export function RunColumn({ label, runs, none }: Props) {
  const now = useNow()
  const [run, ...earlier] = runs
  if (run === undefined)
    return (
      <>
        <ColumnHead level={2} title="No run yet" note={null} actions={null} />
        <ColumnBody padded>
          <p className="quiet">{none}</p>
        </ColumnBody>
      </>
    )
  const asks = run.state === 'paused' || run.state === 'awaiting_approval'
  return (
    <>
      <ColumnHead
        level={2}
        title={`Run #${String(run.number)}`}
        note={`${run.actor.name} · ${whenText(run.createdAt, now)}`}
        actions={null}
      />
      <ColumnBody padded>
        {asks && <DecisionCard run={run} />}
        <RunProgress run={run} />
        {earlier.length > 0 && (
          <>
            <h3>Earlier runs of {label}</h3>
            <Earlier runs={earlier} now={now} />
          </>
        )}
      </ColumnBody>
    </>
  )
}
