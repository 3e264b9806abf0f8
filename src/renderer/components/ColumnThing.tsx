import type { ReactNode } from 'react'
import { ColumnBody } from './Columns'
import styles from './ColumnThing.module.css'

type HeadProps = {
  readonly title: string
  /** What it is, or how it stands. */
  readonly about: ReactNode
  /** What can be done with it, right of the title. */
  readonly tools: ReactNode
}

/** What a thing is called, and what can be done with it. */
export function ThingHead({ title, about, tools }: HeadProps) {
  return (
    <header className={styles.title}>
      <div>
        <h1>{title}</h1>
        <p>{about}</p>
      </div>
      <div className={styles.tools}>{tools}</div>
    </header>
  )
}

/** The thing itself, in the middle of a page in three. One that is a form has the same class, and a `ThingHead`. */
export function ColumnThing({ children, ...head }: HeadProps & { readonly children: ReactNode }) {
  return (
    <ColumnBody padded={false}>
      <div className={styles.thing}>
        <ThingHead {...head} />
        {children}
      </div>
    </ColumnBody>
  )
}
