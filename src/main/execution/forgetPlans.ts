import { BY_ITSELF, auditNote } from '../store/auditNote'
import type { Execution } from './execution'
import type { Gate } from './gate'

/** Plans that are forgotten in one transaction: others wait for it. */
const AT_ONCE = 200

/** Removes dry runs that nobody approved, a few at a time. */
export function createForgetPlans({ options, stopping, deciding, live }: Gate): Execution['forgetPlans'] {
  const { journal } = options
  return async (before, isBooked, summary) => {
    let forgotten = 0
    let above = 0
    while (!stopping.signal.aborted) {
      const old = await journal.plansBefore(before, above, AT_ONCE)
      const last = old.at(-1)
      if (last === undefined) break
      above = last.number
      // Nobody can approve what is being removed: as with any other decision, one at a time.
      const free = old.filter(
        ({ id, isApproved }) => !isApproved && !isBooked(id) && !deciding.has(id) && !live.has(id),
      )
      const ids = free.map(({ id }) => id)
      for (const id of ids) deciding.add(id)
      try {
        const numbers = free.map(({ number }) => number)
        const note = auditNote(BY_ITSELF, 'runs.forget', null, summary(numbers.length), { before, numbers })
        if (ids.length > 0) await journal.removePlans(ids, [note])
        forgotten += ids.length
      } finally {
        for (const id of ids) deciding.delete(id)
      }
    }
    return forgotten
  }
}
