import { useCallback } from 'react'
import type { AuditRow, Id } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { lengthText, whenText } from '../../components/timeText'
import { useEvents } from '../../state/events'
import { More } from './More'
import { usePaged } from './paged'

const PAGE = 100

const tones: Readonly<Record<AuditRow['outcome'], string>> = {
  done: 'good',
  failed: 'warn',
  refused: 'warn',
  noted: 'quiet',
}

/** The audit, newest first. */
export function AuditTable({ target, open }: { readonly target: Id | null; readonly open: string | null }) {
  const ask = useCallback(
    (cursor: string | undefined, signal: AbortSignal) =>
      client.audit.list({ limit: PAGE, cursor, ...(target === null ? {} : { target }) }, { signal }),
    [target],
  )
  const latest = useEvents((events) => `${events.runs[0]?.finishedAt ?? ''}${String(events.foreign.size)}`)
  const { items, more, problem } = usePaged<AuditRow>(ask, latest)
  const now = useNow()
  return (
    <>
      <table className={page.table} aria-label="Audit">
        <thead>
          <tr>
            <th>When</th>
            <th>What</th>
            <th>Summary</th>
            <th>Outcome</th>
            <th>Who</th>
            <th className={page.right}>Took</th>
          </tr>
        </thead>
        <tbody>
          {items?.map((row) => (
            <tr
              key={row.id}
              data-open={row.runId === null ? undefined : open === row.runId}
              onClick={() => {
                if (row.runId !== null) goTo('history', row.runId)
              }}
            >
              <td className="mono faint" title={`${row.at} UTC`}>
                {whenText(row.at, now)}
              </td>
              <td className="quiet">{row.what}</td>
              <td>{row.runId === null ? row.summary : <button type="button">{row.summary}</button>}</td>
              <td className={tones[row.outcome]}>{row.outcome}</td>
              <td className="quiet">
                {row.actor.name} · {row.origin}
              </td>
              <td className={page.right}>{row.durationMs === null ? '–' : lengthText(row.durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More empty="Nothing was written yet." count={items?.length ?? null} more={more} problem={problem} />
    </>
  )
}
