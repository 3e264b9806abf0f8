import type { AuditRow, Origin, PolicyDecision } from '../../../contract'

/** Kinds of rows that are looked for most; any other may be typed. */
export const usualWhats = [
  'take',
  'run',
  'policy.check',
  'policy.create',
  'policy.update',
  'policy.remove',
  'policy.files',
  'settings.update',
  'sign-in',
  'foreign-change',
  'audit.export',
  'audit.verify',
  'key.create',
  'registry.update',
] as const

export const outcomeTones: Readonly<Record<AuditRow['outcome'], string>> = {
  done: 'good',
  failed: 'warn',
  refused: 'warn',
  noted: 'quiet',
}

export const verdicts: readonly (readonly [PolicyDecision['verdict'], string])[] = [
  ['allowed', 'allowed'],
  ['denied', 'denied'],
  ['warned', 'warned'],
  ['approval', 'for approval'],
]

export const origins: readonly (readonly [Origin, string])[] = [
  ['window', 'a window'],
  ['api', 'the API'],
  ['mqtt', 'MQTT'],
  ['schedule', 'a schedule'],
  ['trigger', 'a trigger'],
  ['engine', 'Signalbox itself'],
]

/** `19:59:38` of any day, with the day: `2026-11-21 19:59:38.120`, UTC. */
export const fullMoment = (iso: string): string => iso.replace('T', ' ').replace(/Z$/, '')

/** One field that is otherwise. Null: it was not there. */
export type FieldChange = { readonly path: string; readonly before: string | null; readonly after: string | null }

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The leaves of a value by their paths: `from.label[0]`. */
function leavesOf(value: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>()
  const collect = (at: unknown, path: string): void => {
    if (typeof at === 'object' && at !== null && Object.keys(at).length > 0) {
      for (const [key, inner] of Object.entries(at))
        collect(inner, Array.isArray(at) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`)
    } else if (at !== undefined) leaves.set(path, written(at))
  }
  if (value !== null && value !== undefined) collect(value, '')
  return leaves
}

/** What is otherwise between two states of a thing, field by field, in the order in which they are written. */
export function fieldChanges(before: unknown, after: unknown): readonly FieldChange[] {
  const [was, is] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const change = { path, before: was.get(path) ?? null, after: is.get(path) ?? null }
    return change.before === change.after ? [] : [change]
  })
}

/** The detail of a row without what is shown in its own place. */
export function restOfDetail(detail: AuditRow['detail']): AuditRow['detail'] | null {
  const rest = Object.fromEntries(Object.entries(detail).filter(([key]) => key !== 'before' && key !== 'after'))
  return Object.keys(rest).length === 0 ? null : rest
}
