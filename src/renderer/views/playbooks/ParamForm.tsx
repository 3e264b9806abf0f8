import { useId } from 'react'
import type { PlaybookParam } from '../../../contract'
import { Tick } from '../../components/Tick'
import styles from './ParamForm.module.css'
import type { ParamDraft, ParamFaults } from './paramDraft'
import { ThingPicker } from './ThingPicker'
import { useThings } from './useThings'

type FieldProps = {
  readonly param: PlaybookParam
  readonly value: string | boolean
  readonly fault: string | undefined
  readonly disabled: boolean
  readonly onChange: (value: string | boolean) => void
}

function Thing({ param, value, disabled, onChange, id }: FieldProps & { readonly id: string }) {
  const things = useThings(param)
  return (
    <ThingPicker
      id={id}
      label={param.title}
      things={things}
      value={typeof value === 'string' ? value : ''}
      placeholder={param.required ? 'Type a few letters…' : 'none'}
      disabled={disabled}
      onPick={onChange}
    />
  )
}

function rangeText({ type, min, max }: PlaybookParam): string | null {
  if (type !== 'number' || (min === null && max === null)) return null
  if (min === null) return `at most ${String(max)}`
  return max === null ? `at least ${String(min)}` : `${String(min)} to ${String(max)}`
}

function Input(field: FieldProps & { readonly id: string }) {
  const { param, value, disabled, onChange, id } = field
  const text = typeof value === 'string' ? value : ''
  switch (param.type) {
    case 'sender':
    case 'receiver':
    case 'device':
    case 'node':
    case 'site':
    case 'room':
      return <Thing {...field} />
    case 'enum':
      return (
        <select
          id={id}
          aria-label={param.title}
          value={text}
          disabled={disabled}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        >
          {(!param.required || text === '') && <option value="">{param.required ? 'Choose…' : 'none'}</option>}
          {param.options.map(({ value: each, title }) => (
            <option key={each} value={each}>
              {title}
            </option>
          ))}
        </select>
      )
    case 'boolean':
    case 'number':
    case 'text':
    case 'time':
      return (
        <input
          id={id}
          aria-label={param.title}
          value={text}
          disabled={disabled}
          inputMode={param.type === 'number' ? 'decimal' : 'text'}
          placeholder={param.type === 'time' ? '18:30' : ''}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )
  }
}

function ParamField(field: FieldProps) {
  const { param, value, fault, disabled, onChange } = field
  const id = useId()
  const about = [param.description, rangeText(param)].filter((part) => part !== null && part !== '').join(' · ')
  if (param.type === 'boolean')
    return (
      <div className={styles.field}>
        <Tick label={param.title} on={value === true} disabled={disabled} onChange={onChange} />
        {about !== '' && <small>{about}</small>}
      </div>
    )
  return (
    <div className={styles.field} data-fault={fault !== undefined}>
      <label htmlFor={id}>
        {param.title}
        {!param.required && param.default === null && <em> may stay empty</em>}
      </label>
      <Input {...field} id={id} />
      {fault !== undefined ? (
        <small className="warn" role="alert">
          {fault}
        </small>
      ) : (
        about !== '' && <small>{about}</small>
      )}
    </div>
  )
}

type Props = {
  readonly params: readonly PlaybookParam[]
  readonly draft: ParamDraft
  /** Only of fields that should say so. */
  readonly faults: ParamFaults
  readonly disabled: boolean
  /** Beside each other where there is room, or one below the other. */
  readonly narrow: boolean
  readonly onChange: (draft: ParamDraft) => void
}

/** The form of a playbook, made of its typed parameters; what is of the plant is found by a few letters. */
export function ParamForm({ params, draft, faults, disabled, narrow, onChange }: Props) {
  return (
    <div className={styles.form} data-narrow={narrow} role="group" aria-label="Parameters">
      {params.map((param) => (
        <ParamField
          key={param.name}
          param={param}
          value={draft[param.name] ?? ''}
          fault={faults[param.name]}
          disabled={disabled}
          onChange={(value) => {
            onChange({ ...draft, [param.name]: value })
          }}
        />
      ))}
    </div>
  )
}
