import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'
import { started } from './started'

/** The last known good routing, what is otherwise, and putting it back. */
export function recoveryProcedures({ viewer, operator }: Doors, { recovery }: ApiParts) {
  return {
    list: viewer.recovery.list.handler(() => ({ items: [...recovery.list()] })),
    get: viewer.recovery.get.handler(({ input: { scope } }) => {
      const found = recovery.get(scope)
      if (found === null) throw notFound('scope of recovery', scope)
      return found
    }),
    apply: operator.recovery.apply.handler(async ({ input: { scope, ...options }, context }) =>
      started(await recovery.apply(context, scope, options), options.dryRun),
    ),
    keep: operator.recovery.keep.handler(({ input: { scope }, context }) => recovery.keep(context, scope)),
  }
}
