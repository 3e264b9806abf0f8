import { useCallback, useState, type ReactNode } from 'react'
import type { Action, ActivationInput, OnFailure, Salvo } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { ColumnBody, ColumnHead, Columns } from '../../components/Columns'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Tick } from '../../components/Tick'
import { useKept } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { salvos } from '../../state/salvos'
import {
  draftOf,
  emptyDraft,
  faultOf,
  inputOf,
  isChanged,
  moved,
  withAction,
  withEntry,
  withoutEntry,
  type EntryDraft,
  type SalvoDraft,
} from './draft'
import styles from './Editor.module.css'
import { EntryAdder } from './EntryAdder'
import { EntryRow } from './EntryRow'
import { failurePolicies, failureWords } from './failureWords'
import { FolderInput } from './FolderInput'
import { HotkeyInput } from './HotkeyInput'

type Names = Pick<EntryDraft, 'senderLabel' | 'receiverLabel'>

const activations: readonly (readonly [mode: ActivationInput['mode'], words: string])[] = [
  ['activate_immediate', 'each as soon as it can'],
  ['preset', 'preset: stage all, then activate all'],
  ['together', 'together, at one moment'],
  ['stage', 'stage only, activate by hand'],
]

type Props = {
  /** The salvo as it was when it was opened; null makes a new one. */
  readonly salvo: Salvo | null
  /** The same as it is now; null: it is not there (any more). */
  readonly current: Salvo | null
  readonly all: readonly Salvo[]
  readonly list: ReactNode
}

type How = 'save' | 'over' | 'copy'

/** `opened`: as it was then. */
type Edited = { readonly opened: SalvoDraft; readonly draft: SalvoDraft }

const isEdited = ({ opened, draft }: Edited): boolean => isChanged(draft, opened)

/** The name under which changes of a salvo wait to be saved; null: of a new one. */
export const salvoForm = (id: string | null): string => `salvo ${id ?? ''}`

/**
 * A salvo as a list that is edited. Nothing counts before it is saved; nothing is lost when that is refused, or when the
 * person looks elsewhere meanwhile.
 */
