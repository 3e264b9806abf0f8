import { memo, useState } from 'react'
import type { Action } from '../../../contract'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { ReceiverPicker, SenderPicker } from '../../components/PortPicker'
import { usePicture } from '../../state/picture'
import { titleOf } from '../../state/routes'
import type { EntryDraft } from './draft'
import styles from './Editor.module.css'
import { afterWords, keptTitle, kindWords } from './entryWords'

type Names = Pick<EntryDraft, 'senderLabel' | 'receiverLabel'>
type Props = {
  readonly entry: EntryDraft
  readonly place: number
  readonly onReplace: (key: number, action: Action, names: Names) => void
  readonly onMove: (key: number, by: number) => void
  readonly onRemove: (key: number) => void
}

/** What an end is called, and whether the plant has it. */
function useEnd(kind: 'sender' | 'receiver', id: string | null, kept: string | null): { name: string; there: boolean } {
  const record = usePicture((picture) =>
    id === null ? undefined : kind === 'sender' ? picture.senders.get(id) : picture.receivers.get(id),
  )
  return {
    name: id === null ? '' : record === undefined ? keptTitle(id, kept) : titleOf(record),
    there: id === null || record !== undefined,
  }
}

function End({ name, there, label, onEdit }: { name: string; there: boolean; label: string; onEdit: () => void }) {
  return (
    <button
      type="button"
      className={classes(styles.pick, !there && styles.missing)}
      aria-label={`${label}: ${name}`}
      title={there ? 'Choose another' : 'Not in the plant any more; choose another, or leave it'}
      onClick={onEdit}
    >
      {!there && '▲ '}
      {name}
    </button>
  )
}

function Row({ entry, place, onReplace, onMove, onRemove }: Props) {
  const { key, action, senderLabel, receiverLabel } = entry
  const [editing, setEditing] = useState<'sender' | 'receiver' | null>(null)
  const senderId = 'senderId' in action ? action.senderId : null
  const receiverId = 'receiverId' in action ? action.receiverId : null
  const sender = useEnd('sender', senderId, senderLabel)
  const receiver = useEnd('receiver', receiverId, receiverLabel)
  const format = usePicture((picture) =>
    receiverId === null ? null : (picture.receivers.get(receiverId)?.format ?? null),
  )
  const names = {
    senderLabel: sender.name === '' ? null : sender.name,
    receiverLabel: receiver.name === '' ? null : receiver.name,
  }
  const done = (): void => {
    setEditing(null)
  }
  const number = String(place + 1)
  const picker = { placeholder: 'Type a few letters…', onLeave: done } as const
  const hold = action.type === 'destination.lock' || action.type === 'destination.protect'
  return (
    <tr>
      <td>{number}</td>
      <td className="quiet">{kindWords[action.type]}</td>
      <td>
        {receiverId !== null &&
          'receiverId' in action &&
          (editing === 'receiver' ? (
            <ReceiverPicker
              {...picker}
              label={`Destination of entry ${number}`}
              value={receiver.name}
              format={format}
              onPick={(port) => {
                onReplace(key, { ...action, receiverId: port.id }, { ...names, receiverLabel: titleOf(port) })
                done()
              }}
            />
          ) : (
            <End
              {...receiver}
              label={`Destination of entry ${number}`}
              onEdit={() => {
                setEditing('receiver')
              }}
            />
          ))}
        {receiverId === null && <span className="faint">–</span>}
      </td>
      <td>
        {senderId !== null && 'senderId' in action ? (
          editing === 'sender' ? (
            <SenderPicker
              {...picker}
              label={`Source of entry ${number}`}
              value={sender.name}
              format={format}
              onPick={(port) => {
                onReplace(key, { ...action, senderId: port.id }, { ...names, senderLabel: titleOf(port) })
                done()
              }}
            />
          ) : (
            <End
              {...sender}
              label={`Source of entry ${number}`}
              onEdit={() => {
                setEditing('sender')
              }}
            />
          )
        ) : hold ? (
          <input
            className={styles.reason}
            aria-label={`Reason of entry ${number}`}
            placeholder="Reason that others will read"
            maxLength={200}
            value={action.reason}
            onChange={(event) => {
              onReplace(key, { ...action, reason: event.currentTarget.value }, names)
            }}
          />
        ) : (
          <span className="faint">{afterWords(action, null, emptyNames)}</span>
        )}
      </td>
      <td className={styles.tools}>
        <Button
          look="bare"
          aria-label={`Move entry ${number} up`}
          onClick={() => {
            onMove(key, -1)
          }}
        >
          ↑
        </Button>
        <Button
          look="bare"
          aria-label={`Move entry ${number} down`}
          onClick={() => {
            onMove(key, 1)
          }}
        >
          ↓
        </Button>
        <Button
          look="bare"
          aria-label={`Remove entry ${number}`}
          onClick={() => {
            onRemove(key)
          }}
        >
          ×
        </Button>
      </td>
    </tr>
  )
}

const emptyNames = { senders: new Map(), receivers: new Map() }

/** An entry that is being edited: its ends are chosen again by pressing them. */
export const EntryRow = memo(Row)
