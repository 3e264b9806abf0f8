import type { ReactNode } from 'react'
import styles from './Segments.module.css'

type Props<T extends string> = {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [value: T, words: ReactNode])[]
  readonly disabled: boolean
  readonly onChange: (value: T) => void
}

/** One of a few, all in sight. Arrow keys move as in any group of radios. */
export function Segments<T extends string>({ label, value, options, disabled, onChange }: Props<T>) {
  return (
    <div className={styles.segments} role="radiogroup" aria-label={label}>
      {options.map(([each, words]) => (
        <label key={each} className={styles.segment}>
          <input
            type="radio"
            name={label}
            checked={each === value}
            disabled={disabled}
            onChange={() => {
              onChange(each)
            }}
          />
          {words}
        </label>
      ))}
    </div>
  )
}
