import type { Id } from '../../../contract'
import type { LegConstraints, LegParams, ReceiverPatch } from '../../nmos/connectionTypes'
import { receiverLegs } from '../../nmos/legs'
import { legParams, readSdp } from '../../nmos/sdp'
import { receiverParamsFromSender } from '../../nmos/transportParams'

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
}

/** A PATCH, or why there can be none: a code and a sentence. */
export type PatchResult =
  | { readonly ok: true; readonly patch: ReceiverPatch }
  | { readonly ok: false; readonly code: string; readonly text: string }

const IMMEDIATE = { mode: 'activate_immediate' } as const

/** The one PATCH that ends a connection (IS-05 v1.1 §Behaviour – Disconnecting). */
export const DISCONNECT: ReceiverPatch = { master_enable: false, sender_id: null, activation: IMMEDIATE }

/**
 * The one PATCH that connects a receiver: peer, enable, file and activation together, `transport_params` only where the
 * file does not say it all (IS-05 v1.1 §APIs: Client Side Implementation Notes). `requested_time` is left out: it means
 * nothing here, and strict devices mind it.
 */
export function connectPatch(wish: ConnectWish): PatchResult {
  const stream = streamLegs(wish)
  if (!stream.ok) return stream
  const { senderId, constraints, offer, leg } = wish
  try {
    const params = receiverLegs(constraints, { stream: stream.legs, hasFile: offer.by === 'file', leg })
    return {
      ok: true,
      patch: {
        sender_id: senderId,
        master_enable: true,
        ...(offer.by === 'file' ? { transport_file: { data: offer.data, type: offer.type } } : {}),
        ...(params === null ? {} : { transport_params: params }),
        activation: IMMEDIATE,
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

/** A file is read only where a leg was chosen of it; else it goes on unread, and the receiver judges it. */
function streamLegs({ offer, leg }: ConnectWish): StreamLegs {
  if (offer.by === 'params') {
    const mapped = receiverParamsFromSender(offer.transport, offer.legs)
    return mapped.ok ? mapped : { ok: false, code: 'NO_TRANSPORT_PARAMS', text: mapped.fault }
  }
  if (leg === null) return { ok: true, legs: [] }
  const read = readSdp(offer.data)
  if (!read.ok) return { ok: false, code: 'BAD_TRANSPORT_FILE', text: read.fault }
  return { ok: true, legs: read.sdp.legs.map(legParams) }
}
