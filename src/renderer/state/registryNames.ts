import { useMemo } from 'react'
import type { Id } from '../../contract'
import { useEvents } from './events'

/** What registries, nodes by URL and DNS domains are called, by their ids. */
export function useRegistryNames(): ReadonlyMap<Id, string> {
  const registries = useEvents((events) => events.registries)
  return useMemo(() => new Map([...(registries ?? [])].map(([id, { label }]) => [id, label])), [registries])
}
