import { useMemo, useState } from 'react'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { ReceiverPicker, SenderPicker } from '../../components/PortPicker'
import { useChosenReceivers, useChosenSenders } from '../../state/chosen'
import { usePicture } from '../../state/picture'
import { byTitle } from '../../state/routes'
import { targetKey, withTargets, type Target } from './mappingDraft'
import styles from './Tally.module.css'
import { useTargetName } from './useTargetName'

type Props = {
  readonly targets: readonly Target[]
  readonly disabled: boolean
  readonly onChange: (targets: readonly Target[]) => void
}

const kinds = [
  ['receiver', 'A destination'],
  ['sender', 'A source'],
  ['group', 'A group'],
] as const

/** What a tally is about: destinations, sources, or all of a natural group. */
export function TargetFields({ targets, disabled, onChange }: Props) {
  const [kind, setKind] = useState<Target['kind']>('receiver')
  const nameOf = useTargetName()
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const [chosenSenders, chosenReceivers] = [useChosenSenders(), useChosenReceivers()]
  const chosen: readonly Target[] = [
    ...chosenReceivers.map((id): Target => ({ kind: 'receiver', id })),
    ...chosenSenders.map((id): Target => ({ kind: 'sender', id })),
  ]
  const groups = useMemo(() => {
    const names = [...senders.values(), ...receivers.values()].flatMap(({ group }) => group?.split(':')[0] ?? [])
    return [...new Set(names)].sort((a, b) => byTitle.compare(a, b))
  }, [senders, receivers])
  const add = (more: readonly Target[]): void => {
    onChange(withTargets(targets, more))
  }
  const common = {
    placeholder: 'Type a few letters…',
    value: '',
    format: null,
    onLeave: null,
  } as const
  return (
    <div className={page.field} role="group" aria-label="What it is about">
      <span>About</span>
      {targets.length > 0 && (
        <ul className={styles.targets}>
          {targets.map((target) => (
            <li key={targetKey(target)}>
              <span>{nameOf(target)}</span>
              <small>
                {target.kind === 'receiver' ? 'destination' : target.kind === 'sender' ? 'source' : 'group'}
              </small>
              {!disabled && (
                <button
                  type="button"
                  aria-label={`Take ${nameOf(target)} off`}
                  onClick={() => {
                    onChange(targets.filter((each) => each !== target))
                  }}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!disabled && (
        <div className={styles.adder}>
          <select
            aria-label="Kind of target"
            value={kind}
            onChange={(event) => {
              setKind(kinds.find(([each]) => each === event.currentTarget.value)?.[0] ?? 'receiver')
            }}
          >
            {kinds.map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
          </select>
          {kind === 'receiver' && (
            <ReceiverPicker
              {...common}
              label="Add a destination"
              onPick={({ id }) => {
                add([{ kind: 'receiver', id }])
              }}
            />
          )}
          {kind === 'sender' && (
            <SenderPicker
              {...common}
              label="Add a source"
              onPick={({ id }) => {
                add([{ kind: 'sender', id }])
              }}
            />
          )}
          {kind === 'group' && (
            <select
              aria-label="Add a group"
              value=""
              onChange={(event) => {
                if (event.currentTarget.value !== '') add([{ kind: 'group', group: event.currentTarget.value }])
              }}
            >
              <option value="">{groups.length === 0 ? 'The plant names no groups' : 'Choose…'}</option>
              {groups.map((group) => (
                <option key={group}>{group}</option>
              ))}
            </select>
          )}
        </div>
      )}
      {!disabled && chosen.length > 0 && (
        <div>
          <Button
            onClick={() => {
              add(chosen)
            }}
          >
            Add the {chosen.length} selected on the graph
          </Button>
        </div>
      )}
    </div>
  )
}
