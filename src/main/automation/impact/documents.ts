import { parse } from 'yaml'
import type {
  Hold,
  Id,
  Lease,
  PlaybookView,
  Policy,
  RecoveryScope,
  Salvo,
  Schedule,
  Snapshot,
  SnapshotBrief,
  TallyMapping,
  Window,
} from '../../../contract'
import { nameOf } from '../../execution/actions'
import type { PlantView } from '../../plant/plant'
import type { Document } from './impact'

/** What the house has that may speak of things of the plant. */
export type Shelves = {
  readonly salvos: { readonly list: () => readonly Salvo[] }
  readonly snapshots: { readonly list: () => readonly SnapshotBrief[]; readonly get: (id: Id) => Snapshot | null }
  readonly playbooks: { readonly list: () => readonly PlaybookView[] }
  readonly schedules: { readonly list: (wish: object) => readonly Schedule[] }
  /** Whatever a trigger says, with its id and its label. */
  readonly triggers: { readonly list: () => readonly { readonly id: Id; readonly label: string }[] }
  readonly policies: { readonly list: () => readonly Policy[] }
  readonly windows: { readonly list: () => readonly Window[] }
  readonly holds: { readonly all: () => readonly (Hold & { readonly receiverId: Id })[] }
  readonly leases: { readonly list: () => readonly Lease[] }
  readonly tallyMappings: { readonly mappings: () => readonly TallyMapping[] }
  readonly recovery: { readonly list: () => readonly Pick<RecoveryScope, 'id' | 'scope' | 'title'>[] }
}

const WAITING: ReadonlySet<Schedule['state']> = new Set(['waiting', 'paused', 'running'])

/** All that the house has, one after another. */
export function* documentsOf(shelves: Shelves, plant: PlantView): Generator<Document> {
  for (const salvo of shelves.salvos.list()) {
    const { id, label, actions } = salvo
    yield {
      ...{ kind: 'salvo', id, label, isWritten: false, body: actions },
      words: (subjects) => `${countIn(actions, subjects)} of its ${entries(actions.length)}`,
    }
  }
  for (const { id, label } of shelves.snapshots.list()) {
    const snapshot = shelves.snapshots.get(id)
    if (snapshot === null) continue
    const { routes, scope } = snapshot
    yield {
      ...{ kind: 'snapshot', id, label, isWritten: false, body: { routes, scope } },
      words: (subjects, isPlace) =>
        subjects.length === 0 && isPlace
          ? 'it is of this place'
          : `${countIn(routes, subjects)} of its ${routes.length === 1 ? '1 destination' : `${routes.length} destinations`}`,
    }
  }
  for (const { name, title, text } of shelves.playbooks.list()) {
    yield { kind: 'playbook', id: name, label: title, isWritten: true, body: yamlOf(text), words: named(plant) }
  }
  for (const { id, label, summary, work, targets, at, state } of shelves.schedules.list({})) {
    if (!WAITING.has(state)) continue
    const when = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
    yield {
      ...{ kind: 'schedule', id, label: label === '' ? summary : label, isWritten: true, body: { work, targets } },
      words: () => `${state === 'paused' ? 'paused, for' : 'at'} ${when}: ${summary}`,
    }
  }
  for (const { id, label, ...rest } of shelves.triggers.list()) {
    yield { kind: 'trigger', id, label, isWritten: true, body: rest, words: named(plant) }
  }
  for (const policy of shelves.policies.list()) {
    const { id, label } = policy.rule
    yield { kind: 'policy', id, label, isWritten: true, body: policy.rule, words: named(plant) }
  }
  for (const { id, label, scope, state } of shelves.windows.list()) {
    if (state === 'over') continue
    yield { kind: 'window', id, label, isWritten: false, body: scope, words: () => `it is ${state} and is about this` }
  }
  for (const { receiverId, kind, owner, reason, until } of shelves.holds.all()) {
    if (kind === 'lease') continue
    const end = until === null ? '' : ` until ${until.slice(0, 10)} ${until.slice(11, 16)} UTC`
    const why = reason === '' ? '' : `: ${reason}`
    const words = `${kind === 'lock' ? 'locked' : 'protected'} by ${owner.name}${end}${why}`
    const label = nameOf(plant, receiverId)
    yield { kind: 'lock', id: receiverId, label, isWritten: false, body: receiverId, words: () => words }
  }
  for (const { id, deviceId, label, owner, until } of shelves.leases.list()) {
    const words = `reserved by ${owner.name} until ${until.slice(0, 10)} ${until.slice(11, 16)} UTC`
    yield { kind: 'lease', id, label, isWritten: false, body: [id, deviceId], words: () => words }
  }
  for (const { id, label, source, targets } of shelves.tallyMappings.mappings()) {
    const name = label === '' ? source : label
    const words = 'it says what is on air'
    yield { kind: 'tally-mapping', id, label: name, isWritten: false, body: [source, targets], words: () => words }
  }
  for (const { id, scope, title } of shelves.recovery.list()) {
    const words = 'its last known good routing is kept'
    yield { kind: 'recovery', id, label: title, isWritten: false, body: scope, words: () => words }
  }
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`
}

/** How many of them say one of these ids. */
function countIn(bodies: readonly object[], subjects: readonly Id[]): number {
  const wanted = new Set<unknown>(subjects)
  return bodies.filter((body) => Object.values(body).some((value) => wanted.has(value))).length
}

const MOST_NAMES = 3

function named(plant: PlantView): Document['words'] {
  return (subjects, isPlace) => {
    const names = subjects.slice(0, MOST_NAMES).map((id) => nameOf(plant, id))
    const more = subjects.length > MOST_NAMES ? ` and ${subjects.length - MOST_NAMES} more` : ''
    if (names.length > 0) return `it names ${names.join(', ')}${more}`
    return isPlace ? 'it names this place' : 'it speaks of it'
  }
}

/** A file that cannot be read is looked through as the text it is. */
function yamlOf(text: string): unknown {
  try {
    return parse(text) as unknown
  } catch {
    return text
  }
}
