import { useCallback, useDeferredValue, useEffect, useState } from 'react'
import type { AuditRow } from '../../../contract'
import { client } from '../../app/client'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { useNow } from '../../components/now'
import { Page } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { lengthText, whenText } from '../../components/timeText'
import { auditQueryOf, isFiltered, useAuditFilter, type AuditFilter } from '../../state/audit'
import { useEvents } from '../../state/events'
import { useHouse } from '../../state/house'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { More } from '../history/More'
import { usePaged } from '../history/paged'
import { AuditDetails } from './AuditDetails'
import { AuditFilters } from './AuditFilters'
import styles from './Audit.module.css'
import { fullMoment, outcomeTones } from './auditWords'
import { ChainState } from './ChainState'
import { exportAudit, type Exported, type ExportFormat } from './exportAudit'

const PAGE = 100
/** How long a text must rest before it is looked for, ms. */
const REST_MS = 250

/** The value, once it has been the same for a moment. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(setRested, REST_MS, () => value)
    return () => {
      clearTimeout(timer)
    }
  }, [value])
  return rested
}

/** What may have written rows: runs, somebody else's changes, whatever the house keeps. */
function useLatest(): string {
  const runs = useEvents((events) => `${events.runs[0]?.finishedAt ?? ''}${String(events.foreign.size)}`)
  const house = useHouse('policies') + useHouse('windows') + useHouse('settings') + useHouse('locks')
  return `${runs} ${String(house)}`
}

const formats = [
  ['csv', 'CSV'],
  ['jsonl', 'JSON lines'],
] as const

/** What the search finds at this moment. */
function exportNow(filter: AuditFilter, format: ExportFormat): Promise<Exported> {
  const now = Date.now()
  return exportAudit(auditQueryOf(filter, now), format, now)
}

/** What is said when a file is saved. */
function savedText({ rows, truncated }: Exported): string {
  if (rows === null) return 'Saved'
  if (truncated) return `Only the first ${String(rows)} rows fit into one file; choose a shorter time for the others.`
  return `${String(rows)} ${rows === 1 ? 'row' : 'rows'} saved`
}

function Exports() {
  const filter = useAuditFilter()
  const [busy, setBusy] = useState<ExportFormat | null>(null)
  const [said, setSaid] = useState<{ readonly good: boolean; readonly text: string } | null>(null)
  const save = (format: ExportFormat): void => {
    setBusy(format)
    setSaid(null)
    exportNow(filter, format)
      .then((exported) => {
        setSaid({ good: !exported.truncated, text: savedText(exported) })
      })
      .catch((thrown: unknown) => {
        setSaid({ good: false, text: problemOf(thrown) })
      })
      .finally(() => {
        setBusy(null)
      })
  }
  return (
    <>
      {said !== null && (
        <span className={said.good ? 'quiet' : 'warn'} role="status">
          {said.text}
        </span>
      )}
      {formats.map(([format, words]) => (
        <Button
          key={format}
          disabled={busy !== null}
          title="All that the search finds, oldest first, as a file"
          onClick={() => {
            save(format)
          }}
        >
          {busy === format ? 'Writing…' : words}
        </Button>
      ))}
    </>
  )
}

function Row({ row, open, now }: { readonly row: AuditRow; readonly open: boolean; readonly now: number }) {
  const show = (): void => {
    goTo('audit', String(row.id))
  }
  return (
    <tr data-open={open} onClick={show} data-testid={`audit-${String(row.id)}`}>
      <td className={classes('mono', 'faint', styles.line)} title={`${fullMoment(row.at)} UTC`}>
        {whenText(row.at, now)}
      </td>
      <td className={styles.who} title={`${row.actor.name}, ${row.actor.role}, by ${row.origin}`}>
        {row.actor.name} <span className="faint">{row.origin}</span>
      </td>
      <td className={classes('quiet', styles.line)}>{row.what}</td>
      <td className={styles.summary}>
        <button type="button" onClick={show}>
          {row.summary}
        </button>
      </td>
      <td className={outcomeTones[row.outcome]}>{row.outcome}</td>
      <td className={classes(styles.line, styles.policy, row.policy !== 'denied' && 'quiet')}>
        {row.policy ?? '–'} {row.override && <span className={styles.badge}>overruled</span>}
      </td>
      <td className={classes(page.right, 'quiet', styles.line)}>
        {row.durationMs === null ? '–' : lengthText(row.durationMs)}
      </td>
    </tr>
  )
}

/** Who did what from where, what the policies said, how it ended; found, looked at and taken along. */
export function AuditView() {
  const { what } = usePlace()
  const filter = useAuditFilter()
  const rested = useRested(filter)
  const actor = useActor()
  const latest = useLatest()
  const now = useNow()
  const ask = useCallback(
    (cursor: string | undefined, signal: AbortSignal) =>
      client.audit.list({ ...auditQueryOf(rested, Date.now()), limit: PAGE, cursor }, { signal }),
    [rested],
  )
  const { items, more, problem } = usePaged<AuditRow>(ask, latest)
  const [kept, setKept] = useState<readonly AuditRow[] | null>(null)
  if (items !== null && items !== kept && items.length !== kept?.length) setKept(items)
  const shown = useDeferredValue(items ?? kept)
  const row = shown?.find(({ id }) => String(id) === what)
  return (
    <Page
      title="Audit"
      about="Who did what from where, what the policies said, and how it ended. Never changed once written."
      actions={
        <>
          {isAtLeast(actor, 'engineer') && <Exports />}
          {isAtLeast(actor, 'admin') && <ChainState />}
        </>
      }
      side={
        row === undefined ? (
          <p className="quiet">
            {what !== null && items !== null
              ? 'This row is not among those that are shown. Search for it, or choose another.'
              : 'Choose a row to see it whole: what was before and after, what the policies said, its run.'}
          </p>
        ) : (
          <AuditDetails row={row} />
        )
      }
    >
      <AuditFilters filter={filter} />
      <table className={classes(page.table, styles.rows)} aria-label="Audit" aria-busy={items === null}>
        <thead>
          <tr>
            <th className={styles.line}>When, UTC</th>
            <th>Who</th>
            <th>What</th>
            <th>Summary</th>
            <th>Outcome</th>
            <th>Policy</th>
            <th className={page.right}>Took</th>
          </tr>
        </thead>
        <tbody>
          {shown?.map((each) => (
            <Row key={each.id} row={each} open={String(each.id) === what} now={now} />
          ))}
        </tbody>
      </table>
      {problem === null ? (
        <More
          empty={
            isFiltered(filter)
              ? 'Nothing is found so. Search for less, or show everything.'
              : 'Nothing was written yet.'
          }
          count={items?.length ?? (shown === null ? null : shown.length)}
          more={more}
          problem={null}
        />
      ) : (
        <div className={page.more}>
          <Problem text={problem} />
        </div>
      )}
    </Page>
  )
}
