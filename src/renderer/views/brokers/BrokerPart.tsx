import { useState, type ReactNode } from 'react'
import type { BrokerDraft, brokerFaults } from './brokerDraft'
import styles from './Brokers.module.css'

/** A broker as its form has it. */
export type BrokerFields = {
  readonly draft: BrokerDraft
  readonly faults: ReturnType<typeof brokerFaults>
  readonly put: (part: Partial<BrokerDraft>) => void
}

/** A part of the form that is closed until somebody needs it, or something in it is wrong. */
export function BrokerPart({
  title,
  now,
  wrong,
  children,
}: {
  readonly title: string
  /** What it says now, in a few words. */
  readonly now: string
  readonly wrong: boolean
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  return (
    <details
      className={styles.part}
      open={open || wrong}
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>
        <span>{title}</span>
        <span>{now}</span>
      </summary>
      <div className={styles.inside}>{children}</div>
    </details>
  )
}
