import type { ResourceId } from '../identity'

/** What a PATCH is refused with. */
export type PatchRefusal = { readonly code: number; readonly error: string; readonly debug: string | null }

/** How a device answers where it has no such thing. */
export type Missing = 404 | 405 | 501

/** What is wrong with a node for the moment; all of it is set from outside and none of it by itself. */
export class NodeFaults {
  /** Every answer waits this long. */
  latencyMs = 0
  /** The next PATCHes are answered with these, in order, and not executed. */
  readonly refusals: PatchRefusal[] = []
  /** The same for one sender or receiver, by id, whether it is asked alone or in a list. */
  readonly refusalsOf = new Map<ResourceId, PatchRefusal[]>()
  /** So many next PATCHes are executed and then answered by a reset of the connection. */
  resetsAfterPatch = 0
  /** A changed transport file is served this long after the version bump. */
  sdpLagMs = 0
  /** A strict device: 500 where an immediate activation carries `requested_time`. */
  strictRequestedTime = false
  /** What `/bulk` answers where the device has none; undefined where it has. */
  withoutBulk: Missing | undefined
  /** What a scheduled activation is refused with where the device can do immediate ones only. */
  withoutSchedules: PatchRefusal | undefined
}
