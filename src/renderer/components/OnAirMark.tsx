import { classes } from './classes'
import styles from './OnAirMark.module.css'

/** The red square of what is on air; hollow where its tally is stale. */
export function OnAirMark({ air }: { readonly air: 'live' | 'stale' }) {
  return <i className={classes(styles.mark, air === 'stale' && styles.stale)} aria-hidden="true" />
}
