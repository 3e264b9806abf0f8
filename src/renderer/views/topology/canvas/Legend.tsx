import { memo } from 'react'
import type { Format } from '../../../../contract'
import { FormatDot } from '../../../components/Dot'
import styles from './Legend.module.css'

type Props = {
  readonly formats: readonly Format[]
  /** Whether a tally says something of anything here. */
  readonly tally: boolean
}

/** What squares, hues and lines mean; only formats that the plant has. */
export const Legend = memo(function Legend({ formats, tally }: Props) {
  return (
    <div className={styles.legend}>
      {formats.map((format) => (
        <span key={format}>
          <FormatDot format={format} /> {format === 'unknown' ? 'other' : format}
        </span>
      ))}
      <span>
        <i className={styles.routed} /> routed
      </span>
      <span>
        <i className={styles.free} /> free
      </span>
      <span>
        <svg width="18" height="2" aria-hidden="true">
          <path d="M0 1h18" strokeDasharray="5 3" />
        </svg>{' '}
        inferred
      </span>
      <span className={styles.off}>
        <svg width="18" height="2" aria-hidden="true">
          <path d="M0 1h18" />
        </svg>{' '}
        offline
      </span>
      {tally && (
        <>
          <span className={styles.air}>
            <svg width="18" height="3" aria-hidden="true">
              <path d="M0 1.5h18" />
            </svg>{' '}
            on air
          </span>
          <span className={styles.air}>
            <svg width="18" height="3" aria-hidden="true">
              <path d="M0 1.5h18" strokeDasharray="5 3" />
            </svg>{' '}
            stale, held as on air
          </span>
        </>
      )}
    </div>
  )
})
