import { useState } from 'react'
import type { Action, ActionType, LightReceiver, LightSender } from '../../../contract'
import { ReceiverPicker, SenderPicker } from '../../components/PortPicker'
import { titleOf } from '../../state/routes'
import { actionOf, endsOf, type EntryDraft } from './draft'
import styles from './Editor.module.css'
import { handKinds, kindWords } from './entryWords'

type Props = {
  readonly onAdd: (action: Action, names: Pick<EntryDraft, 'senderLabel' | 'receiverLabel'>) => void
}

const kinds = handKinds.map((kind) => [kind, kindWords[kind]] as const)

/** Adds entries: a kind, then its ends. A route keeps its source, so that one source goes to many destinations quickly. */
export function EntryAdder({ onAdd }: Props) {
  const [type, setType] = useState<ActionType>('route.connect')
  const [sender, setSender] = useState<LightSender | null>(null)
  const [added, setAdded] = useState<string | null>(null)
  const ends = endsOf(type)
  const add = (from: LightSender | null, to: LightReceiver | null): void => {
    const action = actionOf(type, from?.id ?? null, to?.id ?? null)
    if (action === null) return
    const names = { senderLabel: from === null ? null : titleOf(from), receiverLabel: to === null ? null : titleOf(to) }
    onAdd(action, names)
    setAdded(names.receiverLabel ?? names.senderLabel)
  }
  return (
    <div className={styles.add} role="group" aria-label="Add an entry">
      <select
        aria-label="Kind of entry"
        value={type}
        onChange={(event) => {
          const chosen = kinds.find(([each]) => each === event.currentTarget.value)
          if (chosen !== undefined) setType(chosen[0])
          setSender(null)
        }}
      >
        {kinds.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      {ends.sender && (
        <SenderPicker
          label="Source"
          placeholder="Source…"
          value={sender === null ? '' : titleOf(sender)}
          format={null}
          onPick={(port) => {
            if (ends.receiver) setSender(port)
            else add(port, null)
          }}
          onLeave={null}
        />
      )}
      {ends.receiver && (
        <ReceiverPicker
          label="Destination"
          placeholder={ends.sender && sender === null ? 'then its destination…' : 'Destination…'}
          value=""
          format={sender?.format ?? null}
          onPick={(port) => {
            add(ends.sender ? sender : null, port)
          }}
          onLeave={null}
        />
      )}
      <p className={styles.hint} role="status">
        {added === null
          ? 'Type a few letters and press Enter. The source stays, so that it can go to many destinations.'
          : `${added} added.`}
      </p>
    </div>
  )
}
