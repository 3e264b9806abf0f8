import type { ReactNode } from 'react'
import styles from './Page.module.css'

type Props = {
  readonly title: string
  readonly about: string
  /** What can be done with the whole page, right of the title. */
  readonly actions: ReactNode
  readonly side: ReactNode
  readonly children: ReactNode
}

/** A page that is not the graph: the list, and beside it the thing itself or what is happening to it. */
export function Page({ title, about, actions, side, children }: Props) {
  return (
    <div className={styles.page}>
      <div className={styles.body}>
        <div className={styles.head}>
          <div>
            <h1>{title}</h1>
            <p>{about}</p>
          </div>
          <div className={styles.buttons}>{actions}</div>
        </div>
        {children}
      </div>
      <aside className={styles.side} aria-label="Details">
        {side}
      </aside>
    </div>
  )
}

/** A labelled input. */
export function Field({
  label,
  note,
  children,
}: {
  readonly label: string
  readonly note?: string
  readonly children: ReactNode
}) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      {children}
      {note !== undefined && <small>{note}</small>}
    </label>
  )
}
