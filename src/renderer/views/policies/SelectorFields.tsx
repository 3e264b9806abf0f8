import { useMemo, useState } from 'react'
import type { Format, Selector } from '../../../contract'
import { Button } from '../../components/Button'
import { Tokens } from '../../components/Tokens'
import { useChosenReceivers, useChosenSenders } from '../../state/chosen'
import { useEvents } from '../../state/events'
import { usePicture } from '../../state/picture'
import { titleOf } from '../../state/routes'
import { faultAt } from './engineFaults'
import styles from './Rule.module.css'
import type { Faults } from './ruleDraft'
import { fitting } from './selectorFits'
import { usePlantNames, type PlantNames } from './usePlantNames'

type Field = keyof Selector
type ListField = Exclude<Field, 'tag'>

const fields: readonly (readonly [field: Field, word: string, hint: string])[] = [
  ['label', 'Name', 'CAM *'],
  ['room', 'Room', 'Studio A'],
  ['site', 'Site', 'Riverside'],
  ['device', 'Device', 'SNP-*'],
  ['node', 'Node', 'rack-4*'],
  ['group', 'Group', 'Camera 1'],
  ['tag', 'Tag', ''],
  ['format', 'Format', 'video'],
  ['registry', 'Registry', 'its id'],
  ['id', 'Just these', 'an id'],
]

const formats: readonly Format[] = ['video', 'audio', 'data', 'mux', 'unknown']

type Props = {
  readonly side: 'from' | 'to'
  readonly value: Selector
  readonly faults: Faults
  readonly disabled: boolean
  readonly onChange: (selector: Selector) => void
}

function offersOf(field: ListField, side: 'from' | 'to', names: PlantNames, registries: readonly string[]) {
  switch (field) {
    case 'label':
      return side === 'from' ? names.senders : names.receivers
    case 'room':
      return names.rooms
    case 'site':
      return names.sites
    case 'device':
      return names.devices
    case 'node':
      return names.nodes
    case 'group':
      return names.groups
    case 'format':
      return formats
    case 'registry':
      return registries
    case 'id':
      return []
  }
}

/** The selector with other values of a field; without any the field is not named. */
function withValues(selector: Selector, field: ListField, values: readonly string[]): Selector {
  const { [field]: _old, ...rest } = selector
  if (values.length === 0) return rest
  if (field === 'format') return { ...rest, format: formats.filter((format) => values.includes(format)) }
  return { ...rest, [field]: [...values] }
}

/** Which things one end of a rule is about: what is named must all fit. */
export function SelectorFields({ side, value, faults, disabled, onChange }: Props) {
  /** Fields that were added and have nothing yet. */
  const [begun, setBegun] = useState<readonly Field[]>([])
  const names = usePlantNames()
  const registries = useEvents((events) => events.registries)
  const devices = usePicture((picture) => picture.devices)
  const nodes = usePicture((picture) => picture.nodes)
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const [chosenSenders, chosenReceivers] = [useChosenSenders(), useChosenReceivers()]
  const ports = side === 'from' ? senders : receivers
  const chosen = side === 'from' ? chosenSenders : chosenReceivers
  const fits = useMemo(() => fitting(value, ports.values(), { devices, nodes }), [value, ports, devices, nodes])
  const shown = fields.filter(([field]) => value[field] !== undefined || begun.includes(field))
  const free = fields.filter((each) => !shown.includes(each))
  const title = side === 'from' ? 'From' : 'To'
  const one = side === 'from' ? 'source' : 'destination'
  const nameOf = (field: Field) => (text: string) => {
    if (field === 'registry') return registries?.get(text)?.label ?? text
    const port = field === 'id' ? ports.get(text) : undefined
    return port === undefined ? text : titleOf(port)
  }
  const drop = (field: Field): void => {
    setBegun(begun.filter((each) => each !== field))
    const { [field]: _old, ...rest } = value
    onChange(rest)
  }
  return (
    <section className={styles.end} aria-label={title}>
      <h3>
        {title}
        <small className={fits === 0 ? 'warn' : undefined}>
          {fits === null
            ? 'counted by the engine'
            : shown.length === 0
              ? `any ${one}, ${String(ports.size)} now`
              : `${String(fits)} of ${String(ports.size)} now`}
        </small>
      </h3>
      {shown.map(([field, word, hint]) => {
        const fault = faultAt(faults, `${side}.${field}`)
        return (
          <div key={field} className={styles.condition}>
            <span>{word}</span>
            {field === 'tag' ? (
              <div className={styles.tag}>
                <input
                  aria-label={`${title}, tag name`}
                  placeholder="urn:x-nmos:tag:…"
                  value={value.tag?.name ?? ''}
                  disabled={disabled}
                  maxLength={200}
                  autoFocus={begun.includes('tag')}
                  onChange={(event) => {
                    const name = event.currentTarget.value
                    const { tag, ...rest } = value
                    if (name === '') {
                      setBegun([...new Set([...begun, 'tag' as const])])
                      onChange(rest)
                    } else onChange({ ...rest, tag: { name, value: tag?.value ?? '*' } })
                  }}
                />
                <input
                  aria-label={`${title}, tag value`}
                  placeholder="*"
                  value={value.tag?.value ?? '*'}
                  disabled={disabled || value.tag === undefined}
                  maxLength={200}
                  onChange={(event) => {
                    if (value.tag !== undefined)
                      onChange({ ...value, tag: { name: value.tag.name, value: event.currentTarget.value } })
                  }}
                />
              </div>
            ) : (
              <Tokens
                label={`${title}, ${word.toLowerCase()}`}
                placeholder={hint}
                values={value[field] ?? []}
                offers={offersOf(field, side, names, [...(registries?.keys() ?? [])])}
                autoFocus={begun.includes(field) && !disabled}
                disabled={disabled}
                nameOf={nameOf(field)}
                onChange={(values) => {
                  setBegun(values.length === 0 ? [...begun, field] : begun.filter((each) => each !== field))
                  onChange(withValues(value, field, values))
                }}
              />
            )}
            {!disabled && (
              <button
                type="button"
                className={styles.drop}
                aria-label={`${title}: without ${word.toLowerCase()}`}
                title="Take this condition off"
                onClick={() => {
                  drop(field)
                }}
              >
                ×
              </button>
            )}
            {fault !== undefined && <small className={styles.fault}>{fault}</small>}
          </div>
        )
      })}
      {shown.length === 0 && <p className={styles.any}>Any {one}. Add what it must be.</p>}
      {!disabled && (
        <div className={styles.adds}>
          {free.length > 0 && (
            <select
              aria-label={`${title}: add a condition`}
              value=""
              onChange={(event) => {
                const found = fields.find(([field]) => field === event.currentTarget.value)
                if (found !== undefined) setBegun([...begun, found[0]])
              }}
            >
              <option value="">Add a condition…</option>
              {free.map(([field, word]) => (
                <option key={field} value={field}>
                  {word}
                </option>
              ))}
            </select>
          )}
          {chosen.length > 0 && (
            <Button
              look="bare"
              onClick={() => {
                onChange({ ...value, id: [...new Set([...(value.id ?? []), ...chosen])] })
              }}
            >
              + {chosen.length} selected on the graph
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
