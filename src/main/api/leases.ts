import type { Leases } from '../relay/leases/leases'
import type { Doors } from './doors'

/** Who has reserved which device of a module. */
export function leaseProcedures(
  { viewer, operator }: Doors,
  { leases }: { readonly leases: Pick<Leases, 'list' | 'reserve' | 'renew' | 'release'> },
) {
  const nothingMore = () => ({})
  return {
    list: viewer.leases.list.handler(() => ({ items: [...leases.list()] })),
    create: operator.leases.create.handler(({ input, context }) => leases.reserve(context, input, nothingMore)),
    renew: operator.leases.renew.handler(({ input: { id, leaseS }, context }) =>
      leases.renew(context, id, leaseS, nothingMore),
    ),
    release: operator.leases.release.handler(async ({ input: { id, reason }, context }) => {
      await leases.release(context, id, reason, nothingMore)
      return { done: true as const }
    }),
  }
}
