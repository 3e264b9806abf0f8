import type { Change } from '../../../contract'
import type { ActivationRequest, ReceiverPatch, SenderPatch } from '../../nmos/connectionTypes'
import type { Sending } from '../driver'

/** A PATCH of either side. */
export type EndPointPatch = ReceiverPatch & SenderPatch

/** What is staged, without when it becomes active. */
export type Staging = Omit<EndPointPatch, 'activation'>

/** What one request says to one device, whenever it is sent. */
export type Parcel = {
  readonly change: Change
  readonly staging: Staging
  /** What the device's answer must say is staged: the staging itself, or what was staged before for an activation. */
  readonly expects: Staging
}

/**
 * The one PATCH for it (IS-05 v1.1 §Behaviour – Scheduled Activations). `requested_time` is left out of an immediate
 * activation: it means nothing there, and strict devices mind it.
 */
export function patchOf(staging: Staging, sending: Sending): EndPointPatch {
  const activation = activationOf(sending)
  return activation === null ? staging : { ...staging, activation }
}

function activationOf(sending: Sending): ActivationRequest | null {
  switch (sending.mode) {
    case 'now':
      return { mode: 'activate_immediate' }
    case 'stage':
      return null
    case 'at':
      return { mode: 'activate_scheduled_absolute', requested_time: sending.time }
  }
}
