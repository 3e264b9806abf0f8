import { useState } from 'react'
import type { PolicyFiles } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { policyWhat } from '../../app/policyPlace'
import { Button } from '../../components/Button'
import { FilesPanel } from '../../components/FilesPanel'
import { saveText } from '../../components/saveText'
import type { Answer } from '../../state/asked'
import { policies, policyFiles } from '../../state/policies'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import panel from './Panels.module.css'

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
          <Button look="main" disabled={busy} onClick={onApply}>
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
export function PolicyFilesPanel({ files }: { readonly files: Answer<PolicyFiles> }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const rules = files.value?.rules ?? 0
  const pending = files.value?.pending ?? null
  const inOrder = files.value?.problems.length === 0
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
      client.policies.apply().then((applied) => {
        policyFiles.store.setState({ value: applied, problem: null })
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
    <FilesPanel
      title="Policy files"
      about="Rules as YAML in a folder, read again whenever a file changes. While a file is at fault the last good set stays in force."
      answer={files}
      problem={problem}
      tools={
        <Button disabled={busy} title="The rules in force and the defaults as one YAML file" onClick={download}>
          Export…
        </Button>
      }
      onRead={policyFiles.refresh}
      folderName="Folder"
      noFolder="No folder is named. Name one in the settings to keep rules as files; Export gives a file to begin with."
      inForce={`${rules === 1 ? '1 rule' : `${String(rules)} rules`} from files`}
      meanwhile="the last good set is in force"
      more={
        pending !== null && <Pending pending={pending} inOrder={inOrder} busy={busy} onApply={may ? apply : null} />
      }
      fine={
        inOrder && pending === null && files.value?.folder != null
          ? 'The files are in order, and what they say is in force.'
          : null
      }
    />
  )
}
