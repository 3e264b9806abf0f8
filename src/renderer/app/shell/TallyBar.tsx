import { Popover } from '@mantine/core'
import { useLayoutEffect, useRef, useState } from 'react'
import { classes } from '../../components/classes'
import { useNow } from '../../components/now'
import { OnAirMark } from '../../components/OnAirMark'
import { runningText, tallySentence } from '../../components/tallyText'
import { agoText } from '../../components/timeText'
import { onAirOf, type OnAir } from '../../state/onAir'
import { usePicture } from '../../state/picture'
import { useTallyMappings } from '../../state/tally'
import { flyToThing } from '../finder/fly'
import { goTo } from '../place'
import styles from './TallyBar.module.css'

/** So many are looked at for whether they have room; the others are a number in any case. */
const LOOKED_AT = 40

type ChipProps = { readonly entry: OnAir; readonly now: number; readonly hidden: boolean }

/** One thing on air, what it is on, and for how long. */
function AirChip({ entry, now, hidden }: ChipProps) {
  const { kind, id, title, from, tally, feeds } = entry
  return (
    <button
      type="button"
      className={classes(styles.chip, feeds && styles.feeds, tally.stale && styles.stale)}
      style={hidden ? { visibility: 'hidden' } : undefined}
      title={tallySentence(tally, now)}
      data-testid={`air-${id}`}
      data-stale={tally.stale || undefined}
      onClick={() => {
        goTo('topology', null)
        flyToThing(kind, id)
      }}
    >
      <OnAirMark air={tally.stale ? 'stale' : 'live'} />
      <b>{title}</b>
      {from !== null && (
        <span className={styles.from}>
          <span aria-label="from">←</span> {from}
        </span>
      )}
      {tally.stale ? (
        <em>
          · {feeds ? `stale ${agoText(tally.since, now)}` : `tally stale ${agoText(tally.since, now)}, held as on air`}
        </em>
      ) : (
        <time className="mono">{runningText(tally.since, now)}</time>
      )}
    </button>
  )
}

/** How many of the chips have room in one line. */
function useFitting(list: readonly OnAir[]): {
  readonly box: React.RefObject<HTMLDivElement | null>
  readonly fits: number
} {
  const box = useRef<HTMLDivElement>(null)
  const [fits, setFits] = useState(LOOKED_AT)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const look = (): void => {
      const chips = [...element.children].filter((child): child is HTMLElement => child instanceof HTMLElement)
      const top = chips[0]?.offsetTop ?? 0
      const wrapped = chips.findIndex(({ offsetTop }) => offsetTop > top)
      setFits(wrapped < 0 ? LOOKED_AT : wrapped)
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [list])
  return { box, fits }
}

function Chips({ list }: { readonly list: readonly OnAir[] }) {
  const now = useNow()
  const [open, setOpen] = useState(false)
  const { box, fits } = useFitting(list)
  const rest = list.slice(fits)
  const stale = rest.filter(({ tally }) => tally.stale).length
  return (
    <>
      <div className={styles.chips} ref={box}>
        {list.slice(0, LOOKED_AT).map((entry, i) => (
          <AirChip key={entry.id} entry={entry} now={now} hidden={i >= fits} />
        ))}
      </div>
      {rest.length > 0 && (
        <Popover position="bottom-end" shadow="none" width={420} opened={open} onChange={setOpen} trapFocus>
          <Popover.Target>
            <button
              type="button"
              className={styles.more}
              aria-label={`${String(rest.length)} more on air`}
              onClick={() => {
                setOpen(!open)
              }}
            >
              +{rest.length}
              {stale > 0 && <span> · {stale} stale</span>}
            </button>
          </Popover.Target>
          <Popover.Dropdown
            className={styles.list}
            onClick={() => {
              setOpen(false)
            }}
          >
            {rest.map((entry) => (
              <AirChip key={entry.id} entry={entry} now={now} hidden={false} />
            ))}
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  )
}

/** Whether there is anything to be said of tally at all. */
function useIsWanted(list: readonly OnAir[]): boolean {
  const mappings = useTallyMappings().value
  return list.length > 0 || (mappings?.length ?? 0) > 0
}

/** Under the top bar: what is on air and what it is on. Gone in a house without tally. */
export function TallyBar() {
  const list = usePicture(onAirOf)
  const ready = usePicture((picture) => picture.ready)
  const wanted = useIsWanted(list)
  if (!ready || !wanted) return null
  return (
    <section className={styles.bar} aria-label="On air" data-tally-bar>
      <h2 className={classes(styles.title, list.length > 0 && styles.lit)}>ON AIR</h2>
      {list.length === 0 ? <p className={styles.nothing}>nothing</p> : <Chips list={list} />}
    </section>
  )
}
