import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { keepInside } from './keepInside'
import styles from './Picker.module.css'

/** What is offered, as its line shows it. */
export type Offer = {
  readonly key: string
  readonly title: string
  /** Where it stands, what it says: dim, after the title. */
  readonly about: readonly (string | null | undefined)[]
  readonly offline: boolean
  /** The dot before it. */
  readonly mark: ReactNode
}

type Props<T> = {
  /** Of the input, for a label outside; null: it is named by `label` alone. */
  readonly id: string | null
  readonly label: string
  readonly placeholder: string
  /** The chosen one's name; empty while none is. */
  readonly value: string
  readonly disabled: boolean
  /** What the typed words mean, best first. The same function as long as the same is found. */
  readonly find: (text: string) => readonly T[]
  readonly offerOf: (item: T) => Offer
  /** What is said when there is nothing to find at all. */
  readonly none: string
  readonly onPick: (item: T) => void
  /** Lets the chosen one go; null: one has to be chosen. */
  readonly onClear: (() => void) | null
  /** Null: it stays. Else it was opened to choose one: it takes the focus, and says so when it loses it. */
  readonly onLeave: (() => void) | null
}

/** A field that finds one of many by a few letters: the arrow keys choose, Enter picks, Escape leaves it as it was. */
export function Picker<T>({
  id,
  label,
  placeholder,
  value,
  disabled,
  find,
  offerOf,
  none,
  onPick,
  onClear,
  onLeave,
}: Props<T>) {
  const [text, setText] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const open = text !== null
  const hits = useMemo(() => (text === null ? [] : find(text)), [find, text])
  const current = Math.min(at, hits.length - 1)
  useLayoutEffect(() => {
    if (open && list.current !== null && field.current !== null) keepInside(list.current, field.current)
  }, [open])
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [current])

  const pick = (item: T | undefined): void => {
    if (item === undefined) return
    setText(null)
    setAt(0)
    onPick(item)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (!open) setText('')
      else if (hits.length > 0) setAt((current + step + hits.length) % hits.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      pick(hits[current])
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      event.stopPropagation()
      setText(null)
    } else if ((event.key === 'Backspace' || event.key === 'Delete') && onClear !== null && !text && value !== '') {
      event.preventDefault()
      onClear()
      setText('')
    }
  }
  return (
    <div className={styles.picker}>
      <input
        ref={field}
        id={id ?? undefined}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={hits.length > 0 ? `${listId}-${String(current)}` : undefined}
        placeholder={open && value !== '' ? value : placeholder}
        value={text ?? value}
        disabled={disabled}
        autoFocus={onLeave !== null}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => {
          setText('')
        }}
        onBlur={() => {
          setText(null)
          onLeave?.()
        }}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {open && (
        <ul ref={list} id={listId} role="listbox" aria-label={label} className={styles.list}>
          {hits.map((item, i) => {
            const { key, title, about, offline, mark } = offerOf(item)
            return (
              <li
                key={key}
                id={`${listId}-${String(i)}`}
                role="option"
                aria-selected={i === current}
                className={styles.hit}
                onMouseDown={(event) => {
                  event.preventDefault()
                  pick(item)
                }}
              >
                {mark}
                <span className={offline ? 'faint' : undefined}>{title}</span>
                <span className={styles.about}>
                  {[...about, offline ? 'offline' : ''].filter((part) => part != null && part !== '').join(' · ')}
                </span>
              </li>
            )
          })}
          {hits.length === 0 && (
            <li className={styles.none}>{text.trim() === '' ? none : `Nothing is called “${text}”.`}</li>
          )}
        </ul>
      )}
    </div>
  )
}
