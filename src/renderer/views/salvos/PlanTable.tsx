import { Fragment } from 'react'
import { FormatDot } from '../../components/Dot'
import type { PlanGroup, PlanRow } from './planRows'
import styles from './Plan.module.css'

function Note({ row }: { readonly row: PlanRow }) {
  const { stand, note, format } = row
  if (stand === 'skipped' || stand === 'asks' || stand === 'lost') return <>▲ {note}</>
  if (stand === 'same') return <>{note}</>
  const isRoute = row.action.type.startsWith('route.')
  return (
    <>
      {isRoute && format !== null && <FormatDot format={format} />}
      {[isRoute ? format : null, note].filter((part) => part !== null).join(' · ')}
    </>
  )
}

function Row({ row }: { readonly row: PlanRow }) {
  const { destination, now, after, device, stand, note, last } = row
  return (
    <tr data-stand={stand} data-testid={`entry-${String(row.index)}`}>
      <td title={destination}>{destination}</td>
      <td className={styles.now} title={now}>
        {now}
      </td>
      <td className={styles.after} title={after}>
        {after}
      </td>
      <td className={styles.note} title={note ?? undefined}>
        <Note row={row} />
      </td>
      <td title={device}>{device}</td>
      <td className={last === null ? styles.quiet : styles[last.tone]} title={last?.why ?? undefined}>
        {last?.text ?? '–'}
      </td>
    </tr>
  )
}

/** The entries by room: what each is on, what it will be on, and how it fared last. */
export function PlanTable({ label, groups }: { readonly label: string; readonly groups: readonly PlanGroup[] }) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th>Destination</th>
          <th className={styles.current}>Now</th>
          <th>After</th>
          <th className={styles.what} aria-label="What happens" />
          <th className={styles.device}>Device</th>
          <th className={styles.last}>Last run</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ name, rows }) => (
          <Fragment key={name}>
            <tr className={styles.group}>
              <td colSpan={6}>{name}</td>
            </tr>
            {rows.map((row) => (
              <Row key={row.index} row={row} />
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  )
}
