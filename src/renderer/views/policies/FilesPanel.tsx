import { useState } from 'react'
import type { PolicyFiles } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { ColumnBody } from '../../components/Columns'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { saveText } from '../../components/saveText'
import { whenText } from '../../components/timeText'
import type { Answer } from '../../state/asked'
import { policies, policyFiles } from '../../state/policies'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import panel from './Panels.module.css'
import { policyWhat } from '../../app/policyPlace'
import styles from './Rule.module.css'

const marks = { added: '+', changed: '~', removed: '−' } as const
const whats = ['added', 'changed', 'removed'] as const

function Pending({
  pending,
  inOrder,
  busy,
  onApply,
}: {
  /** The newest reading has no faults. */
  readonly inOrder: boolean
  readonly pending: NonNullable<PolicyFiles['pending']>
  readonly busy: boolean
  /** Null: who looks may not. */
  readonly onApply: (() => void) | null
}) {
  const count = whats.reduce((sum, what) => sum + pending[what].length, 0)
  return (
    <section className={panel.pending} aria-label="Waits to be applied">
      <header>
        <h2>{count === 1 ? '1 change waits' : `${String(count)} changes wait`}</h2>
        {onApply !== null && (
          <Button className={styles.save} disabled={busy} onClick={onApply}>
            {busy ? 'Applying…' : 'Apply'}
          </Button>
        )}
      </header>
      <p>
        {inOrder ? 'The files are in order.' : 'This is what the last good reading of the files would change.'} Until
        somebody applies it the set of before is in force.
      </p>
      <ul>
        {whats.flatMap((what) =>
          pending[what].map((id) => (
            <li key={`${what} ${id}`} data-what={what}>
              <i aria-hidden="true">{marks[what]}</i>
              {what === 'added' ? (
                <span>{id}</span>
              ) : (
                <a href={hashOf('policies', policyWhat({ kind: 'rule', id }))}>{id}</a>
              )}
              <small>{what}</small>
            </li>
          )),
        )}
      </ul>
    </section>
  )
}

/** The folder of policy files: what it is worth, what it would change, and the rules in force as a file. */
export function FilesPanel({ files: { value, problem: asking } }: { readonly files: Answer<PolicyFiles> }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const now = useNow()
  const send = (asked: Promise<unknown>): void => {
    setBusy(true)
    setProblem(null)
    asked
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const apply = (): void => {
    send(
      client.policies.apply().then((files) => {
        policyFiles.store.setState({ value: files, problem: null })
        policies.refresh()
      }),
    )
  }
  const download = (): void => {
    send(
      client.policies.export().then(({ text }) => {
        saveText('policies.yaml', 'application/yaml', text)
      }),
    )
  }
  return (
    <ColumnBody padded={false}>
      <div className={styles.editor}>
        <header className={styles.title}>
          <div>
            <h1>Policy files</h1>
            <p>
              Rules as YAML in a folder, read again whenever a file changes. While a file is at fault the last good set
              stays in force.
            </p>
          </div>
          <div className={styles.tools}>
            <Button disabled={busy} title="The rules in force and the defaults as one YAML file" onClick={download}>
              Export…
            </Button>
            <Button
              onClick={() => {
                policyFiles.refresh()
              }}
            >
              Read again
            </Button>
          </div>
        </header>
        <Problem text={problem ?? asking} />
        {value === null ? (
          asking === null && <p className="quiet">Asking the engine…</p>
        ) : (
          <>
            <dl className={panel.facts}>
              <dt>Folder</dt>
              <dd className={value.folder === null ? undefined : 'mono'}>
                {value.folder ?? 'none'} <a href={hashOf('settings', null)}>{may ? 'Change it in the settings' : ''}</a>
              </dd>
              <dt>In force</dt>
              <dd>
                {value.rules === 1 ? '1 rule' : `${String(value.rules)} rules`} from files
                {value.readAt !== null && `, read ${whenText(value.readAt, now)} UTC`}
              </dd>
            </dl>
            {value.folder === null && (
              <p className={styles.told}>
                No folder is named. Name one in the settings to keep rules as files; Export gives a file to begin with.
              </p>
            )}
            {value.pending !== null && (
              <Pending
                pending={value.pending}
                inOrder={value.problems.length === 0}
                busy={busy}
                onApply={may ? apply : null}
              />
            )}
            {value.problems.length > 0 && (
              <section aria-label="Faults">
                <h2 className={panel.head}>
                  {value.problems.length === 1 ? '1 fault' : `${String(value.problems.length)} faults`}{' '}
                  <small>the last good set is in force</small>
                </h2>
                <table className={panel.table}>
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
                        <td className={classes('mono', panel.file)}>{path}</td>
                        <td className="mono">{line ?? '–'}</td>
                        <td className={panel.fault}>{text}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            )}
            {value.folder !== null && value.problems.length === 0 && value.pending === null && (
              <p className="quiet">The files are in order, and what they say is in force.</p>
            )}
          </>
        )}
      </div>
    </ColumnBody>
  )
}
