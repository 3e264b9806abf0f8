import type { ReactNode, Ref } from 'react'
import type { Answer } from '../state/asked'
import { classes } from './classes'
import styles from './Columns.module.css'
import { Problem } from './Problem'

type Props = {
  readonly list: ReactNode
  readonly main: ReactNode
  readonly side: ReactNode
  readonly sideName: string
  readonly ref?: Ref<HTMLDivElement>
}

/** A page in three: the list, the thing itself, what is happening to it. */
export function Columns({ list, main, side, sideName, ref }: Props) {
  return (
    <div ref={ref} className={styles.columns}>
      <div className={styles.list}>{list}</div>
      <div className={styles.main}>{main}</div>
      <aside className={styles.side} aria-label={sideName}>
        {side}
      </aside>
    </div>
  )
}

type HeadProps = {
  readonly title: string
  readonly note: ReactNode
  readonly level: 1 | 2
  readonly actions: ReactNode
}

/** The line above a column. */
export function ColumnHead({ title, note, level, actions }: HeadProps) {
  const Title = level === 1 ? 'h1' : 'h2'
  return (
    <div className={styles.head}>
      <Title>{title}</Title>
      {note !== null && <small>{note}</small>}
      <div className={styles.push}>{actions}</div>
    </div>
  )
}

/** What scrolls below the line. */
export function ColumnBody({ padded, children }: { readonly padded: boolean; readonly children: ReactNode }) {
  return <div className={classes(styles.scroll, padded && styles.padded)}>{children}</div>
}

type ItemProps = {
  readonly href: string
  readonly open: boolean
  readonly title: string
  readonly line: ReactNode
  /** Badges at its end. */
  readonly marks: ReactNode
}

/** An entry of the list. */
export function ColumnItem({ href, open, title, line, marks }: ItemProps) {
  return (
    <a className={styles.item} href={href} aria-current={open ? 'true' : undefined}>
      <span>
        <b title={title}>{title}</b>
        <small>{line}</small>
      </span>
      <span className={styles.marks}>{marks}</span>
    </a>
  )
}

/** The title of a part of the list. */
export function ColumnFold({ title, actions }: { readonly title: string; readonly actions: ReactNode }) {
  return (
    <h2 className={styles.fold}>
      {title}
      {actions}
    </h2>
  )
}

export function ColumnNone({ children }: { readonly children: ReactNode }) {
  return <p className={styles.none}>{children}</p>
}

type FindProps = {
  readonly label: string
  readonly placeholder: string
  readonly words: string
  readonly onChange: (words: string) => void
}

/** Finds entries of the list by words. */
export function ColumnFind({ label, placeholder, words, onChange }: FindProps) {
  return (
    <div className={styles.find}>
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={words}
        spellCheck={false}
        onChange={(event) => {
          onChange(event.currentTarget.value)
        }}
      />
    </div>
  )
}

type AskedProps = {
  readonly answer: Answer<unknown>
  /** What is said once the answer is there and has nothing to show; null: it has. */
  readonly none: ReactNode
}

/** What stands where the list begins: what went wrong, that it is asked for, or that there is nothing. */
export function ColumnAsked({ answer: { value, problem }, none }: AskedProps) {
  return (
    <>
      {problem !== null && (
        <div className={styles.problem}>
          <Problem text={problem} />
        </div>
      )}
      {value === null && problem === null && <ColumnNone>Asking the engine…</ColumnNone>}
      {value !== null && none !== null && <ColumnNone>{none}</ColumnNone>}
    </>
  )
}
