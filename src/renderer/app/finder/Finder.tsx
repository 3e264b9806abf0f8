import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { SearchHit } from '../../../contract'
import { classes } from '../../components/classes'
import { FormatDot } from '../../components/Dot'
import { Kbd } from '../../components/Kbd'
import { OnAirMark } from '../../components/OnAirMark'
import { airOf, strongerAir, type Air } from '../../state/onAir'
import { usePicture, type Picture } from '../../state/picture'
import { portsOf } from '../../state/routes'
import { showFinder, useView } from '../../state/view'
import { goTo } from '../place'
import { flyToHit } from './fly'
import styles from './Finder.module.css'
import { firstHit, useHits } from './hits'

/** Whether what was found is on air; of a device, whether something of it is. */
function airOfHit({ senders, receivers }: Picture, { kind, id }: SearchHit): Air {
  if (kind !== 'device') return airOf(receivers.get(id)?.tally ?? senders.get(id)?.tally)
  const ports = [...portsOf(receivers, id), ...portsOf(senders, id)]
  return ports.reduce<Air>((air, { tally }) => strongerAir(air, airOf(tally)), null)
}

function Hit({ hit, id, on, onTake }: { hit: SearchHit; id: string; on: boolean; onTake: () => void }) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: 'nearest' })
  }, [on])
  const air = usePicture((picture) => airOfHit(picture, hit))
  const title = hit.alias ?? (hit.label === '' ? hit.id : hit.label)
  return (
    <li
      ref={row}
      id={id}
      role="option"
      aria-selected={on}
      className={classes(styles.hit, on && styles.on, hit.status === 'offline' && styles.offline)}
      onMouseDown={(event) => {
        event.preventDefault()
        onTake()
      }}
    >
      {hit.format === null ? <i className={styles.noFormat} /> : <FormatDot format={hit.format} />}
      <span className={styles.title} title={title}>
        {title}
      </span>
      {air !== null && (
        <span className={styles.air}>
          <OnAirMark air={air} /> {air === 'stale' ? 'on air, stale' : 'on air'}
        </span>
      )}
      <span className={styles.where}>{hit.where}</span>
      <span className={styles.kind}>
        {hit.kind}
        {hit.status === 'offline' && ', offline'}
        {hit.match !== 'label' && hit.match !== 'alias' && `, by ${hit.match}`}
      </span>
    </li>
  )
}

/** The box that finds by label, alias, id, address and format, and flies there. */
export function Finder() {
  const open = useView((view) => view.finder)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const { of, items, problem } = useHits(text)
  const asked = text.trim()
  const current = Math.min(at, items.length - 1)

  useEffect(() => {
    if (open) {
      input.current?.focus()
      input.current?.select()
    } else input.current?.blur()
  }, [open])

  const take = (hit: SearchHit | undefined): void => {
    if (hit === undefined) return
    showFinder(false)
    setText('')
    goTo('topology', null)
    flyToHit(hit)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && items.length > 0) {
      event.preventDefault()
      setAt((current + step + items.length) % items.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (of === asked) take(items[current])
      else if (asked !== '') firstHit(asked).then(take, () => undefined)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      showFinder(false)
    }
  }
  return (
    <div className={styles.finder} role="search">
      <input
        ref={input}
        role="combobox"
        aria-label="Find"
        aria-expanded={open && asked !== ''}
        aria-controls="finder-hits"
        aria-autocomplete="list"
        aria-activedescendant={open && items.length > 0 ? `finder-hit-${String(current)}` : undefined}
        placeholder="Find a source, destination, address…"
        value={text}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => {
          showFinder(true)
        }}
        onBlur={() => {
          showFinder(false)
        }}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <span className={styles.key}>
        <Kbd>/</Kbd>
      </span>
      {open && asked !== '' && (
        <div className={styles.list}>
          <ul id="finder-hits" role="listbox" aria-label="Found">
            {items.map((hit, i) => (
              <Hit
                key={hit.id}
                hit={hit}
                id={`finder-hit-${String(i)}`}
                on={i === current}
                onTake={() => {
                  take(hit)
                }}
              />
            ))}
          </ul>
          {items.length === 0 && (
            <p className={styles.none} role="status">
              {problem ?? (of === asked ? `Nothing has “${asked}” in its name, id, address or format.` : 'Looking…')}
            </p>
          )}
          {items.length > 0 && (
            <p className={styles.keys} aria-hidden="true">
              <Kbd>↑</Kbd> <Kbd>↓</Kbd> choose <Kbd>Enter</Kbd> fly there <Kbd>Esc</Kbd> close
            </p>
          )}
        </div>
      )}
    </div>
  )
}
