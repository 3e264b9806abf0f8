import type { TriggerEvent, TriggerEventKind } from '../../../contract'
import { Chip } from '../../components/Chip'
import { CronField, localZone } from '../../components/CronField'
import { Field } from '../../components/Page'
import { ScopePicker } from '../../components/ScopePicker'
import { Segments } from '../../components/Segments'
import { Tick } from '../../components/Tick'
import { useBrokers } from '../../state/brokers'
import { useChosenReceivers } from '../../state/chosen'
import { useRegistryNames } from '../../state/registryNames'
import { useEventSources } from '../../state/tally'
import { eventOf } from './triggerDraft'
import styles from './Triggers.module.css'
import { eventNames } from './triggerWords'

const runStates = ['succeeded', 'failed', 'compensated', 'cancelled', 'paused', 'awaiting_approval'] as const
const runSources = ['salvo', 'snapshot', 'schedule', 'playbook', 'trigger', 'job', 'recovery', 'undo'] as const
const resources = ['node', 'device', 'sender', 'receiver'] as const

/** The list with a value in it, or without it where it was there. */
const toggled = <T,>(values: readonly T[], value: T): T[] =>
  values.includes(value) ? values.filter((each) => each !== value) : [...values, value]

type Of<K extends TriggerEventKind> = Extract<TriggerEvent, { kind: K }>
type FieldsProps<E> = {
  readonly event: E
  readonly disabled: boolean
  readonly onChange: (event: TriggerEvent) => void
}

function Where({ event, disabled, onChange }: FieldsProps<Of<'resource' | 'route' | 'foreign-change' | 'tally'>>) {
  const selection = useChosenReceivers()
  return (
    <Field label="Where">
      <ScopePicker
        label="Where"
        value={event.scope}
        selection={selection}
        disabled={disabled}
        onChange={(scope) => {
          onChange({ ...event, scope })
        }}
      />
    </Field>
  )
}

function Resource({ event, disabled, onChange }: FieldsProps<Of<'resource'>>) {
  return (
    <>
      <Field label="What">
        <select
          aria-label="What"
          value={event.resource}
          disabled={disabled}
          onChange={({ currentTarget }) => {
            const resource = resources.find((each) => each === currentTarget.value)
            if (resource !== undefined) onChange({ ...event, resource })
          }}
        >
          {resources.map((each) => (
            <option key={each} value={each}>
              a {each}
            </option>
          ))}
        </select>
      </Field>
      <Segments
        label="Gone or back"
        value={event.change}
        options={[
          ['gone', 'is gone'],
          ['back', 'is back'],
        ]}
        disabled={disabled}
        onChange={(change) => {
          onChange({ ...event, change })
        }}
      />
      <Where event={event} disabled={disabled} onChange={onChange} />
    </>
  )
}

