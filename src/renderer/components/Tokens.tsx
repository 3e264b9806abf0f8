import { useId, useState, type KeyboardEvent } from 'react'
import styles from './Tokens.module.css'

type Props = {
  readonly label: string
  readonly placeholder: string
  readonly values: readonly string[]
  /** What is offered while typing. */
  readonly offers: readonly string[]
  readonly autoFocus: boolean
  readonly disabled: boolean
  /** What a value is called where it is not its own name; also its tooltip. */
  readonly nameOf: (value: string) => string
  readonly onChange: (values: readonly string[]) => void
}

/** Several short texts as chips: Enter or a comma adds what is typed, Backspace takes the last one off. */
export function Tokens({ label, placeholder, values, offers, autoFocus, disabled, nameOf, onChange }: Props) {
  const [text, setText] = useState('')
  const id = useId()
  const add = (given: string): void => {
    const fresh = given
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '' && !values.includes(each))
    setText('')
    if (fresh.length > 0) onChange([...values, ...new Set(fresh)])
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault()
      add(text)
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) {
      event.preventDefault()
      onChange(values.slice(0, -1))
    }
  }
  return (
    <div className={styles.tokens} role="group" aria-label={label}>
      {values.map((value) => (
        <span key={value} className={styles.token} title={nameOf(value) === value ? undefined : value}>
          <span>{nameOf(value)}</span>
          {!disabled && (
            <button
              type="button"
              aria-label={`Take ${nameOf(value)} off`}
              onClick={() => {
                onChange(values.filter((each) => each !== value))
              }}
            >
              ×
            </button>
          )}
        </span>
      ))}
      {!disabled && (
        <>
          <input
            aria-label={label}
            list={id}
            value={text}
            placeholder={values.length === 0 ? placeholder : 'or…'}
            autoFocus={autoFocus}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            onChange={(event) => {
              const given = event.currentTarget.value
              const { nativeEvent } = event
              const isPicked = nativeEvent instanceof InputEvent && nativeEvent.inputType === 'insertReplacementText'
              if (given.endsWith(',') || isPicked) add(given)
              else setText(given)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => {
              if (text.trim() !== '') add(text)
            }}
          />
          <datalist id={id}>
            {offers.slice(0, OFFERED).map((offer) => (
              <option key={offer} value={offer} />
            ))}
          </datalist>
        </>
      )}
    </div>
  )
}

const OFFERED = 200
