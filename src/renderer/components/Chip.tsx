import type { ReactNode } from 'react'
import styles from './Chip.module.css'

type Props = {
  readonly on: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
  readonly title?: string
  /** Where its words may be left out. */
  readonly 'aria-label'?: string
}

/** A filter that is on or off. */
export function Chip({ on, onToggle, children, ...rest }: Props) {
  return (
    <button type="button" className={styles.chip} aria-pressed={on} onClick={onToggle} {...rest}>
      {children}
    </button>
  )
}
