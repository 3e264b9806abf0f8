import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { classes } from '../../components/classes'
import { FormatDot } from '../../components/Dot'
import styles from '../../components/PortPicker.module.css'
import { type Thing, findThings } from './findThings'

type Props = {
  readonly id: string
  readonly label: string
  readonly things: readonly Thing[]
  /** What is kept now; empty: nothing. */
  readonly value: string
  readonly placeholder: string
  readonly disabled: boolean
  readonly onPick: (value: string) => void
}

/** Finds one of many by a few letters. An empty text lets it go. */
export function ThingPicker({ id, label, things, value, placeholder, disabled, onPick }: Props) {
  const [text, setText] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const listId = useId()
  const hits = useMemo(() => (text === null ? [] : findThings(things, text)), [things, text])
  const known = things.find((thing) => thing.value === value)
  const current = Math.min(at, hits.length - 1)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const pick = (picked: string): void => {
    setText(null)
    setAt(0)
    onPick(picked)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (text === null) setText('')
      else if (hits.length > 0) setAt((current + step + hits.length) % hits.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const hit = hits[current]
      if (hit !== undefined) pick(hit.value)
    } else if (event.key === 'Escape' && text !== null) {
      event.preventDefault()
      event.stopPropagation()
      setText(null)
    } else if ((event.key === 'Backspace' || event.key === 'Delete') && (text ?? '') === '' && value !== '') {
      event.preventDefault()
      onPick('')
      setText('')
    }
  }
  return (
    <div className={styles.picker}>
      <input
        id={id}
        role="combobox"
        aria-label={label}
        aria-expanded={text !== null}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={hits.length > 0 ? `${listId}-${String(current)}` : undefined}
        placeholder={text !== null && value !== '' ? (known?.title ?? value) : placeholder}
        value={text ?? known?.title ?? value}
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
        <ul ref={list} id={listId} role="listbox" aria-label={label} className={classes(styles.list, styles.down)}>
          {hits.map((thing, i) => (
            <li
              key={thing.value}
              id={`${listId}-${String(i)}`}
              role="option"
              aria-selected={i === current}
              className={styles.hit}
              onMouseDown={(event) => {
                event.preventDefault()
                pick(thing.value)
              }}
            >
              {thing.format !== null && <FormatDot format={thing.format} />}
              <span className={thing.offline ? 'faint' : undefined}>{thing.title}</span>
              <span className={styles.where}>
                {[thing.where, thing.offline ? 'offline' : ''].filter((part) => part !== '').join(' · ')}
              </span>
            </li>
          ))}
          {hits.length === 0 && (
            <li className={styles.none}>
              {things.length === 0 ? 'The plant has none.' : `Nothing is called “${text}”.`}
            </li>
          )}
        </ul>
      )}
    </div>
  )
}
