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
    }
  | { readonly ok: false; readonly error: ChangeError }

/** A change that has been looked into: `apply` sends it, once. Not ok: it cannot be done, and nothing was sent. */
export type Prepared =
  | { readonly ok: true; readonly apply: (signal: AbortSignal) => Promise<StepResult> }
  | { readonly ok: false; readonly error: ChangeError }

/**
 * A way to touch the plant. `plan` looks at the plant in memory and may GET from devices, never more. `prepare` reads
 * what one change needs, fresh, while the journal writes its row before; the `apply` it gives is called when that row is
 * on disk. `verify` reads back what the device now says and tells the plant, `reverse` gives the change that undoes it
 * (null: it cannot be undone). A device's refusal is a result, not an exception.
 */
export type Driver = {
  readonly name: string
  /** Which actions it takes on; the driver of a route is chosen by its receiver. */
  readonly handles: (action: Action, plant: PlantView) => boolean
  readonly actions: readonly ActionType[]
  readonly plan: (action: Action, plant: PlantView, signal: AbortSignal) => Promise<DriverPlan>
  readonly prepare: (change: Change, signal: AbortSignal) => Promise<Prepared>
  readonly verify: (change: Change, signal: AbortSignal) => Promise<StepResult>
  readonly reverse: (change: Change) => PlannedChange | null
}
