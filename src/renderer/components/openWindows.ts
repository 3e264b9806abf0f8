import type { Policy, Scope, Window } from '../../contract'
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
  now: number,
): readonly OpenWindow[] {
  const names = new Map(policies.map(({ rule }) => [rule.id, rule.label]))
  return windows
    .filter(({ state, kind, approval }) => state === 'open' && (kind === 'maintenance' || approval !== null))
    .toSorted((a, b) => endOf(a).localeCompare(endOf(b)))
    .map((window) => ({
      id: window.id,
      kind: window.kind,
      scope: window.scope,
      text: `${kinds[window.kind]}: ${placeOf(window.scope)} until ${shortly(endOf(window), now)} UTC`,
      switches: switchesOf(window, names),
      label: window.label,
    }))
}

const endOf = ({ opening, end }: Window): string => opening?.end ?? end

/** Without the seconds where there are none. */
const shortly = (iso: string, now: number): string => whenText(iso, now).replace(/^(\d\d:\d\d):00$/, '$1')

function placeOf(scope: Scope): string {
  switch (scope.kind) {
    case 'all':
      return 'the whole plant'
    case 'site':
      return scope.site
    case 'room':
      return scope.room
    case 'registry':
      return 'one registry'
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
