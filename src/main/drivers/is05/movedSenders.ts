import type { Change, Id, Leg } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import { readSdp } from '../../nmos/sdp'
import { isSameAddress } from '../../plant/sentTo'
import { legsOf } from '../../plant/streams'
import type { Clock } from '../../telemetry/clock'
import { SenderState } from './endPointState'

/** For so long a transport file may name the addresses before, ms. */
const FRESH_MS = 30_000

/** Senders that were told to send elsewhere a moment ago: their transport files may lag behind. */
export type MovedSenders = {
  /** After a change of a sender, with what its `/active` says since. */
  readonly note: (change: Change, state: ConnectionState) => void
  /** What the `/active` of a sender says later: another controller may have sent it on. */
  readonly seen: (senderId: Id, state: ConnectionState) => void
  /** Whether a transport file does not name yet where the sender was sent. */
  readonly isOutdated: (senderId: Id, file: string) => boolean
  /** Whether who names the sender as its own is on addresses that it was sent away from. */
  readonly hasLost: (senderId: Id, receiver: ConnectionState) => boolean
}

export function createMovedSenders(clock: Clock): MovedSenders {
  const moved = new Map<Id, { readonly legs: readonly Leg[]; readonly until: number }>()
  return {
    note({ target, after }, state) {
      for (const [id, { until }] of moved) if (until < clock.now()) moved.delete(id)
      if (SenderState.parse(after).legs === undefined) return
      put(target.id, state, clock.now() + FRESH_MS)
    },
    seen(senderId, state) {
      const known = moved.get(senderId)
      if (known !== undefined) put(senderId, state, known.until)
    },
    isOutdated(senderId, file) {
      const sent = legsSent(senderId)
      if (sent === null) return false
      const read = readSdp(file)
      // One that cannot be read here is for the receiver to judge.
      return read.ok && read.sdp.legs.some((leg) => !isSent({ ...leg, to: leg.destination }, sent))
    },
    hasLost(senderId, receiver) {
      const sent = legsSent(senderId)
      if (sent === null) return false
      const legs = legsOf('receiver', receiver)
      return legs.some((leg) => leg.enabled && leg.multicast !== null && !isSent({ ...leg, to: leg.multicast }, sent))
    },
  }

  function put(id: Id, state: ConnectionState, until: number): void {
    moved.delete(id)
    const legs = legsOf('sender', state)
    // Of a device that does not say yet what it chose, nobody can say where it is not.
    const isKnown = legs.every(({ enabled, multicast, port }) => !enabled || (multicast !== null && port !== null))
    if (isKnown) moved.set(id, { legs, until })
  }

  /** Null where it was not sent elsewhere lately. */
  function legsSent(senderId: Id): readonly Leg[] | null {
    const known = moved.get(senderId)
    return known === undefined || known.until < clock.now() ? null : known.legs
  }
}

type Address = Pick<Leg, 'port' | 'source'> & { readonly to: string }

/** Whether something is sent there. A port or source that only one of the two names is no difference. */
function isSent({ to, port, source }: Address, sent: readonly Leg[]): boolean {
  return sent.some(
    (leg) =>
      leg.multicast !== null &&
      isSameAddress(to, leg.multicast) &&
      (port === null || leg.port === null || port === leg.port) &&
      (source === null || leg.source === null || isSameAddress(source, leg.source)),
  )
}
