import type { ReactNode } from 'react'
import { hashOf } from '../app/place'
import type { Answer } from '../state/asked'
import { isAtLeast, useActor } from '../state/session'
import { Button } from './Button'
import { classes } from './classes'
import { ColumnThing } from './ColumnThing'
import thing from './ColumnThing.module.css'
import styles from './FilesPanel.module.css'
import { useNow } from './now'
import { Problem } from './Problem'
import { whenText } from './timeText'

/** What a folder of files is worth. */
type Files = {
  readonly folder: string | null
  readonly readAt: string | null
  readonly problems: readonly { readonly path: string; readonly line: number | null; readonly text: string }[]
}

type Props = {
  readonly title: string
  readonly about: string
  readonly answer: Answer<Files>
  /** What went wrong here; null: nothing did. */
  readonly problem: string | null
  /** What can be done beside reading the files again. */
  readonly tools: ReactNode
  readonly onRead: () => void
  readonly folderName: string
  /** What is said where no folder is named. */
  readonly noFolder: string
  /** How much of them is in force: `3 rules from files`. */
  readonly inForce: string
  /** What counts while a file is at fault. */
  readonly meanwhile: string
  /** What else there is to say, before the faults. */
  readonly more: ReactNode
  /** What is said where all is well; null: it is not. */
  readonly fine: string | null
}

/** The files of a folder: what they are worth, and their faults by line. */
export function FilesPanel({
  answer: { value, problem: asking },
  problem,
  tools,
  onRead,
  folderName,
  noFolder,
  inForce,
  meanwhile,
  more,
  fine,
  ...head
}: Props) {
  const may = isAtLeast(useActor(), 'engineer')
  const now = useNow()
  return (
    <ColumnThing
      {...head}
      tools={
        <>
          {tools}
          <Button onClick={onRead}>Read again</Button>
        </>
      }
    >
      <Problem text={problem ?? asking} />
      {value === null && asking === null && <p className="quiet">Asking the engine…</p>}
      {value !== null && (
        <>
          <dl className={styles.facts}>
            <dt>{folderName}</dt>
            <dd className={value.folder === null ? undefined : 'mono'}>
              {value.folder ?? 'none'} {may && <a href={hashOf('settings', null)}>Change it in the settings</a>}
            </dd>
            <dt>In force</dt>
            <dd>
              {inForce}
              {value.readAt !== null && `, read ${whenText(value.readAt, now)} UTC`}
            </dd>
          </dl>
          {value.folder === null && <p className={thing.told}>{noFolder}</p>}
          {more}
          {value.problems.length > 0 && (
            <section aria-label="Faults">
              <h2 className={styles.head}>
                {value.problems.length === 1 ? '1 fault' : `${String(value.problems.length)} faults`}{' '}
                <small>{meanwhile}</small>
              </h2>
              <table className={thing.table}>
                <thead>
                  <tr>
                    <th>File</th>
                    <th>Line</th>
                    <th>What is wrong</th>
                  </tr>
                </thead>
                <tbody>
                  {value.problems.map(({ path, line, text }) => (
                    <tr key={`${path} ${String(line)} ${text}`}>
                      <td className={classes('mono', styles.file)}>{path}</td>
                      <td className="mono">{line ?? '–'}</td>
                      <td className={styles.fault}>{text}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
          {fine !== null && <p className="quiet">{fine}</p>}
        </>
      )}
    </ColumnThing>
  )
}
