import { useState } from 'react'
import type { Salvo } from '../../../contract'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { Kbd } from '../../components/Kbd'
import styles from './Editor.module.css'
import { hotkeyOf } from './hotkeyText'

type Props = {
  readonly value: string | null
  /** The other salvos, whose keys are taken. */
  readonly others: readonly Salvo[]
  readonly onChange: (hotkey: string | null) => void
}

/** A key that fires it, chosen by pressing it. */
export function HotkeyInput({ value, others, onChange }: Props) {
  const [waits, setWaits] = useState(false)
  const holder = value === null ? undefined : others.find(({ hotkey }) => hotkey === value)
  return (
    <>
      <div className={styles.key}>
        <Button
          className={classes(waits && styles.waits)}
          aria-label="Key that fires it"
          onClick={() => {
            setWaits(true)
          }}
          onBlur={() => {
            setWaits(false)
          }}
          onKeyDown={(event) => {
            if (!waits) return
            if (event.key === 'Escape') {
              event.preventDefault()
              event.stopPropagation()
              setWaits(false)
              return
            }
            const key = hotkeyOf(event)
            if (key === null) return
            event.preventDefault()
            event.stopPropagation()
            setWaits(false)
            onChange(key)
          }}
        >
          {waits ? (
            'Press F1 to F11, with Ctrl, Alt or Shift if you like…'
          ) : value === null ? (
            'none'
          ) : (
            <Kbd>{value}</Kbd>
          )}
        </Button>
        {value !== null && (
          <Button
            look="bare"
            onClick={() => {
              onChange(null)
            }}
          >
            No key
          </Button>
        )}
      </div>
      {holder !== undefined && (
        <small className="warn">
          {value} fires “{holder.label}” already.
        </small>
      )}
    </>
  )
}
