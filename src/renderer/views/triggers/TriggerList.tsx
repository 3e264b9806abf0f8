import { useMemo, useState } from 'react'
import type { Trigger } from '../../../contract'
import { goTo, hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { ColumnAsked, ColumnBody, ColumnFind, ColumnHead, ColumnItem } from '../../components/Columns'
import { Unsaved } from '../../components/Unsaved'
import { areIn, typedWords } from '../../components/typedWords'
import type { Answer } from '../../state/asked'
import { useIsUnsaved } from '../../state/kept'
import { useRegistryNames } from '../../state/registryNames'
import { byTitle } from '../../state/routes'
import { isAtLeast, useActor } from '../../state/session'
import { triggerForm } from './TriggerEditor'
import { triggerWhat } from './triggerPlace'
import styles from './Triggers.module.css'
import { eventText, modeWords } from './triggerWords'

function Item({ trigger, open }: { readonly trigger: Trigger; readonly open: boolean }) {
  const { id, label, mode, event, problem, holds } = trigger
  const names = useRegistryNames()
  const unsaved = useIsUnsaved(triggerForm(id))
  const stuck = holds.some(({ state }) => state === 'stuck')
  return (
    <ColumnItem
      href={hashOf('triggers', triggerWhat({ kind: 'trigger', id }))}
      open={open}
      title={label}
      line={
        stuck ? (
          <span className="warn">could not be put back</span>
        ) : holds.length > 0 ? (
          <span className="good">holds {holds.length === 1 ? '1 thing' : `${String(holds.length)} things`}</span>
        ) : unsaved ? (
          <span className="warn">changes not saved</span>
        ) : (
          eventText(event, names)
        )
      }
      marks={
        <>
          {problem !== null && (
            <span className="warn" role="img" aria-label={problem} title={problem}>
              ▲
            </span>
          )}
          <span className={styles.mode} data-mode={mode}>
            {modeWords[mode].name.toLowerCase()}
          </span>
        </>
      }
    />
  )
}

type Props = { readonly shown: string | null; readonly triggers: Answer<readonly Trigger[]> }

/** The triggers by name, found by words. */
export function TriggerList({ shown, triggers }: Props) {
  const { value } = triggers
  const [words, setWords] = useState('')
  const may = isAtLeast(useActor(), 'engineer')
  const names = useRegistryNames()
  const found = useMemo(() => {
    const all = typedWords(words)
    return (value ?? [])
      .filter(({ label, description, event }) => areIn(all, [label, description, eventText(event, names)]))
      .toSorted((a, b) => byTitle.compare(a.label, b.label))
  }, [value, words, names])
  return (
    <>
      <ColumnHead
        level={2}
        title="Triggers"
        note={value === null ? null : value.length}
        actions={
          may && (
            <Button
              aria-label="New trigger"
              title="New trigger"
              onClick={() => {
                goTo('triggers', triggerWhat({ kind: 'new' }))
              }}
            >
              + <Unsaved form={triggerForm(null)} />
            </Button>
          )
        }
      />
      <ColumnFind label="Find a trigger" placeholder="Find by name, event…" words={words} onChange={setWords} />
      <ColumnBody padded={false}>
        <nav aria-label="Triggers">
          <ColumnAsked
            answer={triggers}
            none={
              found.length > 0
                ? null
                : value?.length === 0
                  ? 'There are none yet.'
                  : `No trigger has “${words}” in its words.`
            }
          />
          {found.map((trigger) => (
            <Item key={trigger.id} trigger={trigger} open={trigger.id === shown} />
          ))}
        </nav>
      </ColumnBody>
    </>
  )
}
