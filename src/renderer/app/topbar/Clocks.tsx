import { useNow } from '../../components/now'
import { localTime, utcTime } from '../../components/timeText'
import styles from './Clocks.module.css'

/** UTC large, local time beside it. */
export function Clocks() {
  const now = useNow()
  return (
    <div className={styles.clocks} role="timer" aria-label="Time">
      <b>{utcTime(now)}</b>
      <small>UTC</small>
      <span title="Local time">{localTime(now)}</span>
    </div>
  )
}
