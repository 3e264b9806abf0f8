/** Whether a Connection API resource sends or receives: the path below `/single` and `/bulk`. */
export type ConnectionSide = 'senders' | 'receivers'

/** The parameters of one leg (IS-05 v1.1 `*_transport_params_*.json`), or the part of them that is to change. */
export type LegParams = Readonly<Record<string, unknown>>

/** What one parameter may be (IS-05 v1.1 `constraint-schema.json`). Nothing named: anything the schema allows. */
export type ParamConstraint = {
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly description?: string
}

/** The constraints of one leg: its keys are the parameters that exist at all. */
export type LegConstraints = Readonly<Record<string, ParamConstraint>>

export type ActivationMode = 'activate_immediate' | 'activate_scheduled_absolute' | 'activate_scheduled_relative'

/** An activation to ask for. `mode` null cancels a scheduled one. Times are TAI `sec:nsec` and for scheduled modes only. */
export type ActivationRequest =
  | { readonly mode: null }
  | { readonly mode: 'activate_immediate' }
  | { readonly mode: 'activate_scheduled_absolute' | 'activate_scheduled_relative'; readonly requested_time: string }

/** The activation of an answer. Times are TAI `sec:nsec`. */
export type Activation = {
  readonly mode: ActivationMode | null
  readonly requested_time: string | null
  readonly activation_time: string | null
}

/** A `staged` or `active` resource. What is missing in it has the value of a resource that was never used. */
export type ConnectionState = {
  /** The NMOS peer: `sender_id` of a receiver, `receiver_id` of a sender. */
  readonly peerId: string | null
  readonly masterEnable: boolean
  readonly activation: Activation
  /** One per leg. */
  readonly legs: readonly LegParams[]
  /** A receiver's transport file; null for senders and when there is none. */
  readonly transportFile: { readonly data: string; readonly type: string } | null
  /** The answer as it came. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** A PATCH of a receiver's `staged`. Names on the wire follow the spec. */
export type ReceiverPatch = {
  readonly sender_id?: string | null
  readonly master_enable?: boolean
  readonly activation?: ActivationRequest
  readonly transport_file?: { readonly data: string | null; readonly type: string | null }
  readonly transport_params?: readonly LegParams[]
}

/** A PATCH of a sender's `staged`. */
export type SenderPatch = {
  readonly receiver_id?: string | null
  readonly master_enable?: boolean
  readonly activation?: ActivationRequest
  readonly transport_params?: readonly LegParams[]
}

/** An accepted PATCH: `scheduled` (202) is done later, at `state.activation.activation_time`. */
export type PatchOutcome = { readonly scheduled: boolean; readonly state: ConnectionState }

/** One item of a bulk request. */
export type BulkItem<P = ReceiverPatch | SenderPatch> = { readonly id: string; readonly params: P }

/** What became of one item of a bulk request: the status it would have had alone, and the device's own words. */
export type BulkResult = {
  readonly id: string
  readonly code: number
  readonly error: string | null
  readonly debug: string | null
}

/** The answer of `/bulk` at `url` (fit for a log), or the news that the device has none (404, 405, 501). */
export type BulkOutcome =
  | { readonly supported: true; readonly results: readonly BulkResult[]; readonly url: string }
  | { readonly supported: false }
