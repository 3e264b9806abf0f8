import type { Format, RegistryStatus } from '../../contract'
import styles from './Dot.module.css'
import { classes } from './classes'

/** The square in the hue of a format. */
export function FormatDot({ format }: { readonly format: Format }) {
  return <i className={styles.format} style={{ background: `var(--${format})` }} aria-hidden="true" />
}

type Health = 'good' | 'busy' | 'bad' | 'off'

const healthOf: Readonly<Record<RegistryStatus['state'], Health>> = {
  connecting: 'busy',
  syncing: 'busy',
  live: 'good',
  polling: 'good',
  stale: 'bad',
  off: 'off',
}

/** The round light of a registry. */
export function StateDot({ state }: { readonly state: RegistryStatus['state'] }) {
  return <i className={classes(styles.state, styles[healthOf[state]])} aria-hidden="true" />
}
