import type { Registry } from '../../../contract'
import type { Scope } from './expression'
import { matching } from './plantFunctions'

/**
 * `$registries(like)`: where the plant is learned from, by the same rules as `$nodes(like)`. `online`: it answers, and the
 * picture is complete.
 */
export function registryFunctions(parts: { readonly registries: () => readonly Registry[] }): Scope['functions'] {
  return { registries: (like) => matching(parts.registries().map(recordOf), like, 'registry') }
}

function recordOf({ id, label, kind, role, site, enabled, status }: Registry) {
  const { state, href, problem } = status
  const online = state === 'live' || state === 'polling'
  return { id, label, kind, role, site, enabled, state, online, url: href, problem }
}
