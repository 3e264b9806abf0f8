import { useId } from 'react'
import type { PlaybookParam, TriggerAction } from '../../../contract'
import { Button } from '../../components/Button'
import { Field } from '../../components/Page'
import { Segments } from '../../components/Segments'
import { useJobs } from '../../state/jobs'
import { usePlaybooks } from '../../state/playbooks'
import { useSalvos } from '../../state/salvos'
import { useThings } from '../playbooks/useThings'
import { actionOf, paramValueOf } from './triggerDraft'
import styles from './Triggers.module.css'
import { actionKinds, actionNames } from './triggerWords'

type Choice = { readonly id: string; readonly label: string }

function Choose({
  label,
  value,
  items,
  disabled,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly items: readonly Choice[] | null
  readonly disabled: boolean
  readonly onChange: (id: string) => void
}) {
  return (
    <Field label={label}>
      <select
        aria-label={label}
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value)
        }}
      >
        <option value="">{items === null ? 'Asking the engine…' : 'Choose…'}</option>
        {items?.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {value !== '' && items?.some(({ id }) => id === value) === false && (
          <option value={value}>{value} (not there)</option>
        )}
      </select>
    </Field>
  )
}

const shown = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

type TextProps = {
  readonly param: Pick<PlaybookParam, 'type' | 'format' | 'module' | 'title' | 'options'>
  readonly note: string
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (text: string) => void
}

/** A value, or an expression in its place; things of the plant are offered by their names. */
function ValueField({ param, note, value, disabled, onChange }: TextProps) {
  const things = useThings(param)
  const id = useId()
  const offers = param.type === 'enum' ? param.options.map((option) => option.value) : things.map(({ title }) => title)
  return (
    <Field label={param.title} note={note}>
      <input
        aria-label={param.title}
        list={id}
        value={value}
        disabled={disabled}
        spellCheck={false}
        autoComplete="off"
        className={value.includes('${') ? 'mono' : undefined}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value)
        }}
      />
      <datalist id={id}>
        {[...new Set(offers)].slice(0, 400).map((offer) => (
          <option key={offer} value={offer} />
        ))}
      </datalist>
    </Field>
  )
}

const port = (type: 'sender' | 'receiver', title: string): TextProps['param'] => ({
  ...{ type, title, format: null, module: null, options: [] },
})

type Props = {
  readonly action: TriggerAction
  readonly disabled: boolean
  readonly onChange: (action: TriggerAction) => void
}

function KindFields({ action, disabled, onChange }: Props) {
  const playbooks = usePlaybooks().value
  const salvos = useSalvos().value
  const jobs = useJobs().value
  switch (action.kind) {
    case 'playbook': {
      const params = playbooks?.find(({ name }) => name === action.name)?.params ?? []
      return (
        <>
          <Choose
            label="Playbook"
            value={action.name}
            items={playbooks?.map(({ name, title }) => ({ id: name, label: title })) ?? null}
            disabled={disabled}
            onChange={(name) => {
              onChange({ ...action, name, params: {} })
            }}
          />
          {params.map((param) => (
            <ValueField
              key={param.name}
              param={param}
              note={[param.type, param.required ? null : `left out: ${shown(param.default) || 'none'}`]
                .filter((part) => part !== null)
                .join(', ')}
              value={shown(action.params[param.name])}
              disabled={disabled}
              onChange={(text) => {
                const others = Object.entries(action.params).filter(([name]) => name !== param.name)
                const given = text === '' ? [] : [[param.name, paramValueOf(param.type, text)] as const]
                onChange({ ...action, params: Object.fromEntries([...others, ...given]) })
              }}
            />
          ))}
        </>
      )
    }
    case 'salvo':
      return (
        <Choose
          label="Salvo"
          value={action.salvoId}
          items={salvos}
          disabled={disabled}
          onChange={(salvoId) => {
            onChange({ ...action, salvoId })
          }}
        />
      )
    case 'job':
      return (
        <Choose
          label="Job"
          value={action.name}
          items={jobs?.map(({ name, title }) => ({ id: name, label: title })) ?? null}
          disabled={disabled}
          onChange={(name) => {
            onChange({ ...action, name })
          }}
        />
      )
    case 'notify':
      return (
        <>
          <Segments
            label="How urgent"
            value={action.severity}
            options={[
              ['info', 'info'],
              ['warning', 'warning'],
              ['alarm', 'alarm'],
            ]}
            disabled={disabled}
            onChange={(severity) => {
              onChange({ ...action, severity })
            }}
          />
          <Field label="What people are told">
            <textarea
              aria-label="What people are told"
              rows={2}
              maxLength={2000}
              value={action.text}
              disabled={disabled}
              onChange={({ currentTarget }) => {
                onChange({ ...action, text: currentTarget.value })
              }}
            />
          </Field>
        </>
      )
    case 'take':
      return (
        <>
          {action.routes.map((route, i) => {
            const put = (part: Partial<typeof route>): void => {
              onChange({ ...action, routes: action.routes.map((each, at) => (at === i ? { ...each, ...part } : each)) })
            }
            return (
              <div key={i} className={styles.route}>
                <ValueField
                  param={port('receiver', 'Destination')}
                  note=""
                  value={route.receiver}
                  disabled={disabled}
                  onChange={(receiver) => {
                    put({ receiver })
                  }}
                />
                <ValueField
                  param={port('sender', 'Source')}
                  note={route.sender === null ? 'disconnected' : ''}
                  value={route.sender ?? ''}
                  disabled={disabled || route.sender === null}
                  onChange={(sender) => {
                    put({ sender })
                  }}
                />
                {!disabled && (
                  <div className={styles.routeTools}>
                    <Button
                      look="bare"
                      onClick={() => {
                        put({ sender: route.sender === null ? '' : null })
                      }}
                    >
                      {route.sender === null ? 'Take a source' : 'Disconnect'}
                    </Button>
                    {action.routes.length > 1 && (
                      <Button
                        look="bare"
                        aria-label="Take this route off"
                        onClick={() => {
                          onChange({ ...action, routes: action.routes.filter((_, at) => at !== i) })
                        }}
                      >
                        ×
                      </Button>
                    )}
                  </div>
                )}
              </div>
            )
          })}
          {!disabled && (
            <div>
              <Button
                onClick={() => {
                  onChange({ ...action, routes: [...action.routes, { sender: '', receiver: '' }] })
                }}
              >
                One more route
              </Button>
            </div>
          )}
        </>
      )
  }
}

/** What is done: its kind, and what of it. In its texts `${…}` stands for an expression. */
export function ActionFields({ action, disabled, onChange }: Props) {
  return (
    <div className={styles.event} role="group" aria-label="Action">
      <Field label="What is done">
        <select
          aria-label="What is done"
          value={action.kind}
          disabled={disabled}
          onChange={({ currentTarget }) => {
            const kind = actionKinds.find((each) => each === currentTarget.value)
            if (kind !== undefined) onChange(actionOf(kind))
          }}
        >
          {actionKinds.map((kind) => (
            <option key={kind} value={kind}>
              {actionNames[kind]}
            </option>
          ))}
        </select>
      </Field>
      <KindFields action={action} disabled={disabled} onChange={onChange} />
    </div>
  )
}
