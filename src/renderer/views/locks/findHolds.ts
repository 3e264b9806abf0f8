import type { Hold } from '../../../contract'
import type { Held } from '../../state/leases'

export type HoldFilter = { readonly q: string; readonly kind: Hold['kind'] | null; readonly mine: boolean }

export const kindWords: Readonly<Record<Hold['kind'], string>> = {
  lock: 'locked',
  protect: 'protected',
  lease: 'reserved',
}

/** The holds that a filter lets through. `me`: who looks. */
export function holdsFound(all: readonly Held[], { q, kind, mine }: HoldFilter, me: string | null): readonly Held[] {
  const wanted = q.trim().toLowerCase()
  return all.filter(
    (held) =>
      (kind === null || held.kind === kind) &&
      (!mine || held.owner.id === me) &&
      (wanted === '' ||
        [held.label, held.owner.name, held.reason, held.id].some((text) => text.toLowerCase().includes(wanted))),
  )
}
