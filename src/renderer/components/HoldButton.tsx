import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { isTyping } from '../app/hotkeys'

import { classes } from './classes'
import buttons from './Button.module.css'
import { createHold, type Hold } from './hold'
import styles from './HoldButton.module.css'

/** How long what is on air wants to be held, ms. */
export const HOLD_MS = 1000

type Props = {
  /** What happens once it was held for a second. */
  readonly onHeld: () => void
  readonly disabled: boolean
  /** Whether F12 and NumPad Enter, held, hold it too. */
  readonly byKeys: boolean
  readonly className?: string | undefined
  readonly title?: string | undefined
  readonly children: ReactNode
}

const isTakeKey = (event: { readonly key: string; readonly code: string }): boolean =>
  event.key === 'F12' || event.code === 'NumpadEnter'

/** A button that wants to be held for a second, with a fill that shows how far it is. Let go before, nothing happens. */
export function HoldButton({ onHeld, disabled, byKeys, className, title, children }: Props) {
  const [holding, setHolding] = useState(false)
  const fill = useRef<HTMLElement>(null)
  const latest = useRef(onHeld)
  const hold = useRef<Hold | null>(null)

  useEffect(() => {
    latest.current = onHeld
  })
  useEffect(() => {
    const made = createHold({
      ms: HOLD_MS,
      after: (ms, then) => {
        const timer = setTimeout(then, ms)
        return () => {
          clearTimeout(timer)
        }
      },
      onHolding: setHolding,
      onHeld: () => {
        latest.current()
      },
    })
    hold.current = made
    const leave = (): void => {
      made.end()
    }
    window.addEventListener('blur', leave)
    document.addEventListener('visibilitychange', leave)
    return () => {
      window.removeEventListener('blur', leave)
      document.removeEventListener('visibilitychange', leave)
      made.end()
      hold.current = null
    }
  }, [])
  useEffect(() => {
    if (disabled) hold.current?.end()
  }, [disabled])
  useHeldKeys(byKeys && !disabled, hold)
  useFill(holding, fill)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') hold.current?.end()
    if (event.key !== 'Enter' && event.key !== ' ') return
    // A click of the button's own would come at once.
    event.preventDefault()
    if (!event.repeat && !disabled) hold.current?.begin()
  }
  return (
    <button
      type="button"
      className={classes(buttons.button, buttons.take, styles.hold, className)}
      disabled={disabled}
      title={title}
      data-holding={holding || undefined}
      onPointerDown={(event) => {
        if (event.button !== 0 || disabled) return
        event.currentTarget.setPointerCapture(event.pointerId)
        hold.current?.begin()
      }}
      onPointerUp={() => hold.current?.end()}
      onPointerCancel={() => hold.current?.end()}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        const { clientX: x, clientY: y } = event
        if (x < box.left || x > box.right || y < box.top || y > box.bottom) hold.current?.end()
      }}
      onContextMenu={(event) => {
        event.preventDefault()
      }}
      onBlur={() => hold.current?.end()}
      onKeyDown={onKeyDown}
      onKeyUp={() => hold.current?.end()}
    >
      <i ref={fill} className={styles.fill} aria-hidden="true" />
      <span className={styles.words}>{children}</span>
    </button>
  )
}

/** F12 and NumPad Enter hold it from anywhere but a text field. */
function useHeldKeys(on: boolean, hold: { readonly current: Hold | null }): void {
  useEffect(() => {
    if (!on) return
    const down = (event: globalThis.KeyboardEvent): void => {
      if (event.key === 'Escape') hold.current?.end()
      if (!isTakeKey(event) || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
      event.preventDefault()
      if (!event.repeat) hold.current?.begin()
    }
    const up = (event: globalThis.KeyboardEvent): void => {
      if (isTakeKey(event)) hold.current?.end()
    }
    // Before what is focused hears it: NumPad Enter would press the button that it stands on.
    window.addEventListener('keydown', down, true)
    window.addEventListener('keyup', up, true)
    return () => {
      window.removeEventListener('keydown', down, true)
      window.removeEventListener('keyup', up, true)
    }
  }, [on, hold])
}

/** Fills it up frame by frame: it tells how long is left, so it moves also for who wants no animations. */
function useFill(holding: boolean, fill: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = fill.current
    if (element === null || !holding) return
    const began = performance.now()
    let frame = 0
    const step = (at: number): void => {
      const share = Math.min(1, Math.max(0, (at - began) / HOLD_MS))
      element.style.transform = `scaleX(${share.toFixed(4)})`
      frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
    return () => {
      cancelAnimationFrame(frame)
      element.style.transform = 'scaleX(0)'
    }
  }, [holding, fill])
}
