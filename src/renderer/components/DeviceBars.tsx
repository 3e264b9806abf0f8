import type { Run } from '../../contract'
import { classes } from './classes'
import { countsOf, devicesOf } from './runCounts'
import styles from './RunProgress.module.css'

/** How far each device is. */
export function DeviceBars({ run }: { readonly run: Run }) {
  return (
    <ul className={styles.devices}>
      {devicesOf(run).map(({ key, name, changes }) => {
        const { verified, failed, skipped, already, reverted, left, busy, staged, all } = countsOf(changes)
        const bad = failed + skipped
        const back = reverted + left
        const good = verified + already
        return (
          <li key={key}>
            <span title={name}>{name}</span>
            <span
              className={styles.track}
              role="progressbar"
              aria-label={name}
              aria-valuemin={0}
              aria-valuemax={all}
              aria-valuenow={good + bad + back}
            >
              <i className={styles.good} style={{ flexGrow: good }} />
              <i className={styles.bad} style={{ flexGrow: bad }} />
              <i className={styles.back} style={{ flexGrow: back }} />
              <i className={styles.staged} style={{ flexGrow: staged }} />
              <i className={classes(busy > 0 && styles.busy)} style={{ flexGrow: all - good - bad - back - staged }} />
            </span>
            <span className="mono" data-bad={bad > 0}>
              {good} / {all}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
