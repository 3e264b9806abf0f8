import styles from './Choice.module.css'

type Props<T extends string> = {
  /** What is chosen: `If one fails:`. */
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [value: T, words: string])[]
  readonly disabled: boolean
  readonly onChange: (value: T) => void
}

/** A choice that stands among buttons and lets go of the keyboard once it is made, so that hotkeys go on. */
export function Choice<T extends string>({ label, value, options, disabled, onChange }: Props<T>) {
  const words = options.find(([each]) => each === value)?.[1] ?? value
  return (
    <label className={styles.choice}>
      {label} <b>{words}</b>
      <span className={styles.arrow} aria-hidden="true">
        ▾
      </span>
      <select
        aria-label={label}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options.find(([each]) => each === event.currentTarget.value)
          event.currentTarget.blur()
          if (chosen !== undefined) onChange(chosen[0])
        }}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