function Mqtt({ event, disabled, onChange }: FieldsProps<Of<'mqtt'>>) {
  const brokers = useBrokers().value ?? []
  return (
    <>
      <Field label="Topic" note="+ stands for one part, # for all that follow.">
        <input
          className="mono"
          aria-label="Topic"
          value={event.topic}
          maxLength={500}
          disabled={disabled}
          spellCheck={false}
          onChange={({ currentTarget }) => {
            onChange({ ...event, topic: currentTarget.value })
          }}
        />
      </Field>
      <Field label="Broker">
        <select
          aria-label="Broker"
          value={event.broker ?? ''}
          disabled={disabled}
          onChange={({ currentTarget }) => {
            onChange({ ...event, broker: currentTarget.value === '' ? null : currentTarget.value })
          }}
        >
          <option value="">whichever</option>
          {brokers.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          {event.broker !== null && !brokers.some(({ name }) => name === event.broker) && (
            <option value={event.broker}>{event.broker} (not there)</option>
          )}
        </select>
      </Field>
      <Tick
        label="Also what the broker has kept: it comes with each connection"
        on={event.retained}
        disabled={disabled}
        onChange={(retained) => {
          onChange({ ...event, retained })
        }}
      />
    </>
  )
}

function Is07({ event, disabled, onChange }: FieldsProps<Of<'is07'>>) {
  const sources = useEventSources().value ?? []
  const known = sources.filter(({ id }) => id.startsWith('is07:'))
  return (
    <Field label="Source" note="is07:<source id>; those that speak now are offered.">
      <input
        aria-label="Source"
        list="is07-sources"
        value={event.source}
        maxLength={500}
        disabled={disabled}
        spellCheck={false}
        onChange={({ currentTarget }) => {
          onChange({ ...event, source: currentTarget.value })
        }}
      />
      <datalist id="is07-sources">
        {known.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </datalist>
    </Field>
  )
}

function Registry({ event, disabled, onChange }: FieldsProps<Of<'registry'>>) {
  const names = useRegistryNames()
  return (
    <>
      <Field label="Registry">
        <select
          aria-label="Registry"
          value={event.registryId ?? ''}
          disabled={disabled}
          onChange={({ currentTarget }) => {
            onChange({ ...event, registryId: currentTarget.value === '' ? null : currentTarget.value })
          }}
        >
          <option value="">whichever</option>
          {[...names].map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Segments
        label="Lost or live"
        value={event.becomes}
        options={[
          ['lost', 'is lost'],
          ['live', 'is live'],
        ]}
        disabled={disabled}
        onChange={(becomes) => {
          onChange({ ...event, becomes })
        }}
      />
    </>
  )
}

function RunFields({ event, disabled, onChange }: FieldsProps<Of<'run'>>) {
  return (
    <>
      <div className={styles.chips} role="group" aria-label="States">
        <span>Is</span>
        {runStates.map((state) => (
          <Chip
            key={state}
            on={event.states.includes(state)}
            onToggle={() => {
              if (!disabled) onChange({ ...event, states: toggled(event.states, state) })
            }}
          >
            {state.replaceAll('_', ' ')}
          </Chip>
        ))}
      </div>
      <div className={styles.chips} role="group" aria-label="Made from">
        <span>Made from</span>
        {runSources.map((source) => (
          <Chip
            key={source}
            on={event.sources.includes(source)}
            onToggle={() => {
              if (!disabled) onChange({ ...event, sources: toggled(event.sources, source) })
            }}
          >
            {source}
          </Chip>
        ))}
        {event.sources.length === 0 && <span className="faint">whatever</span>}
      </div>
    </>
  )
}

function KindFields({ event, disabled, onChange }: FieldsProps<TriggerEvent>) {
  switch (event.kind) {
    case 'resource':
      return <Resource event={event} disabled={disabled} onChange={onChange} />
    case 'route':
    case 'foreign-change':
      return <Where event={event} disabled={disabled} onChange={onChange} />
    case 'tally':
      return (
        <>
          <Segments
            label="On or off air"
            value={event.becomes}
            options={[
              ['on-air', 'goes on air'],
              ['off-air', 'goes off air'],
            ]}
            disabled={disabled}
            onChange={(becomes) => {
              onChange({ ...event, becomes })
            }}
          />
          <Where event={event} disabled={disabled} onChange={onChange} />
        </>
      )
    case 'is07':
      return <Is07 event={event} disabled={disabled} onChange={onChange} />
    case 'mqtt':
      return <Mqtt event={event} disabled={disabled} onChange={onChange} />
    case 'registry':
      return <Registry event={event} disabled={disabled} onChange={onChange} />
    case 'run':
      return <RunFields event={event} disabled={disabled} onChange={onChange} />
    case 'time':
      return (
        <CronField
          cron={event.cron}
          timeZone={event.timeZone}
          disabled={disabled}
          onChange={(part) => {
            onChange({ ...event, ...part })
          }}
        />
      )
  }
}

type Props<K extends TriggerEventKind> = {
  readonly label: string
  readonly kinds: readonly K[]
  readonly event: Of<K>
  readonly disabled: boolean
  readonly onChange: (event: Of<K>) => void
}

/** An event: its kind, and what of it. */
export function EventFields<K extends TriggerEventKind>({ label, kinds, event, disabled, onChange }: Props<K>) {
  const isOfKinds = (given: TriggerEvent): given is Of<K> => kinds.some((kind) => kind === given.kind)
  const change = (given: TriggerEvent): void => {
    if (isOfKinds(given)) onChange(given)
  }
  return (
    <div className={styles.event} role="group" aria-label={`${label}, in detail`}>
      <Field label={label}>
        <select
          aria-label={label}
          value={event.kind}
          disabled={disabled}
          onChange={({ currentTarget }) => {
            const kind = kinds.find((each) => each === currentTarget.value)
            if (kind !== undefined) change(eventOf(kind, localZone()))
          }}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {eventNames[kind]}
            </option>
          ))}
        </select>
      </Field>
      <KindFields event={event} disabled={disabled} onChange={change} />
    </div>
  )
}
