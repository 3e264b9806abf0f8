import type { ReactNode } from 'react'
import { classes } from '../../components/classes'
import styles from './Rule.module.css'

type Props = {
  readonly label: string
  readonly note?: string
  /** The sentence that says what is wrong with it. */
  readonly fault: string | undefined
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A labelled input with what is wrong with it below. */
export function RuleField({ label, note, fault, wide = false, children }: Props) {
  return (
    <label className={classes(styles.field, wide && styles.wide)}>
      <span className={styles.name}>{label}</span>
      {children}
      {fault !== undefined ? (
        <small className={styles.fault} role="alert">
          {fault}
        </small>
      ) : (
        note !== undefined && <small>{note}</small>
      )}
    </label>
  )
}
