import type { Id } from '../../../contract'
import type { LegConstraints, LegParams } from '../../nmos/connectionTypes'
import { receiverLegs } from '../../nmos/legs'
import { legParams, readSdp } from '../../nmos/sdp'
import { receiverParamsFromSender } from '../../nmos/transportParams'
import type { Staging } from './staging'

/** How a sender is received: by its transport file, or by its active parameters where there is none. */
export type Offer =
  | { readonly by: 'file'; readonly data: string; readonly type: string }
  | { readonly by: 'params'; readonly transport: string; readonly legs: readonly LegParams[] }

export type ConnectWish = {
  readonly senderId: Id
  readonly constraints: readonly LegConstraints[]
  readonly offer: Offer
  /** The leg that was chosen, from 0; null when it was left open. */
  readonly leg: number | null
  /** A leg of the receiver is off now. */
  readonly isAnyOff: boolean
}

/** What to stage, or why there is nothing: a code and a sentence. */
export type StagingResult =
  | { readonly ok: true; readonly staging: Staging }
  | { readonly ok: false; readonly code: string; readonly text: string }

/** Ends a connection (IS-05 v1.1 §Behaviour – Disconnecting). */
export const DISCONNECTED: Staging = { master_enable: false, sender_id: null }

/**
 * Connects a receiver in one PATCH: peer, enable and file together, `transport_params` only where the file does not say
 * it all (IS-05 v1.1 §APIs: Client Side Implementation Notes).
 */
export function connected(wish: ConnectWish): StagingResult {
  const stream = streamLegs(wish)
  if (!stream.ok) return stream
  const { senderId, constraints, offer, leg, isAnyOff } = wish
  try {
    const params = receiverLegs(constraints, { stream: stream.legs, hasFile: offer.by === 'file', leg, isAnyOff })
    return {
      ok: true,
      staging: {
        sender_id: senderId,
        master_enable: true,
        ...(offer.by === 'file' ? { transport_file: { data: offer.data, type: offer.type } } : {}),
        ...(params === null ? {} : { transport_params: params }),
      },
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { ok: false, code: 'NO_SUCH_LEG', text: error.message }
  }
}

type StreamLegs =
  | { readonly ok: true; readonly legs: readonly LegParams[] }
  | { readonly ok: false; readonly code: string; readonly text: string }

/** A file is read only where its legs count; else it goes on unread, and the receiver judges it. */
function streamLegs({ offer, leg, isAnyOff }: ConnectWish): StreamLegs {
  if (offer.by === 'params') {
    const mapped = receiverParamsFromSender(offer.transport, offer.legs)
    return mapped.ok ? mapped : { ok: false, code: 'NO_TRANSPORT_PARAMS', text: mapped.fault }
  }
  if (leg === null && !isAnyOff) return { ok: true, legs: [] }
  const read = readSdp(offer.data)
  if (!read.ok && leg === null) return { ok: true, legs: [] }
  if (!read.ok) return { ok: false, code: 'BAD_TRANSPORT_FILE', text: read.fault }
  return { ok: true, legs: read.sdp.legs.map(legParams) }
}
