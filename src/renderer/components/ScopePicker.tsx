import { useMemo } from 'react'
import type { Scope } from '../../contract'
import { usePicture } from '../state/picture'
import { useRegistryNames } from '../state/registryNames'
import { registryScopes, scopeKey, scopesOf } from './scopes'
import { scopeWords } from './scopeWords'

type Props = {
  readonly label: string
  /** Null: none yet; choosing one adds it. */
  readonly value: Scope | null
  /** Destinations chosen on the graph; empty: not offered. */
  readonly selection: readonly string[]
  readonly disabled: boolean
  readonly onChange: (scope: Scope) => void
}

/** A part of the plant: everything, a site, a room, what a registry has, or what is chosen on the graph. */
export function ScopePicker({ label, value, selection, disabled, onChange }: Props) {
  const receivers = usePicture((picture) => picture.receivers)
  const names = useRegistryNames()
  const { sites, rooms } = useMemo(() => scopesOf(receivers), [receivers])
  const registries = useMemo(() => registryScopes(names), [names])
  const chosen: readonly Scope[] = selection.length === 0 ? [] : [{ kind: 'selection', ids: [...selection] }]
  const all: readonly Scope[] = [{ kind: 'all' }, ...chosen, ...sites, ...rooms, ...registries]
  const known = value === null || all.some((scope) => scopeKey(scope) === scopeKey(value))
  const scopes = known ? all : [...all, value]
  return (
    <select
      aria-label={label}
      value={value === null ? '' : scopeKey(value)}
      disabled={disabled}
      onChange={(event) => {
        const scope = scopes.find((each) => scopeKey(each) === event.currentTarget.value)
        if (scope !== undefined) onChange(scope)
      }}
    >
      {value === null && <option value="">Add…</option>}
      {scopes.map((scope) => (
        <option key={scopeKey(scope)} value={scopeKey(scope)}>
          {scope.kind === 'selection' ? `selected on the graph, ${scopeWords(scope, names)}` : scopeWords(scope, names)}
        </option>
      ))}
    </select>
  )
}
