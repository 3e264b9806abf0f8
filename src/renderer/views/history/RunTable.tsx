import { useCallback, useMemo } from 'react'
import type { Id, Run } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { classes } from '../../components/classes'
import { sourceText } from '../../components/decision'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { lengthText, whenText } from '../../components/timeText'
import { useEvents } from '../../state/events'
import { stepCounts } from '../runs/stepGroups'
import { More } from './More'
import { usePaged } from './paged'
import { overruledFor, stateText, tone } from './runWords'

const PAGE = 50

function summaryOf(run: Run): string {
  if (run.playbook !== undefined)
    return `${run.source?.label ?? run.playbook.name}: ${String(stepCounts(run.playbook.steps).groups.length)} steps`
  const done = run.changes.filter(({ driver }) => driver !== 'none')
  const [first, ...others] = done.length === 0 ? run.changes : done
  if (first === undefined) return `${String(run.actions.length)} actions`
  return others.length === 0 ? first.summary : `${first.summary} and ${String(others.length)} more`
}

function Row({ run, open, now }: { readonly run: Run; readonly open: boolean; readonly now: number }) {
  const show = (): void => {
    goTo('history', run.id)
  }
  const length =
    run.startedAt === null || run.finishedAt === null
      ? '–'
      : lengthText(Date.parse(run.finishedAt) - Date.parse(run.startedAt))
  const summary = summaryOf(run)
  const by = run.playbook === undefined ? sourceText(run) : null
  const overruled = overruledFor(run)
  return (
    <tr data-open={open} onClick={show}>
      <td>
        <button type="button" onClick={show}>
          <b>#{run.number}</b>
        </button>
      </td>
      <td className="mono faint" title={`${run.createdAt} UTC`}>
        {whenText(run.createdAt, now)}
      </td>
      <td className={page.named}>
        <div className={page.parts}>
          <span className={page.clamp} title={[summary, by].filter((part) => part !== null).join(' · ')}>
            {summary}
            {by !== null && <span className="faint"> · {by}</span>}
          </span>
          {overruled.length > 0 && (
            <span className="warn" title={`${run.actor.name}: ${overruled.join(' ')}`}>
              · overruled a policy
            </span>
          )}
        </div>
      </td>
      <td className={tone(run.state)}>{stateText(run)}</td>
      <td className={classes('quiet', page.named)}>
        <span className={page.clamp} title={`${run.actor.name} · ${run.origin}`}>
          {run.actor.name} · {run.origin}
        </span>
      </td>
      <td className={page.right}>{length}</td>
    </tr>
  )
}

type Props = {
  readonly target: Id | null
  readonly open: string | null
  /** Whether dry-runs that were not taken are among them. */
  readonly plans: boolean
}

/** The runs, newest first; those under way are followed. */
export function RunTable({ target, open, plans }: Props) {
  const ask = useCallback(
    (cursor: string | undefined, signal: AbortSignal) =>
      client.runs.list({ limit: PAGE, cursor, ...(target === null ? {} : { target }) }, { signal }),
    [target],
  )
  const heard = useEvents((events) => events.runs)
  const newest = heard.reduce((most, run) => Math.max(most, run.number), 0)
  const { items, more, problem } = usePaged<Run>(ask, newest)
  const now = useNow()
  const runs = useMemo(() => {
    const fresh = new Map(heard.map((run) => [run.id, run]))
    const all = items?.map((run) => fresh.get(run.id) ?? run) ?? null
    return all?.filter((run) => plans || run.state !== 'planned') ?? null
  }, [items, heard, plans])
  return (
    <>
      <table className={page.table} aria-label="Runs">
        <thead>
          <tr>
            <th>Run</th>
            <th>When</th>
            <th>What</th>
            <th>How it stands</th>
            <th>Who</th>
            <th className={page.right}>Took</th>
          </tr>
        </thead>
        <tbody>
          {runs?.map((run) => (
            <Row key={run.id} run={run} now={now} open={open === run.id || open === String(run.number)} />
          ))}
        </tbody>
      </table>
      <More empty="Nothing was taken yet." count={runs?.length ?? null} more={more} problem={problem} />
    </>
  )
}
