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

type Entry = {
  readonly view: ViewName
  /** Below its icon. */
  readonly word: string
  readonly name: string
  readonly icon: Icon
}

/** What belongs together stands together. */
const groups: readonly (readonly [name: string, entries: readonly Entry[]])[] = [
  [
    'Operate',
    [
      { view: 'topology', word: 'Topology', name: 'Topology', icon: IconTopologyStar3 },
      { view: 'salvos', word: 'Salvos', name: 'Salvos', icon: IconPlayerPlay },
      { view: 'playbooks', word: 'Playbooks', name: 'Playbooks', icon: IconBook2 },
      { view: 'devices', word: 'Devices', name: 'Devices and modules', icon: IconDeviceTv },
    ],
  ],
  [
    'Plan',
    [
      { view: 'schedules', word: 'Schedules', name: 'Schedules', icon: IconCalendarClock },
      { view: 'windows', word: 'Windows', name: 'Windows', icon: IconCalendarWeek },
      { view: 'triggers', word: 'Triggers', name: 'Triggers', icon: IconBolt },
      { view: 'jobs', word: 'Jobs', name: 'Jobs', icon: IconChecklist },
    ],
  ],
  [
    'Look back',
    [
      { view: 'history', word: 'History', name: 'History', icon: IconHistory },
      { view: 'audit', word: 'Audit', name: 'Audit', icon: IconListSearch },
    ],
  ],
  [
    'Set up',
    [
      { view: 'policies', word: 'Policies', name: 'Policies', icon: IconShieldCheck },
      { view: 'tally', word: 'Tally', name: 'Tally', icon: IconBroadcast },
      { view: 'registries', word: 'Registries', name: 'Registries', icon: IconServer2 },
      { view: 'brokers', word: 'Brokers', name: 'Brokers', icon: IconCloudComputing },
      { view: 'settings', word: 'Settings', name: 'Settings', icon: IconAdjustmentsHorizontal },
      { view: 'keys', word: 'Keys', name: 'Keys', icon: IconKey },
    ],
  ],
]

/** The views, on the left. Keys are the admin's. */
export function Rail() {
  const place = usePlace()
  const admin = isAtLeast(useActor(), 'admin')
  return (
    <nav className={styles.rail} aria-label="Views">
      {groups.map(([group, entries]) => (
        <div key={group} className={styles.group} role="group" aria-label={group}>
          {entries
            .filter(({ view }) => view !== 'keys' || admin)
            .map(({ view, word, name, icon: Glyph }) => (
              <a
                key={view}
                href={hashOf(view, null)}
                aria-label={name}
                aria-current={
                  place.view === view || (place.view === 'panel' && view === 'devices') ? 'page' : undefined
                }
              >
                <Glyph size={18} stroke={1.5} aria-hidden="true" />
                <span className={styles.word} aria-hidden="true">
                  {word}
                </span>
                <span className={styles.tip} aria-hidden="true">
                  {name}
                </span>
              </a>
            ))}
        </div>
      ))}
    </nav>
  )
}
