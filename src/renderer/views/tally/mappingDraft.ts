import type { EventValue, TallyMapping, TallyMappingInput, TallyState, ValueTest } from '../../../contract'

export type Target = TallyMappingInput['targets'][number]

/** How the compared value is to be read. */
export type ValueKind = 'boolean' | 'number' | 'string'

/** A mapping that is being edited. `usual`: whatever means yes by itself; nothing is compared. */
export type MappingDraft = {
  readonly label: string
  readonly source: string
  readonly usual: boolean
  readonly path: string
  readonly operator: ValueTest['operator']
  readonly kind: ValueKind
  readonly value: string
  readonly targets: readonly Target[]
  readonly means: TallyState
  readonly enabled: boolean
}

/** An empty form; `source`: where it listens, empty for none yet. */
export const emptyMapping = (source: string): MappingDraft => ({
  label: '',
  source,
  usual: true,
  path: '',
  operator: 'is',
  kind: 'boolean',
  value: 'true',
  targets: [],
  means: 'on-air',
  enabled: true,
})

const kindOf = (value: unknown): ValueKind =>
  typeof value === 'number' ? 'number' : typeof value === 'string' ? 'string' : 'boolean'

export function mappingDraft({ label, source, when, targets, means, enabled }: TallyMapping): MappingDraft {
  const usual = when.value === undefined && when.path === undefined && when.operator === 'is'
  return {
    label,
    source,
    usual,
    path: when.path ?? '',
    operator: when.operator,
    kind: kindOf(when.value),
    value: when.value === undefined ? '' : String(when.value),
    targets,
    means,
    enabled,
  }
}

/** The fields of an object's value that can be compared, as paths: `state.program`. */
export function pathsOf(value: EventValue | null): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const found: string[] = []
  const collect = (of: object, before: string, depth: number): void => {
    for (const [key, inner] of Object.entries(of)) {
      const path = `${before}${key}`
      if (typeof inner === 'object' && inner !== null && depth < MOST_DEEP)
        collect(inner as object, `${path}.`, depth + 1)
      else if (typeof inner !== 'object') found.push(path)
    }
  }
  collect(value, '', 0)
  return found
}

const MOST_DEEP = 4

/** What is at a path of an object. */
export function valueAt(value: EventValue | null, path: string): unknown {
  let at: unknown = value
  for (const key of path === '' ? [] : path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Readonly<Record<string, unknown>>)[key]
  }
  return at
}

/** The draft after an event was heard: its source, and a test that this value fulfils. */
export function learned(draft: MappingDraft, source: string, value: EventValue): MappingDraft {
  const path =
    typeof value === 'object' ? (pathsOf(value).find((each) => each === draft.path) ?? pathsOf(value)[0] ?? '') : ''
  const heard = valueAt(value, path)
  const usual = path === '' && heard === true
  return { ...draft, source, path, usual, operator: 'is', kind: kindOf(heard), value: String(heard ?? '') }
}

/** What is wrong with it before the engine is asked; null when it can be sent. */
export function mappingFault(draft: MappingDraft): string | null {
  if (draft.source.trim() === '') return 'Choose the source it listens to, or learn it from the next event.'
  if (!draft.usual && draft.kind === 'number' && (draft.value.trim() === '' || !Number.isFinite(Number(draft.value))))
    return 'Give the number to compare with.'
  if (draft.targets.length === 0) return 'Choose what it is about: a destination, a source or a group.'
  return null
}

function whenOf({ usual, path, operator, kind, value }: MappingDraft): ValueTest {
  if (usual) return { operator: 'is' }
  const compared = kind === 'boolean' ? value === 'true' : kind === 'number' ? Number(value) : value
  const named = path.trim()
  return { ...(named === '' ? {} : { path: named }), operator, value: compared }
}

/** What is sent. */
export function mappingOf(draft: MappingDraft): TallyMappingInput {
  const { label, source, targets, means, enabled } = draft
  return { label: label.trim(), source: source.trim(), when: whenOf(draft), targets: [...targets], means, enabled }
}

export const isSameMapping = (a: MappingDraft, b: MappingDraft): boolean =>
  JSON.stringify(mappingOf(a)) === JSON.stringify(mappingOf(b))

export const targetKey = (target: Target): string =>
  target.kind === 'group' ? `group ${target.group}` : `${target.kind} ${target.id}`

/** The targets with others behind them, each once. */
export function withTargets(targets: readonly Target[], more: readonly Target[]): readonly Target[] {
  const known = new Set(targets.map(targetKey))
  return [...targets, ...more.filter((target) => !known.has(targetKey(target)))]
}
