import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { hashOf } from '../../app/place'
import { classes } from '../../components/classes'
import { useMinute } from '../../components/minute'
import { maintenanceIn } from '../../components/openWindows'
import { toggleCollapsed } from '../../state/view'
import { useWindows } from '../../state/windows'
import { useLevel } from './canvas/level'
import type { GraphGroup, GroupCounts } from './graphModel'
import styles from './RoomNode.module.css'

export type RoomFlowNode = Node<{ readonly group: GraphGroup }, 'room'>

const many = (count: number, one: string): string => `${String(count)} ${one}${count === 1 ? '' : 's'}`

/** A room in numbers: `6 devices · 14 senders · 22 receivers`. */
const inNumbers = (counts: GroupCounts): string =>
  [
    many(counts.devices, 'device'),
    ...(counts.senders > 0 ? [many(counts.senders, 'sender')] : []),
    ...(counts.receivers > 0 ? [many(counts.receivers, 'receiver')] : []),
  ].join(' · ')

const airLooks = ({ air }: GroupCounts): readonly (string | undefined | false)[] => [
  air !== null && styles.onAir,
  air === 'stale' && styles.stale,
]

/** How many of its devices have something on air, where they cannot be seen themselves. */
function OnAirCount({ counts: { onAir, air } }: { readonly counts: GroupCounts }) {
  if (onAir === 0) return null
  return (
    <em className={styles.air}>
      {many(onAir, 'device')} on air{air === 'stale' && ', stale'}
    </em>
  )
}

/** That maintenance windows are open at this room, and until when. */
function Maintenance({ group: { site, title } }: { readonly group: GraphGroup }) {
  const windows = useWindows().value ?? []
  const now = useMinute(windows.length > 0)
  const here = maintenanceIn(windows, { site: site === '' ? null : site, room: title }, now)
  if (here === null) return null
  return (
    <a
      className={classes('nopan', styles.window)}
      href={hashOf('windows', null)}
      title={here.labels.join('\n')}
      data-testid="room-window"
    >
      {here.text}
    </a>
  )
}

/** A room: a frame around its devices; folded away, or far out, its name and what is in it. */
export const RoomNode = memo(function RoomNode({ data: { group } }: NodeProps<RoomFlowNode>) {
  const level = useLevel()
  const { counts, title, site, collapsed } = group
  const toggle = (): void => {
    toggleCollapsed(group.key)
  }
  if (level === 'rooms')
    return (
      <section
        className={classes(styles.room, styles.far, ...airLooks(counts))}
        data-testid={`room-${group.key}`}
        data-air={counts.air ?? undefined}
        aria-label={title}
      >
        <h3>{title}</h3>
        <p>{inNumbers(counts)}</p>
        <OnAirCount counts={counts} />
      </section>
    )
  return (
    <section
      className={classes(
        styles.room,
        collapsed && styles.collapsed,
        level === 'devices' && styles.middle,
        ...(collapsed ? airLooks(counts) : []),
      )}
      data-box={collapsed ? 'room' : undefined}
      data-testid={`room-${group.key}`}
      aria-label={`room ${title}, ${inNumbers(counts)}`}
    >
      <header
        className={styles.head}
        onDoubleClick={toggle}
        title={`${[site, title].filter((word) => word !== '').join(' · ')}\n${inNumbers(counts)}\nDouble-click to ${collapsed ? 'unfold' : 'fold'}`}
      >
        <button
          className={classes('nopan', styles.fold)}
          aria-expanded={!collapsed}
          aria-label={`${collapsed ? 'Unfold' : 'Fold'} ${title}`}
          onClick={toggle}
          onDoubleClick={(event) => {
            event.stopPropagation()
          }}
        >
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d={collapsed ? 'M4 2.5 8 6l-4 3.5' : 'M2.5 4 6 8l3.5-4'} />
          </svg>
        </button>
        <h3>{title}</h3>
        <span className={styles.site}>{site}</span>
        <Maintenance group={group} />
        {counts.offline > 0 && !collapsed && <span className={styles.offline}>{counts.offline} offline</span>}
      </header>
      {collapsed && (
        <p className={styles.counts}>
          <span>{inNumbers(counts)}</span>
          <span>
            {many(counts.routed, 'route')}
            {counts.offline > 0 && ` · ${String(counts.offline)} offline`}
            <OnAirCount counts={counts} />
          </span>
        </p>
      )}
    </section>
  )
})
