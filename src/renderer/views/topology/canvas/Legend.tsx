import { memo } from 'react'
import type { Format } from '../../../../contract'
import { FormatDot } from '../../../components/Dot'
import styles from './Legend.module.css'

/** What squares, hues and lines mean; only formats that the plant has. */
export const Legend = memo(function Legend({ formats }: { readonly formats: readonly Format[] }) {
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
    </div>
  )
})
