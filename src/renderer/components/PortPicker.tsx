import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Format, LightReceiver, LightSender } from '../../contract'
import { usePicture } from '../state/picture'
import { titleOf } from '../state/routes'
import { classes } from './classes'
import { FormatDot } from './Dot'
import { findPorts } from './findPorts'
import styles from './PortPicker.module.css'

type Props<P> = {
  readonly label: string
  readonly placeholder: string
  /** The chosen one's name; empty while none is. */
  readonly value: string
  /** Offers this format first; null: as they come. */
  readonly format: Format | null
  readonly autoFocus: boolean
  /** Where the list opens. */
  readonly opens: 'up' | 'down'
  readonly onPick: (port: P) => void
  readonly onLeave: () => void
}

function Picker<P extends LightSender | LightReceiver>({
  ports,
  label,
  placeholder,
  value,
  format,
  autoFocus,
  opens,
  onPick,
  onLeave,
}: Props<P> & { readonly ports: ReadonlyMap<string, P> }) {
  const devices = usePicture((picture) => picture.devices)
  const [text, setText] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const hits = useMemo(() => {
    if (text === null) return []
    const found = findPorts(ports, devices, text)
    return format === null
      ? found
      : [...found.filter((port) => port.format === format), ...found.filter((port) => port.format !== format)]
  }, [ports, devices, text, format])
  const current = Math.min(at, hits.length - 1)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [current])

  const pick = (port: P | undefined): void => {
    if (port === undefined) return
    setText(null)
    setAt(0)
    onPick(port)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (text === null) setText('')
      else if (hits.length > 0) setAt((current + step + hits.length) % hits.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      pick(hits[current])
    } else if (event.key === 'Escape' && text !== null) {
      event.preventDefault()
      event.stopPropagation()
      setText(null)
    }
  }
  return (
    <div className={styles.picker}>
      <input
        role="combobox"
        aria-label={label}
        aria-expanded={text !== null}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={hits.length > 0 ? `${id}-${String(current)}` : undefined}
        placeholder={placeholder}
        value={text ?? value}
        autoFocus={autoFocus}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => {
          setText('')
        }}
        onBlur={() => {
          setText(null)
          onLeave()
        }}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {text !== null && (
        <ul
          ref={list}
          id={id}
          role="listbox"
          aria-label={label}
          className={classes(styles.list, opens === 'up' ? styles.up : styles.down)}
        >
          {hits.map((port, i) => (
            <li
              key={port.id}
              id={`${id}-${String(i)}`}
              role="option"
              aria-selected={i === current}
              className={styles.hit}
              onMouseDown={(event) => {
                event.preventDefault()
                pick(port)
              }}
            >
              <FormatDot format={port.format} />
              <span className={port.status === 'offline' ? 'faint' : undefined}>{titleOf(port)}</span>
              <span className={styles.where}>
                {[
                  port.parent === null ? null : devices.get(port.parent)?.label,
                  port.room,
                  port.status === 'offline' ? 'offline' : null,
                ]
                  .filter((part) => part != null)
                  .join(' · ')}
              </span>
            </li>
          ))}
          {hits.length === 0 && <li className={styles.none}>Nothing is called “{text}”.</li>}
        </ul>
      )}
    </div>
  )
}

/** Finds a sender by a few letters. */
export function SenderPicker(props: Props<LightSender>) {
  return <Picker {...props} ports={usePicture((picture) => picture.senders)} />
}

/** Finds a receiver by a few letters. */
export function ReceiverPicker(props: Props<LightReceiver>) {
  return <Picker {...props} ports={usePicture((picture) => picture.receivers)} />
}
