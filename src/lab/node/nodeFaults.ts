/** What a PATCH is refused with. */
export type PatchRefusal = { readonly code: number; readonly error: string; readonly debug: string | null }

/** What is wrong with a node for the moment; all of it is set from outside and none of it by itself. */
export class NodeFaults {
  /** Every answer waits this long. */
  latencyMs = 0
  /** The next PATCHes are answered with these, in order, and not executed. */
  readonly refusals: PatchRefusal[] = []
  /** So many next PATCHes are executed and then answered by a reset of the connection. */
  resetsAfterPatch = 0
  /** A changed transport file is served this long after the version bump. */
  sdpLagMs = 0
  /** A strict device: 500 where an immediate activation carries `requested_time`. */
  strictRequestedTime = false
}
