import type { Policy, Scope, Window } from '../../contract'
import type { RegistryNames } from './scopeWords'
import { whenText } from './timeText'

/** A window that is in force now, as it is read. */
export type OpenWindow = {
  readonly id: string
  readonly kind: Window['kind']
  readonly scope: Scope
  /** `Maintenance: Studio B until 22:00 UTC`. */
  readonly text: string
  /** What it switches: `policy “no TX from Studio B”`, `without “Guests”`; null where it switches nothing. */
  readonly switches: string | null
  readonly label: string
}

const kinds: Readonly<Record<Window['kind'], string>> = { maintenance: 'Maintenance', change: 'Change window' }

/** The windows that are open and count: a change window does once a second person has approved it. Soonest to end first. */
export function openWindows(
  windows: readonly Window[],
  policies: readonly Policy[],
  registries: RegistryNames,
  now: number,
): readonly OpenWindow[] {
  const names = new Map(policies.map(({ rule }) => [rule.id, rule.label]))
  return windows
    .filter(isInForce)
    .toSorted((a, b) => endOf(a).localeCompare(endOf(b)))
    .map((window) => ({
      id: window.id,
      kind: window.kind,
      scope: window.scope,
      text: `${kinds[window.kind]}: ${placeOf(window.scope, registries)} until ${shortly(endOf(window), now)} UTC`,
      switches: switchesOf(window, names),
      label: window.label,
    }))
}

const isInForce = ({ state, kind, approval }: Window): boolean =>
  state === 'open' && (kind === 'maintenance' || approval !== null)

/**
 * The maintenance window that is open at one room or at its site and ends first: `maintenance until 22:00 UTC`. Null for
 * none; one of the whole plant is no news of a room.
 */
export function maintenanceIn(
  windows: readonly Window[],
  { site, room }: { readonly site: string | null; readonly room: string },
  now: number,
): { readonly text: string; readonly labels: readonly string[] } | null {
  const here = windows
    .filter((window) => window.kind === 'maintenance' && isInForce(window))
    .filter(
      ({ scope }) =>
        (scope.kind === 'site' && scope.site === site) ||
        (scope.kind === 'room' && scope.room === room && (scope.site === null || scope.site === site)),
    )
    .toSorted((a, b) => endOf(a).localeCompare(endOf(b)))
  const [first] = here
  if (first === undefined) return null
  return { text: `maintenance until ${shortly(endOf(first), now)} UTC`, labels: here.map(({ label }) => label) }
}

const endOf = ({ opening, end }: Window): string => opening?.end ?? end

/** Without the seconds where there are none. */
const shortly = (iso: string, now: number): string => whenText(iso, now).replace(/^(\d\d:\d\d):00$/, '$1')

function placeOf(scope: Scope, registries: RegistryNames): string {
  switch (scope.kind) {
    case 'all':
      return 'the whole plant'
    case 'site':
      return scope.site
    case 'room':
      return scope.room
    case 'registry':
      return `registry ${registries.get(scope.registryId) ?? scope.registryId}`
    case 'selection':
      return scope.ids.length === 1 ? '1 thing' : `${String(scope.ids.length)} things`
  }
}

function switchesOf({ policies: { on, off } }: Window, names: ReadonlyMap<string, string>): string | null {
  const said = (ids: readonly string[], one: string, many: string): string | null => {
    const [first, ...others] = ids
    if (first === undefined) return null
    return others.length === 0 ? `${one} “${names.get(first) ?? first}”` : `${String(ids.length)} ${many}`
  }
  const parts = [said(on, 'policy', 'policies on'), said(off, 'without', 'policies off')].filter(
    (part) => part !== null,
  )
  return parts.length === 0 ? null : parts.join(', ')
}

/** How many rules are in effect: switched on, by themselves or by an open window, and switched off by none. */
export function inEffect(policies: readonly Policy[], windows: readonly Window[]): number {
  const on = new Set(windows.flatMap(({ state, policies: switched }) => (state === 'open' ? switched.on : [])))
  return policies.filter(({ rule, suspendedBy }) => suspendedBy === null && (rule.enabled || on.has(rule.id))).length
}
