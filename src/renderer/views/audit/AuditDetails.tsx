import type { AuditRow } from '../../../contract'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { MonoBlock } from '../../components/MonoBlock'
import { Facts, Section } from '../../components/Section'
import { lengthText } from '../../components/timeText'
import { filterAudit } from '../../state/audit'
import { usePicture } from '../../state/picture'
import { titleOf } from '../../state/routes'
import styles from './Audit.module.css'
import { fieldChanges, fullMoment, outcomeTones, restOfDetail } from './auditWords'

/** More fields than these are folded into the row as it was written. */
const SHOWN = 60

function useTitle(target: string | null): string | null {
  const port = usePicture((picture) =>
    target === null
      ? undefined
      : (picture.receivers.get(target) ??
        picture.senders.get(target) ??
        picture.devices.get(target) ??
        picture.nodes.get(target)),
  )
  return port === undefined ? target : titleOf(port)
}

/** One row whole: who, from where, what the policies said, what was before and after. */
export function AuditDetails({ row }: { readonly row: AuditRow }) {
  const title = useTitle(row.target)
  const { target, detail } = row
  const changes = fieldChanges(detail.before, detail.after)
  const rest = restOfDetail(detail)
  return (
    <>
      <div className={styles.title}>
        <h2>{row.summary}</h2>
        <p>
          <span className={outcomeTones[row.outcome]}>{row.outcome}</span> · row {row.id}
        </p>
      </div>
      {row.override && <p className={styles.overruled}>A policy was overruled.</p>}
      <Facts
        rows={[
          ['When', <span key="at" className="mono">{`${fullMoment(row.at)} UTC`}</span>],
          ['Who', `${row.actor.name}, ${row.actor.role}`],
          ['From', row.origin],
          ['What', row.what],
          ...(title === null ? [] : [['About', title] as const]),
          ['Policies said', row.policy ?? 'not asked'],
          ...(row.durationMs === null ? [] : [['Took', lengthText(row.durationMs)] as const]),
        ]}
      />
      <div className={styles.buttons}>
        {row.runId !== null && (
          <a className={styles.link} href={hashOf('history', row.runId)}>
            See its run
          </a>
        )}
        {target !== null && (
          <Button
            onClick={() => {
              filterAudit({ target: { id: target, title: title ?? target } })
            }}
          >
            All about it
          </Button>
        )}
        <Button
          onClick={() => {
            filterAudit({ actor: row.actor.name })
          }}
        >
          All by {row.actor.name}
        </Button>
      </div>
      {changes.length > 0 && (
        <Section title="Before and after">
          <table className={styles.changes}>
            <thead>
              <tr>
                <th>Field</th>
                <th>Before</th>
                <th>After</th>
              </tr>
            </thead>
            <tbody>
              {changes.slice(0, SHOWN).map(({ path, before, after }) => (
                <tr key={path}>
                  <td>{path === '' ? 'all' : path}</td>
                  <td>{before ?? '–'}</td>
                  <td>{after ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {changes.length > SHOWN && <p className="faint">{changes.length - SHOWN} more fields are otherwise.</p>}
        </Section>
      )}
      {rest !== null && <MonoBlock title="Details" text={JSON.stringify(rest, null, 2)} />}
      <Section title="Chain">
        <p className={styles.hash} title="SHA-256 over this row and the hash of the one before">
          {row.hash}
        </p>
      </Section>
    </>
  )
}
