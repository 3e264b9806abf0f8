import { useMemo, useState } from 'react'
import type { PlaybookView } from '../../../contract'
import { goTo, hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { ColumnAsked, ColumnBody, ColumnFind, ColumnFold, ColumnHead, ColumnItem } from '../../components/Columns'
import { Unsaved } from '../../components/Unsaved'
import type { Answer } from '../../state/asked'
import { useEvents } from '../../state/events'
import { useIsUnsaved } from '../../state/kept'
import { usePlaybookFiles } from '../../state/playbooks'
import { isAtLeast, useActor } from '../../state/session'
import { libraryOf } from './library'
import { playbookForm } from './PlaybookEditor'
import { playbookWhat, type PlaybookPlace } from './playbookPlace'

function Item({ playbook, open }: { readonly playbook: PlaybookView; readonly open: boolean }) {
  const { name, title, steps, problem, builtIn, params } = playbook
  const live = useEvents((events) =>
    events.runs.find(
      (run) =>
        run.playbook?.name === name && ['running', 'paused', 'awaiting_approval', 'compensating'].includes(run.state),
    ),
  )
  const unsaved = useIsUnsaved(playbookForm(name))
  const line = [
    steps.length === 1 ? '1 step' : `${String(steps.length)} steps`,
    params.length === 0 ? null : params.map((param) => param.title.toLowerCase()).join(', '),
  ]
  return (
    <ColumnItem
      href={hashOf('playbooks', playbookWhat({ kind: 'playbook', name }))}
      open={open}
      title={title}
      line={
        live === undefined && unsaved ? (
          <span className="warn">changes not saved</span>
        ) : live === undefined ? (
          line.filter((part) => part !== null).join(' · ')
        ) : live.state === 'running' || live.state === 'compensating' ? (
          <span className="good">under way</span>
        ) : (
          <span className="warn">waits for an answer</span>
        )
      }
      marks={
        <>
          {problem !== null && (
            <span className="warn" role="img" aria-label="Its file is at fault" title={problem}>
              ▲
            </span>
          )}
          {!builtIn && (
            <span className="faint" title="Of this house">
              house
            </span>
          )}
        </>
      }
    />
  )
}

type Props = {
  readonly place: PlaybookPlace
  readonly shown: string | null
  readonly playbooks: Answer<readonly PlaybookView[]>
}

/** The library: playbooks by category, found by words, and what their files are worth. */
export function PlaybookList({ place, shown, playbooks }: Props) {
  const { value } = playbooks
  const [words, setWords] = useState('')
  const may = isAtLeast(useActor(), 'engineer')
  const files = usePlaybookFiles().value
  const found = useMemo(() => libraryOf(value ?? [], words), [value, words])
  const faults = files?.problems.length ?? 0
  return (
    <>
      <ColumnHead
        level={2}
        title="Playbooks"
        note={value === null ? null : value.length}
        actions={
          may && (
            <Button
              aria-label="New playbook"
              title="New playbook"
              onClick={() => {
                goTo('playbooks', playbookWhat({ kind: 'new' }))
              }}
            >
              + <Unsaved form={playbookForm(null)} />
            </Button>
          )
        }
      />
      <ColumnFind label="Find a playbook" placeholder="Find by name, tag, words…" words={words} onChange={setWords} />
      <ColumnBody padded={false}>
        <nav aria-label="Playbooks">
          <ColumnAsked
            answer={playbooks}
            none={
              found.length > 0
                ? null
                : value?.length === 0
                  ? 'There are none yet.'
                  : `No playbook has “${words}” in its words.`
            }
          />
          {found.map(({ name, playbooks: of }) => (
            <section key={name} aria-label={name}>
              <ColumnFold title={name} actions={null} />
              {of.map((playbook) => (
                <Item key={playbook.name} playbook={playbook} open={playbook.name === shown} />
              ))}
            </section>
          ))}
          <section aria-label="Files">
            <ColumnFold title="Files" actions={null} />
            <ColumnItem
              href={hashOf('playbooks', playbookWhat({ kind: 'files' }))}
              open={place.kind === 'files'}
              title="Playbook files"
              line={
                faults > 0 ? (
                  <span className="warn">{faults === 1 ? '1 fault' : `${String(faults)} faults`}</span>
                ) : (
                  (files?.folder ?? 'no folder of the house')
                )
              }
              marks={null}
            />
          </section>
        </nav>
      </ColumnBody>
    </>
  )
}
