import type { Hold, Id, Lease, Lock } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/**
 * Something that somebody holds: a destination that is locked or protected, or a device of a module that is reserved.
 * `deviceId` and `module` are null where it is no lease.
 */
export type Held = Hold & {
  readonly id: Id
  readonly label: string
  readonly deviceId: Id | null
  readonly module: string | null
}

/** Locks and leases as one list, by name. A lease is named after its device. */
export function heldOf(locks: readonly Lock[], leases: readonly Lease[]): readonly Held[] {
  const reserved = leases.map((lease): Held => ({ ...lease, kind: 'lease' }))
  const known = new Set(reserved.map(({ id }) => id))
  const others = locks
    .filter(({ receiverId }) => !known.has(receiverId))
    .map(({ receiverId, ...lock }): Held => ({ ...lock, id: receiverId, deviceId: null, module: null }))
  return [...others, ...reserved].sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }))
}

/** Everything that somebody holds. */
export const holds = createAsked<readonly Held[]>(async (signal) => {
  const [locks, leases] = await Promise.all([
    client.locks.list(undefined, { signal }),
    client.leases.list(undefined, { signal }),
  ])
  return heldOf(locks.items, leases.items)
}, newsOf('locks'))
export const useHolds = (): Answer<readonly Held[]> => useAsked(holds)
