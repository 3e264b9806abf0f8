import type { ReactNode } from 'react'
import styles from './Empty.module.css'

type Props = { readonly title: string; readonly children: ReactNode }

/** A place where nothing is yet: what that means, and what to do next. */
export function Empty({ title, children }: Props) {
  return (
    <div className={styles.empty}>
      <div className={styles.card}>
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  )
}
