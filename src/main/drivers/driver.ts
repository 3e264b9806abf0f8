import type { Action, ActionType, Change, ChangeError, Warning } from '../../contract'
import type { PlantView } from '../plant/plant'

/** A change before it has an id and a state. */
export type PlannedChange = Pick<Change, 'driver' | 'target' | 'node' | 'summary' | 'before' | 'after'>

/** What a driver makes of one action: ordered changes, and what the operator should know. Reads only. */
export type DriverPlan = { readonly changes: readonly PlannedChange[]; readonly warnings: readonly Warning[] }

/** What was found out on the way; `warnings` go to the operator, `detail` into the audit. */
export type StepResult =
  | {
      readonly ok: true
      readonly warnings: readonly Warning[]
      readonly detail: Readonly<Record<string, unknown>>
      /** When the device says it became (or will become) active, TAI `seconds:nanoseconds`; null when it does not say. */
      readonly activatedAt: string | null
    }
  | { readonly ok: false; readonly error: ChangeError }

/**
 * How something is sent. `now`: staged and activated at once. `stage`: staged only. `at`: staged, and activated by the
 * device at this moment, TAI `seconds:nanoseconds`.
 */
export type Sending =
  { readonly mode: 'now' } | { readonly mode: 'stage' } | { readonly mode: 'at'; readonly time: string }

/** One request to a device, ready to go. */
export type Sendable = {
  /** Sends it, once. A device's refusal is a result. */
  readonly send: (sending: Sending, signal: AbortSignal) => Promise<StepResult>
  /** Those with the same key may go to the device in one request (`Driver.sendTogether`); null: alone only. */
  readonly bulkKey: string | null
}

/** A change that has been looked into. Not ok: it cannot be done, and nothing was sent. */
export type Prepared =
  { readonly ok: true; readonly request: Sendable } | { readonly ok: false; readonly error: ChangeError }

/** Where a change's target is, by the device itself. `text` is a sentence about what is there. */
export type Standing =
  | { readonly kind: 'after'; readonly text: string }
  | { readonly kind: 'before'; readonly text: string }
  /** Somebody else has changed it. */
  | { readonly kind: 'otherwise'; readonly text: string }
  | { readonly kind: 'unread'; readonly error: ChangeError }

/**
 * A way to touch the plant. `plan` looks at the plant in memory and may GET from devices, never more. `prepare` reads
 * what one change needs, fresh, while the journal writes its row before; the request it gives is sent when that row is
 * on disk. A device's refusal is a result, not an exception.
 */
export type Driver = {
  readonly name: string
  /** Which actions it takes on; the driver of a route is chosen by its receiver. */
  readonly handles: (action: Action, plant: PlantView) => boolean
  readonly actions: readonly ActionType[]
  /** Reads what `against` has to know of the devices, where it does not know it yet. What does not answer stays unknown. */
  readonly learn?: (actions: readonly Action[], signal: AbortSignal) => Promise<void>
  /** What it has against an action of a request (`actions`), for the guard: no device is asked. Null: nothing. */
  readonly against?: (
    action: Action,
    plant: PlantView,
    actions: readonly Action[],
  ) => { readonly code: string; readonly text: string; readonly confirm?: boolean } | null
  readonly plan: (action: Action, plant: PlantView, signal: AbortSignal) => Promise<DriverPlan>
  readonly prepare: (change: Change, signal: AbortSignal) => Promise<Prepared>
  /**
   * Requests of one `bulkKey` and one `sending` in one request; a result for each, in their order. Null: the device
   * offers no such thing, and nothing was sent.
   */
  readonly sendTogether: (
    requests: readonly Sendable[],
    sending: Sending,
    signal: AbortSignal,
  ) => Promise<readonly StepResult[] | null>
  /** Activates what `prepare`'s request has staged: sent as `now` or `at`. */
  readonly activation: (change: Change) => Sendable
  /** Takes back what is staged and not yet active: staged becomes what is active. */
  readonly discard: (change: Change, signal: AbortSignal) => Promise<StepResult>
  /** Reads back what the device now says, waiting a little for it to be as the change wants, and tells the plant. */
  readonly verify: (change: Change, signal: AbortSignal) => Promise<StepResult>
  /** Reads once, and tells the plant. */
  readonly look: (change: Change, signal: AbortSignal) => Promise<Standing>
  /** The change that undoes it; null: it cannot be undone, or there is nothing to undo. */
  readonly reverse: (change: Change) => PlannedChange | null
  /**
   * What a person would ask for to take a change back that was verified; a sentence where that cannot be had. Absent: it
   * follows from what was asked, and from the route before.
   */
  readonly opposite?: (change: Change) => Action | string
}
