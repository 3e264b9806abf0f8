import {
  IconBookmark,
  IconBookmarkFilled,
  IconLock,
  IconLockFilled,
  IconShield,
  IconShieldFilled,
} from '@tabler/icons-react'
import type { Hold } from '../../contract'
import { classes } from './classes'
import { holdMeans, holdText } from './holdText'
import styles from './LockBadge.module.css'
import { useMinute } from './minute'
import { shortName } from './shortName'

type Props = {
  readonly hold: Hold
  /** Whether who looks holds it. */
  readonly mine: boolean
  /** Whether the owner is named beside the sign. */
  readonly named: boolean
}

const signs = {
  lock: { mine: IconLock, other: IconLockFilled },
  protect: { mine: IconShield, other: IconShieldFilled },
  lease: { mine: IconBookmark, other: IconBookmarkFilled },
} as const

/** A held destination: a lock, a shield, a bookmark for what is reserved; solid where somebody else holds it. */
export function LockBadge({ hold, mine, named }: Props) {
  const now = useMinute(true)
  const Sign = signs[hold.kind][mine ? 'mine' : 'other']
  const text = `${holdText(hold, mine, now)}. ${holdMeans(hold, mine)}`
  return (
    <span
      className={classes(styles.badge, !mine && styles.other)}
      title={text}
      role="img"
      aria-label={text}
      data-testid={`hold-${hold.kind}`}
      data-mine={mine}
    >
      <Sign size={12} stroke={1.8} aria-hidden="true" />
      {named && <span>{mine ? 'you' : shortName(hold.owner.name)}</span>}
    </span>
  )
}
