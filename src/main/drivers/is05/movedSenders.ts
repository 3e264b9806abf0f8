import type { Change, Id } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import { legsOf } from '../../plant/streams'
import type { Clock } from '../../telemetry/clock'
import { SenderState } from './endPointState'

/** For so long a transport file may name the addresses before, ms. */
const FRESH_MS = 30_000

/** Senders that were told to send elsewhere a moment ago: their transport files may lag behind. */
export type MovedSenders = {
  /** After a change of a sender, with what its `/active` says since. */
  readonly note: (change: Change, state: ConnectionState) => void
  /** Whether a transport file does not name yet where the sender was sent. */
  readonly isOutdated: (senderId: Id, file: string) => boolean
  /** Whether who names the sender as its own is on addresses that it was sent away from. */
  readonly hasLost: (senderId: Id, receiver: ConnectionState) => boolean
}

export function createMovedSenders(clock: Clock): MovedSenders {
  const moved = new Map<Id, { readonly addresses: readonly string[]; readonly until: number }>()
  return {
    note({ target, after }, state) {
      for (const [id, { until }] of moved) if (until < clock.now()) moved.delete(id)
      if (SenderState.parse(after).legs === undefined) return
      const addresses = legsOf('sender', state).flatMap(({ enabled, multicast }) => (enabled ? (multicast ?? []) : []))
      moved.set(target.id, { addresses, until: clock.now() + FRESH_MS })
    },
    isOutdated: (senderId, file) => addressesOf(senderId)?.some((address) => !file.includes(address)) ?? false,
    hasLost(senderId, receiver) {
      const addresses = addressesOf(senderId)
      if (addresses === null) return false
      return legsOf('receiver', receiver).some(
        ({ enabled, multicast }) => enabled && multicast !== null && !addresses.includes(multicast),
      )
    },
  }

  /** Null where it was not sent elsewhere lately. */
  function addressesOf(senderId: Id): readonly string[] | null {
    const known = moved.get(senderId)
    return known === undefined || known.until < clock.now() ? null : known.addresses
  }
}
