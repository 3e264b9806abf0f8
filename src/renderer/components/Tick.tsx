import styles from './Tick.module.css'

type Props = {
  readonly label: string
  readonly on: boolean
  readonly disabled: boolean
  readonly onChange: (on: boolean) => void
}

/** Something that is so or not so. */
export function Tick({ label, on, disabled, onChange }: Props) {
  return (
    <label className={styles.tick}>
      <input
        type="checkbox"
        checked={on}
        disabled={disabled}
        onChange={(event) => {
          onChange(event.currentTarget.checked)
        }}
      />
      {label}
    </label>
  )
}
