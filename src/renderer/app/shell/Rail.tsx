import {
  IconAdjustmentsHorizontal,
  IconBook2,
  IconBolt,
  IconBroadcast,
  IconCalendarClock,
  IconCalendarWeek,
  IconChecklist,
  IconCloudComputing,
  IconDeviceTv,
  IconHistory,
  IconKey,
  IconListSearch,
  IconPlayerPlay,
  IconServer2,
  IconShieldCheck,
  IconTopologyStar3,
  type Icon,
} from '@tabler/icons-react'
import { isAtLeast, useActor } from '../../state/session'
import { hashOf, usePlace, type ViewName } from '../place'
import styles from './Rail.module.css'

const entries: readonly { readonly view: ViewName; readonly name: string; readonly icon: Icon }[] = [
  { view: 'topology', name: 'Topology', icon: IconTopologyStar3 },
  { view: 'salvos', name: 'Salvos', icon: IconPlayerPlay },
  { view: 'playbooks', name: 'Playbooks', icon: IconBook2 },
  { view: 'schedules', name: 'Schedules', icon: IconCalendarClock },
  { view: 'triggers', name: 'Triggers', icon: IconBolt },
  { view: 'jobs', name: 'Jobs', icon: IconChecklist },
  { view: 'devices', name: 'Devices and modules', icon: IconDeviceTv },
  { view: 'policies', name: 'Policies', icon: IconShieldCheck },
  { view: 'tally', name: 'Tally', icon: IconBroadcast },
  { view: 'windows', name: 'Windows', icon: IconCalendarWeek },
  { view: 'registries', name: 'Registries', icon: IconServer2 },
  { view: 'brokers', name: 'Brokers', icon: IconCloudComputing },
  { view: 'history', name: 'History', icon: IconHistory },
  { view: 'audit', name: 'Audit', icon: IconListSearch },
  { view: 'settings', name: 'Settings', icon: IconAdjustmentsHorizontal },
  { view: 'keys', name: 'Keys', icon: IconKey },
]

/** The views, on the left. Keys are the admin's. */
export function Rail() {
  const place = usePlace()
  const admin = isAtLeast(useActor(), 'admin')
  return (
    <nav className={styles.rail} aria-label="Views">
      {entries
        .filter(({ view }) => view !== 'keys' || admin)
        .map(({ view, name, icon: Glyph }) => (
          <a
            key={view}
            href={hashOf(view, null)}
            aria-label={name}
            aria-current={place.view === view || (place.view === 'panel' && view === 'devices') ? 'page' : undefined}
          >
            <Glyph size={20} stroke={1.5} aria-hidden="true" />
            <span aria-hidden="true">{name}</span>
          </a>
        ))}
    </nav>
  )
}
