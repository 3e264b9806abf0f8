import { useState } from 'react'
import { useLeaving } from '../state/leaving'
import styles from './AskOnce.module.css'
import { Button } from './Button'

type Props = {
  /** What the button says before it asks: `Delete…`. */
  readonly label: string
  /** What a yes does, in words: `Delete “Line-up A” for good`. */
  readonly yes: string
  readonly no: string
  readonly disabled: boolean
  readonly onYes: () => void
}

/** Something that cannot be undone: it is asked once, in words; Esc is a no. */
export function AskOnce({ label, yes, no, disabled, onYes }: Props) {
  const [asking, setAsking] = useState(false)
  const leave = (): void => {
    setAsking(false)
  }
  const question = useLeaving(asking ? leave : null)
  if (!asking)
    return (
      <Button
        disabled={disabled}
        onClick={() => {
          setAsking(true)
        }}
      >
        {label}
      </Button>
    )
  return (
    <span ref={question} className={styles.question}>
      <Button
        look="danger"
        autoFocus
        disabled={disabled}
        onClick={() => {
          setAsking(false)
          onYes()
        }}
      >
        {yes}
      </Button>
      <Button look="bare" onClick={leave}>
        {no}
      </Button>
    </span>
  )
}
