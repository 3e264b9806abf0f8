import type { AuditRow, Id } from '../../../../contract'
import { useNow } from '../../../components/now'
import { Section } from '../../../components/Section'
import { whenText } from '../../../components/timeText'
import { useEvents } from '../../../state/events'
import styles from './Inspector.module.css'
import { useHistoryOf } from './inspection'

function Row({ row, now }: { readonly row: AuditRow; readonly now: number }) {
  const bad = row.outcome === 'failed' || row.outcome === 'refused'
  return (
    <li>
      <time dateTime={row.at} title={`${row.at} UTC`}>
        {whenText(row.at, now)}
      </time>
      <span className={bad ? 'warn' : undefined}>
        {row.summary}
        {bad && ` ${row.outcome}`} <em>{row.what === 'foreign-change' ? 'foreign change' : row.actor.name}</em>
      </span>
    </li>
  )
}

/** What was done to the thing lately, newest first. */
export function PanelHistory({ id, revision }: { readonly id: Id; readonly revision: unknown }) {
  const latest = useEvents((events) => events.runs[0]?.finishedAt ?? null)
  const { value, problem } = useHistoryOf(id, `${String(latest)}${String(revision)}`)
  const now = useNow()
  return (
    <Section title="History">
      {problem !== null && <p className="warn">{problem}</p>}
      {value === null && problem === null && <p className="faint">Asking…</p>}
      {value?.length === 0 && <p className="faint">Nothing was done to it yet.</p>}
      <ol className={styles.history}>
        {value?.map((row) => (
          <Row key={row.id} row={row} now={now} />
        ))}
      </ol>
    </Section>
  )
}
