import type { SnapshotDifference } from '../../../contract'
import { FormatDot } from '../../components/Dot'
import { usePicture } from '../../state/picture'
import type { PlanRow } from './planRows'
import styles from './Plan.module.css'

type Side = SnapshotDifference['then'] | null

/** What it was or is on, in a word or two. */
function sideWords(side: Side): string {
  if (side === null) return 'gone'
  if (!side.active) return 'nothing'
  return side.label ?? (side.senderId === null ? 'an unknown stream' : side.senderId)
}

function Row({ item, row }: { readonly item: SnapshotDifference; readonly row: PlanRow | undefined }) {
  const format = usePicture((picture) => picture.receivers.get(item.receiverId)?.format ?? null)
  const gone = item.kind === 'gone'
  const stand = gone ? 'lost' : (row?.stand ?? 'unknown')
  const against = stand === 'skipped' || stand === 'asks'
  return (
    <tr data-stand={stand} title={item.text}>
      <td>{item.label}</td>
      <td className={styles.now}>{sideWords(item.now)}</td>
      <td className={styles.after}>{sideWords(item.then)}</td>
      <td className={styles.note} title={row?.note ?? undefined}>
        {gone && '▲ gone: it cannot be restored'}
        {!gone && against && `▲ ${row?.note ?? 'skipped'}`}
        {!gone && !against && (
          <>
            {format !== null && <FormatDot format={format} />}
            {[format, 'changed', row?.note].filter((part) => part != null).join(' · ')}
          </>
        )}
      </td>
      <td>{row?.device ?? '–'}</td>
      <td className={row?.last == null ? styles.quiet : styles[row.last.tone]} title={row?.last?.why ?? undefined}>
        {row?.last?.text ?? '–'}
      </td>
    </tr>
  )
}

type Props = {
  readonly difference: { readonly items: readonly SnapshotDifference[]; readonly same: number }
  readonly rows: readonly PlanRow[]
}

/** What is otherwise now than it was then. */
export function DifferenceTable({ difference: { items, same }, rows }: Props) {
  const byReceiver = new Map(
    rows.flatMap((row) => ('receiverId' in row.action ? [[row.action.receiverId, row] as const] : [])),
  )
  return (
    <table className={styles.table} aria-label="What differs now">
      <thead>
        <tr>
          <th>Destination</th>
          <th className={styles.current}>Now</th>
          <th>Then</th>
          <th className={styles.what} aria-label="Kind" />
          <th className={styles.device}>Device</th>
          <th className={styles.last}>Last run</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.receiverId} item={item} row={byReceiver.get(item.receiverId)} />
        ))}
        <tr className={styles.group}>
          <td colSpan={6}>{same === 1 ? '1 is as it was then' : `${String(same)} are as they were then`}</td>
        </tr>
      </tbody>
    </table>
  )
}
