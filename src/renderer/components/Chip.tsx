import type { ReactNode } from 'react'
import styles from './Chip.module.css'

type Props = {
  readonly on: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
  readonly title?: string
}

/** A filter that is on or off. */
export function Chip({ on, onToggle, children, title }: Props) {
  return (
    <button type="button" className={styles.chip} aria-pressed={on} onClick={onToggle} title={title}>
      {children}
    </button>
  )
}
