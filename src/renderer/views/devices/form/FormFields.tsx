import { Autocomplete, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useId, useState, type ReactNode } from 'react'
import { classes } from '../../../components/classes'
import { Segments } from '../../../components/Segments'
import { nameWords, valueText } from '../deviceWords'
import { rangeText, type FieldDraft, type FormDraft } from './formDraft'
import styles from './FormFields.module.css'
import type { FormField, Shape } from './schemaFields'

/** What is offered for fields, by their name. */
export type FieldOptions = Readonly<Record<string, readonly string[] | undefined>>

type Props = {
  readonly fields: readonly FormField[]
  readonly draft: FormDraft
  /** By the path of the field. */
  readonly faults: Readonly<Record<string, string>>
  readonly options: FieldOptions
  /** What is so now, by the name of the field, to be shown beside it. */
  readonly now: Readonly<Record<string, unknown>>
  readonly disabled: boolean
  readonly onChange: (draft: FormDraft) => void
}

type One = {
  readonly field: FormField
  readonly id: string
  readonly draft: FieldDraft
  readonly options: readonly string[]
  readonly disabled: boolean
  readonly onChange: (draft: FieldDraft) => void
}

const look = {
  classNames: {
    input: styles.input ?? '',
    dropdown: styles.drop ?? '',
    option: styles.option ?? '',
    pill: styles.pill ?? '',
  },
} as const
const popover = { comboboxProps: { shadow: 'none', zIndex: 400 } } as const

const asText = (draft: FieldDraft): string => (typeof draft === 'string' ? draft : '')
const asTexts = (draft: FieldDraft): string[] => (Array.isArray(draft) ? [...(draft as readonly string[])] : [])
const asGroup = (draft: FieldDraft): FormDraft =>
  typeof draft === 'object' && !Array.isArray(draft) ? (draft as FormDraft) : {}

function Choice({ field, id, draft, disabled, values, onChange }: One & { readonly values: readonly unknown[] }) {
  const texts = values.map((value) => ({ value: JSON.stringify(value), label: nameWords(valueText(value) ?? 'none') }))
  return (
    <Select
      id={id}
      {...look}
      {...popover}
      data={texts}
      value={asText(draft) === '' ? null : asText(draft)}
      placeholder={field.required ? 'Choose…' : 'as it is'}
      clearable={!field.required}
      searchable={texts.length > 8}
      disabled={disabled}
      onChange={(value) => {
        onChange(value ?? '')
      }}
    />
  )
}

function Yes({ field, draft, disabled, onChange }: One) {
  const options: readonly (readonly [string, string])[] = [
    ...(field.required ? [] : [['', 'as it is'] as const]),
    ['true', 'yes'],
    ['false', 'no'],
  ]
  return (
    <Segments label={field.label} value={asText(draft)} options={options} disabled={disabled} onChange={onChange} />
  )
}

const plainOf = ({ id, disabled }: One) => ({ id, ...look, disabled, spellCheck: false, autoComplete: 'off' }) as const

/** Once it is known what can be offered, a field that offers it takes the place of the plain one, and its focus. */
function Words(one: One) {
  const { draft, options, onChange } = one
  const [focused, setFocused] = useState(false)
  const plain = plainOf(one)
  const follow = {
    onFocus: () => {
      setFocused(true)
    },
    onBlur: () => {
      setFocused(false)
    },
  }
  return options.length > 0 ? (
    <Autocomplete
      {...plain}
      {...popover}
      {...follow}
      autoFocus={focused}
      openOnFocus={false}
      data={[...new Set(options)]}
      limit={200}
      maxDropdownHeight={280}
      value={asText(draft)}
      placeholder="Choose, or type"
      onChange={onChange}
    />
  ) : (
    <TextInput
      {...plain}
      {...follow}
      value={asText(draft)}
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
    />
  )
}

function Input(one: One) {
  const { field, id, draft, options, disabled, onChange } = one
  const { shape } = field
  const plain = plainOf(one)
  switch (shape.kind) {
    case 'text':
      return <Words {...one} />
    case 'number':
      return (
        <TextInput
          {...plain}
          inputMode={shape.whole ? 'numeric' : 'decimal'}
          value={asText(draft)}
          placeholder={rangeText(shape)}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )
    case 'boolean':
      return <Yes {...one} />
    case 'choice':
      return <Choice {...one} values={shape.values} />
    case 'list':
      return (
        <TagsInput
          id={id}
          {...look}
          {...popover}
          data={[...options]}
          disabled={disabled}
          value={asTexts(draft)}
          placeholder={asTexts(draft).length === 0 ? 'One, then Enter' : ''}
          splitChars={shape.of === 'text' ? ['\n'] : [',', ' ', ';']}
          acceptValueOnBlur
          onChange={(texts) => {
            onChange(
              shape.of === 'text' ? texts : texts.flatMap((text) => text.split(/[\s,;]+/).filter((one) => one !== '')),
            )
          }}
        />
      )
    case 'json':
      return (
        <Textarea
          {...plain}
          autosize
          minRows={4}
          maxRows={16}
          value={asText(draft)}
          placeholder={shape.sample}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )
    case 'group':
      return null
  }
}

/** Values that can be told in a few letters beside the label. */
function nowText(shape: Shape, value: unknown): string | null {
  if (value === undefined || shape.kind === 'json' || shape.kind === 'group') return null
  const text = valueText(value)
  return text === null || text.length > 60 ? null : `now ${text}`
}

function Labelled({
  field,
  now,
  fault,
  id,
  children,
}: {
  readonly field: FormField
  readonly now: unknown
  readonly fault: string | undefined
  readonly id: string
  readonly children: ReactNode
}) {
  const { shape } = field
  const said = nowText(shape, now)
  const isOne = shape.kind === 'boolean'
  const label = (
    <>
      {field.label}
      {!field.required && field.standard === undefined && shape.kind !== 'boolean' && (
        <span className="faint">optional</span>
      )}
      {said !== null && <span className={styles.now}>{said}</span>}
    </>
  )
  return (
    <div className={classes(styles.field, shape.kind === 'json' && styles.json)}>
      {isOne ? (
        <span className={styles.label}>{label}</span>
      ) : (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
      {children}
      {field.note !== null && <p className={styles.note}>{field.note}</p>}
      {fault !== undefined && (
        <p className={styles.fault} role="alert">
          ▲ {fault}
        </p>
      )}
    </div>
  )
}

/** A form made from what a schema says. Its measures are in em: it is as large as the text around it. */
export function FormFields({ fields, draft, faults, options, now, disabled, onChange }: Props) {
  const form = useId()
  return (
    <div className={styles.fields}>
      {fields.map((field) => {
        const { name, path, shape } = field
        const put = (value: FieldDraft): void => {
          onChange({ ...draft, [name]: value })
        }
        const own = draft[name] ?? ''
        if (shape.kind === 'group')
          return (
            <fieldset key={path} className={styles.group}>
              <legend>{field.label}</legend>
              <FormFields
                fields={shape.fields}
                draft={asGroup(own)}
                faults={faults}
                options={options}
                now={asGroup((now[name] ?? '') as FieldDraft)}
                disabled={disabled}
                onChange={put}
              />
            </fieldset>
          )
        const id = `${form}${path}`
        return (
          <Labelled key={path} field={field} now={now[name]} fault={faults[path]} id={id}>
            <Input field={field} id={id} draft={own} options={options[name] ?? []} disabled={disabled} onChange={put} />
          </Labelled>
        )
      })}
    </div>
  )
}
