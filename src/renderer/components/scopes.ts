import type { LightReceiver, Scope } from '../../contract'
import { byTitle } from '../state/routes'
import type { RegistryNames } from './scopeWords'

/** The sites and rooms that have destinations, as scopes; a room of the same name at two sites is two. */
export function scopesOf(receivers: ReadonlyMap<string, LightReceiver>): {
  readonly sites: readonly Scope[]
  readonly rooms: readonly Scope[]
} {
  const sites = new Set<string>()
  const rooms = new Map<string, { readonly room: string; readonly site: string | null }>()
  for (const { site, room } of receivers.values()) {
    if (site !== null) sites.add(site)
    if (room !== null) rooms.set(`${room}|${site ?? ''}`, { room, site })
  }
  const order = (a: string, b: string): number => byTitle.compare(a, b)
  return {
    sites: [...sites].sort(order).map((site) => ({ kind: 'site', site })),
    rooms: [...rooms].sort(([a], [b]) => order(a, b)).map(([, { room, site }]) => ({ kind: 'room', room, site })),
  }
}

/** What each registry has, as scopes, by name. */
export const registryScopes = (names: RegistryNames): readonly Scope[] =>
  [...names].sort(([, a], [, b]) => byTitle.compare(a, b)).map(([registryId]) => ({ kind: 'registry', registryId }))

/** A text that tells scopes apart. */
export const scopeKey = (scope: Scope): string => JSON.stringify(scope)