export function SalvoEditor({ salvo, current, all, list }: Props) {
  const [first, setFirst] = useState(() => (salvo === null ? emptyDraft : draftOf(salvo)))
  const [kept, keep] = useKept<Edited>(salvoForm(salvo?.id ?? null), isEdited)
  const { opened, draft } = kept ?? { opened: first, draft: first }
  const back = (): void => {
    goTo('salvos', current?.id ?? null)
  }
  const place = useLeaving(back)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const changed = isChanged(draft, opened)
  const gone = salvo !== null && current === null
  const behind = current !== null && draft.revision !== null && current.revision !== draft.revision
  const change = useCallback(
    (part: (draft: SalvoDraft) => SalvoDraft): void => {
      keep((known) => ({ opened: known?.opened ?? first, draft: part(known?.draft ?? first) }))
      setProblem(null)
    },
    [keep, first],
  )
  const put = (part: Partial<SalvoDraft>): void => {
    change((known) => ({ ...known, ...part }))
  }
  const onReplace = useCallback(
    (key: number, action: Action, names: Names) => {
      change((known) => withAction(known, key, action, names))
    },
    [change],
  )
  const onMove = useCallback(
    (key: number, by: number) => {
      change((known) => moved(known, key, by))
    },
    [change],
  )
  const onRemove = useCallback(
    (key: number) => {
      change((known) => withoutEntry(known, key))
    },
    [change],
  )
  const save = (how: How): void => {
    const fault = faultOf(draft)
    setProblem(fault)
    if (fault !== null) return
    setBusy(true)
    const input = inputOf(draft)
    const fresh = how === 'copy' || salvo === null || gone
    const revision = how === 'over' ? current?.revision : (draft.revision ?? undefined)
    const asked = fresh
      ? client.salvos.create(
          how === 'copy' ? { ...input, label: `${input.label} (copy)`.slice(0, 100), hotkey: null } : input,
        )
      : client.salvos.update({ id: salvo.id, ...input, revision })
    asked
      .then(({ id }) => {
        salvos.refresh()
        keep(null)
        goTo('salvos', id)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
        salvos.refresh()
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const theirs = (): void => {
    if (current === null) return
    const fresh = draftOf(current)
    setFirst(fresh)
    keep(null)
    setProblem(null)
  }
  const title = salvo === null ? 'New salvo' : `Edit ${salvo.label}`
  const count = draft.entries.length === 1 ? '1 entry' : `${String(draft.entries.length)} entries`
  return (
    <Columns
      ref={place}
      list={list}
      sideName="Salvo"
      main={
        <>
          <ColumnHead level={1} title={title} note={count} actions={null} />
          <ColumnBody padded={false}>
            <table className={styles.entries} aria-label="Entries">
              <thead>
                <tr>
                  <th>#</th>
                  <th className={styles.kind}>Kind</th>
                  <th>Destination</th>
                  <th>Source</th>
                  <th className={styles.tools} aria-label="Move and remove" />
                </tr>
              </thead>
              <tbody>
                {draft.entries.map((entry, place) => (
                  <EntryRow
                    key={entry.key}
                    entry={entry}
                    place={place}
                    onReplace={onReplace}
                    onMove={onMove}
                    onRemove={onRemove}
                  />
                ))}
              </tbody>
            </table>
            {draft.entries.length === 0 && (
              <p className={page.none}>No entries yet. Choose a source and a destination below.</p>
            )}
          </ColumnBody>
          <EntryAdder
            onAdd={(action, names) => {
              change((known) => withEntry(known, action, names))
            }}
          />
        </>
      }
      side={
        <>
          <ColumnHead
            level={2}
            title="Salvo"
            note={null}
            actions={
              <>
                <BackButton
                  changed={changed}
                  onDrop={() => {
                    keep(null)
                    back()
                  }}
                  onBack={back}
                />
                <Button
                  look="main"
                  disabled={busy || !changed}
                  onClick={() => {
                    save('save')
                  }}
                >
                  {busy ? 'Saving…' : 'Save'}
                </Button>
              </>
            }
          />
          <ColumnBody padded>
            <Problem text={problem} />
            {behind && (
              <div className={styles.conflict} role="alert">
                <h4>{current.editedBy.name} has saved it meanwhile</h4>
                <p>Your changes are still here and nothing of them is saved. What shall count?</p>
                <div className={page.buttons}>
                  <Button
                    onClick={() => {
                      save('over')
                    }}
                  >
                    Save mine over it
                  </Button>
                  <Button
                    onClick={() => {
                      save('copy')
                    }}
                  >
                    Save mine as a copy
                  </Button>
                  <Button look="bare" onClick={theirs}>
                    Take theirs
                  </Button>
                </div>
              </div>
            )}
            {gone && (
              <div className={styles.conflict} role="alert">
                <h4>Somebody has deleted it meanwhile</h4>
                <p>What you see is only here. Saving makes it anew.</p>
              </div>
            )}
            <div className={`${page.form ?? ''} ${styles.form ?? ''}`}>
              <Field label="Name">
                <input
                  value={draft.label}
                  maxLength={100}
                  autoFocus={salvo === null}
                  onChange={(event) => {
                    put({ label: event.currentTarget.value })
                  }}
                />
              </Field>
              <Field label="Folder" note="Line-ups, or Line-ups/Evening; may stay empty.">
                <FolderInput
                  value={draft.folder}
                  all={all}
                  onChange={(folder) => {
                    put({ folder })
                  }}
                />
              </Field>
              <Field label="Description">
                <textarea
                  value={draft.description}
                  maxLength={1000}
                  rows={2}
                  onChange={(event) => {
                    put({ description: event.currentTarget.value })
                  }}
                />
              </Field>
              <div className={page.field}>
                <span>Key</span>
                <HotkeyInput
                  value={draft.hotkey}
                  others={all.filter(({ id }) => id !== salvo?.id)}
                  onChange={(hotkey) => {
                    put({ hotkey })
                  }}
                />
              </div>
              <Field label="If one fails">
                <select
                  value={draft.onFailure ?? ''}
                  onChange={(event) => {
                    const value = event.currentTarget.value
                    put({ onFailure: failurePolicies.find((each): each is OnFailure => each === value) ?? null })
                  }}
                >
                  <option value="">as the house settings say</option>
                  {failurePolicies.map((each) => (
                    <option key={each} value={each}>
                      {failureWords[each]}
                    </option>
                  ))}
                </select>
              </Field>
              <Field label="Activates">
                <select
                  value={draft.activation.mode}
                  onChange={(event) => {
                    const value = event.currentTarget.value
                    const mode = activations.find(([each]) => each === value)?.[0]
                    if (mode === 'activate_immediate' || mode === 'preset' || mode === 'together' || mode === 'stage')
                      put({ activation: { mode } })
                  }}
                >
                  {activations.map(([mode, words]) => (
                    <option key={mode} value={mode}>
                      {words}
                    </option>
                  ))}
                  {!activations.some(([mode]) => mode === draft.activation.mode) && (
                    <option value={draft.activation.mode}>at a time held by the devices</option>
                  )}
                </select>
              </Field>
              <Tick
                label="A change: it runs inside an approved change window only"
                on={draft.change}
                disabled={false}
                onChange={(change) => {
                  put({ change })
                }}
              />
            </div>
          </ColumnBody>
        </>
      }
    />
  )
}
