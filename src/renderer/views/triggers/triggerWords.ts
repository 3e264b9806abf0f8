import type {
  Scope,
  SuppressionReason,
  TriggerAction,
  TriggerEvent,
  TriggerEventKind,
  TriggerMode,
  TriggerRecord,
} from '../../../contract'
import { cronWords } from '../../components/cronTimes'
import { scopeWords, type RegistryNames } from '../../components/scopeWords'

/** What may happen, as a choice. */
export const eventNames: Readonly<Record<TriggerEventKind, string>> = {
  resource: 'Something of the plant is gone or back',
  route: 'A route changes',
  'foreign-change': 'Somebody else changes a route',
  tally: 'Something goes on air or off air',
  is07: 'An IS-07 source says a new value',
  mqtt: 'A message on MQTT',
  registry: 'A registry is lost or live',
  run: 'A run ends or waits',
  time: 'The clock',
}
export const eventKinds = Object.keys(eventNames) as readonly TriggerEventKind[]

export const actionNames: Readonly<Record<TriggerAction['kind'], string>> = {
  playbook: 'Run a playbook',
  salvo: 'Fire a salvo',
  take: 'Take routes',
  job: 'Run a job',
  notify: 'Tell people',
}
export const actionKinds = Object.keys(actionNames) as readonly TriggerAction['kind'][]

const where = (scope: Scope, names: RegistryNames): string =>
  scope.kind === 'all' ? '' : ` in ${scopeWords(scope, names)}`

/** What it waits for, as the beginning of a sentence. */
export function eventText(event: TriggerEvent, names: RegistryNames): string {
  switch (event.kind) {
    case 'resource':
      return `a ${event.resource}${where(event.scope, names)} is ${event.change}`
    case 'route':
      return `a route${where(event.scope, names)} changes`
    case 'foreign-change':
      return `somebody else changes a route${where(event.scope, names)}`
    case 'tally':
      return `something${where(event.scope, names)} goes ${event.becomes === 'on-air' ? 'on air' : 'off air'}`
    case 'is07':
      return `${event.source} says a new value`
    case 'mqtt':
      return `a message comes on ${event.topic}${event.broker === null ? '' : ` at ${event.broker}`}`
    case 'registry': {
      const registry = event.registryId === null ? 'a registry' : (names.get(event.registryId) ?? 'a registry')
      return `${registry} is ${event.becomes}`
    }
    case 'run': {
      const made = event.sources.length === 0 ? '' : ` of a ${event.sources.join(' or ')}`
      return `a run${made} is ${event.states.join(' or ').replaceAll('_', ' ')}`
    }
    case 'time':
      return `${cronWords(event.cron)} (${event.timeZone})`
  }
}

/** What names the things of the house that actions speak of. */
export type HouseNames = {
  readonly salvo: (id: string) => string
  readonly playbook: (name: string) => string
  readonly job: (name: string) => string
}

/** What it does, as a sentence without its end. */
export function actionText(action: TriggerAction, names: HouseNames): string {
  switch (action.kind) {
    case 'playbook':
      return `run the playbook “${names.playbook(action.name)}”`
    case 'salvo':
      return `fire the salvo “${names.salvo(action.salvoId)}”`
    case 'take': {
      const [first] = action.routes
      if (action.routes.length > 1 || first === undefined) return `take ${String(action.routes.length)} routes`
      return first.sender === null ? `disconnect ${first.receiver}` : `take ${first.sender} to ${first.receiver}`
    }
    case 'job':
      return `run the job “${names.job(action.name)}”`
    case 'notify':
      return `tell people (${action.severity}): ${action.text}`
  }
}

export const modeWords: Readonly<Record<TriggerMode, { readonly name: string; readonly about: string }>> = {
  off: { name: 'Off', about: 'Nothing is looked at.' },
  watch: { name: 'Watch', about: 'Everything is looked at and recorded as “would have fired”; nothing is done.' },
  armed: { name: 'Armed', about: 'What it says is done, through guard and policy like everyone’s.' },
}

export const outcomeWords: Readonly<
  Record<TriggerRecord['outcome'], { readonly word: string; readonly tone: string }>
> = {
  fired: { word: 'fired', tone: 'good' },
  'would-have-fired': { word: 'would have fired', tone: 'quiet' },
  suppressed: { word: 'held back', tone: 'faint' },
  refused: { word: 'refused', tone: 'warn' },
  failed: { word: 'failed', tone: 'warn' },
  'put-back': { word: 'put back', tone: 'quiet' },
  'not-put-back': { word: 'not put back', tone: 'warn' },
}

/** Why it was held back, in few words; the record says it whole. */
export const reasonWords: Readonly<Record<SuppressionReason, string>> = {
  TAKEN_BACK: 'taken back in time',
  RATE: 'too many in a minute',
  UNDER_WAY: 'under way already',
  NO_HEALTH_YET: 'not seen well yet',
  LOOP: 'a loop, stopped',
  EXPRESSION: 'its condition cannot say',
  NO_KEY: 'about nothing',
  FLOOD: 'too many events',
  MISSED: 'missed',
  REVOKED: 'no right any more',
}
