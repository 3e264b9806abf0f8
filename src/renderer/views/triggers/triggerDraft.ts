import type {
  PlantTriggerEvent,
  Trigger,
  TriggerAction,
  TriggerEvent,
  TriggerEventKind,
  TriggerInput,
} from '../../../contract'
import { cronTimes } from '../../components/cronTimes'

export type UntilDraft = {
  readonly event: PlantTriggerEvent | null
  readonly condition: string
  readonly key: string
  /** Seconds; empty: at the event only. */
  readonly timeout: string
}

/** A trigger as it is being filled in; numbers are what the inputs show. */
export type TriggerDraft = {
  readonly label: string
  readonly description: string
  readonly event: TriggerEvent
  readonly condition: string
  readonly key: string
  readonly action: TriggerAction
  readonly until: UntilDraft | null
  /** Seconds. */
  readonly debounce: string
  readonly maxPerMinute: string
  readonly inTurn: boolean
  /** Null: as its event says. */
  readonly requiresHealth: boolean | null
}

const all = { scope: { kind: 'all' } } as const

/** What an event of a kind begins with. */
export function eventOf(kind: TriggerEventKind, timeZone: string): TriggerEvent {
  switch (kind) {
    case 'resource':
      return { kind, resource: 'sender', change: 'gone', ...all }
    case 'route':
    case 'foreign-change':
      return { kind, ...all }
    case 'tally':
      return { kind, becomes: 'on-air', ...all }
    case 'is07':
      return { kind, source: '' }
    case 'mqtt':
      return { kind, broker: null, topic: '', retained: false }
    case 'registry':
      return { kind, registryId: null, becomes: 'lost' }
    case 'run':
      return { kind, states: ['failed', 'compensated'], sources: [] }
    case 'time':
      return { kind, cron: '0 6 * * *', timeZone }
  }
}

/** What an action of a kind begins with. */
export function actionOf(kind: TriggerAction['kind']): TriggerAction {
  switch (kind) {
    case 'playbook':
      return { kind, name: '', params: {}, confirm: [] }
    case 'salvo':
      return { kind, salvoId: '', confirm: [] }
    case 'take':
      return { kind, routes: [{ sender: '', receiver: '' }], confirm: [] }
    case 'job':
      return { kind, name: '' }
    case 'notify':
      return { kind, severity: 'warning', text: '${label}' }
  }
}

export const emptyTrigger: TriggerDraft = {
  ...{ label: '', description: '', condition: '', key: '', until: null, inTurn: false, requiresHealth: null },
  event: { kind: 'resource', resource: 'sender', change: 'gone', ...all },
  action: { kind: 'notify', severity: 'warning', text: '${label} is ${change}.' },
  debounce: '2',
  maxPerMinute: '10',
}

export function draftOfTrigger(trigger: Trigger): TriggerDraft {
  const { label, description, event, condition, key, action, until, debounceMs, maxPerMinute } = trigger
  return {
    ...{ label, description, event, action, inTurn: trigger.inTurn, requiresHealth: trigger.requiresHealth },
    condition: condition ?? '',
    key: key ?? '',
    until:
      until === null
        ? null
        : {
            event: until.event,
            condition: until.condition ?? '',
            key: until.key ?? '',
            timeout: until.timeoutS === null ? '' : String(until.timeoutS),
          },
    debounce: String(debounceMs / 1000),
    maxPerMinute: String(maxPerMinute),
  }
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** What is sent, or a sentence that says what is missing. `now`: epoch ms. */
export function triggerOf(draft: TriggerDraft, now: number): TriggerInput | string {
  if (draft.label.trim() === '') return 'Give it a name that people know it by.'
  const fault = eventFault(draft.event, now) ?? actionFault(draft.action)
  if (fault !== null) return fault
  const debounce = Number(draft.debounce.replace(',', '.'))
  if (!(debounce >= 0 && debounce <= 3600)) return 'How long it waits is a number of seconds, from 0 to 3600.'
  const most = Number(draft.maxPerMinute)
  if (!(Number.isInteger(most) && most >= 1 && most <= 600))
    return 'How often in a minute is a whole number, from 1 to 600.'
  const until = untilOf(draft.until, now)
  if (typeof until === 'string') return until
  return {
    label: draft.label.trim(),
    description: draft.description.trim(),
    event: draft.event,
    condition: orNull(draft.condition),
    key: orNull(draft.key),
    action: draft.action,
    until,
    debounceMs: Math.round(debounce * 1000),
    maxPerMinute: most,
    inTurn: draft.inTurn,
    ...(draft.requiresHealth === null ? {} : { requiresHealth: draft.requiresHealth }),
  }
}

function untilOf(until: UntilDraft | null, now: number): TriggerInput['until'] | string {
  if (until === null) return null
  const { event, timeout } = until
  if (event === null && timeout.trim() === '') return 'Say when it is put back: at an event, after a time, or both.'
  const fault = event === null ? null : eventFault(event, now)
  if (fault !== null) return `Put back: ${fault}`
  const seconds = timeout.trim() === '' ? null : Number(timeout)
  if (seconds !== null && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 2_592_000))
    return 'It is put back after a whole number of seconds, at most 30 days.'
  return { event, condition: orNull(until.condition), key: orNull(until.key), timeoutS: seconds }
}

function eventFault(event: TriggerEvent, now: number): string | null {
  switch (event.kind) {
    case 'is07':
      return event.source.trim() === '' ? 'Say which IS-07 source: is07:<source id>.' : null
    case 'mqtt':
      return event.topic.trim() === '' ? 'Say the topic; + and # as in MQTT.' : null
    case 'run':
      return event.states.length === 0 ? 'Choose at least one state of a run.' : null
    case 'time': {
      const times = cronTimes(event.cron, event.timeZone, now, 1)
      return times.ok ? null : times.problem
    }
    case 'resource':
    case 'route':
    case 'foreign-change':
    case 'tally':
    case 'registry':
      return null
  }
}

function actionFault(action: TriggerAction): string | null {
  switch (action.kind) {
    case 'playbook':
      return action.name === '' ? 'Choose the playbook.' : null
    case 'salvo':
      return action.salvoId === '' ? 'Choose the salvo.' : null
    case 'job':
      return action.name === '' ? 'Choose the job.' : null
    case 'notify':
      return action.text.trim() === '' ? 'Say what people are told.' : null
    case 'take': {
      const lacking = action.routes.find(({ sender, receiver }) => receiver.trim() === '' || sender?.trim() === '')
      return lacking === undefined ? null : 'Each route needs its source and its destination.'
    }
  }
}

/** What a value means in a parameter: a number where it is one, and a text with `${…}` as it is. */
export function paramValueOf(type: string, text: string): unknown {
  if (text.includes('${')) return text
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
