import { useId, useState, type KeyboardEvent } from 'react'
import type { EventSource } from '../../../contract'
import { classes } from '../../components/classes'
import { StateDot } from '../../components/Dot'
import picker from '../../components/PortPicker.module.css'
import { findSources, sourceKind, valueText } from './tallyWords'

type Props = {
  readonly sources: readonly EventSource[]
  /** An `EventSource.id`; also one that is not (any more) there. */
  readonly value: string
  readonly disabled: boolean
  readonly onPick: (id: string) => void
}

const LIMIT = 60

/** Finds a source of events by a few letters. */
export function SourcePicker({ sources, value, disabled, onPick }: Props) {
  const [text, setText] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const id = useId()
  const hits = text === null ? [] : findSources(sources, text).slice(0, LIMIT)
  const current = Math.min(at, hits.length - 1)
  const pick = (source: EventSource | undefined): void => {
    if (source === undefined) return
    setText(null)
    setAt(0)
    onPick(source.id)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (text === null) setText('')
      else if (hits.length > 0) setAt((current + step + hits.length) % hits.length)
    } else if (event.key === 'Enter' && text !== null) {
      event.preventDefault()
      pick(hits[current])
    } else if (event.key === 'Escape' && text !== null) {
      event.preventDefault()
      event.stopPropagation()
      setText(null)
    }
  }
  return (
    <div className={picker.picker}>
      <input
        role="combobox"
        aria-label="Source of events"
        aria-expanded={text !== null}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={hits.length > 0 ? `${id}-${String(current)}` : undefined}
        placeholder="Type a few letters…"
        value={text ?? sources.find((source) => source.id === value)?.label ?? value}
        disabled={disabled}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => {
          setText('')
        }}
        onBlur={() => {
          setText(null)
        }}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {text !== null && (
        <ul id={id} role="listbox" aria-label="Source of events" className={classes(picker.list, picker.down)}>
          {hits.map((source, i) => (
            <li
              key={source.id}
              id={`${id}-${String(i)}`}
              role="option"
              aria-selected={i === current}
              className={picker.hit}
              onMouseDown={(event) => {
                event.preventDefault()
                pick(source)
              }}
            >
              <StateDot state={source.state} />
              <span>{source.label}</span>
              <span className={picker.where}>
                {sourceKind(source)} · {valueText(source.value)}
              </span>
            </li>
          ))}
          {hits.length === 0 && (
            <li className={picker.none}>
              {sources.length === 0 ? 'Nothing sends states yet.' : `No source is called “${text}”.`}
            </li>
          )}
        </ul>
      )}
    </div>
  )
}
