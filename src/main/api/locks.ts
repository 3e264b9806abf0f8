import { type Action, type Id, type Lock, type Run, RunInput } from '../../contract'
import { entryName } from '../policy/entryName'
import type { ApiParts } from './apiParts'
import { conflict, notFound } from './apiErrors'
import type { Doors } from './doors'
import { naturalOrder } from '../plant/naturalOrder'

/** Who holds which destination. Holding and releasing are runs: guarded, journalled and audited as every other. */
export function lockProcedures({ viewer, operator }: Doors, { execution, holds, plant }: ApiParts) {
  const nameOf = (id: Id): string => {
    const entry = plant.get(id)
    return entry === undefined ? id : entryName(entry)
  }

  function lockOf(receiverId: Id): Lock | null {
    const hold = holds.of(receiverId)
    return hold === null ? null : { ...hold, receiverId, label: nameOf(receiverId) }
  }

  return {
    list: viewer.locks.list.handler(() => ({
      items: holds
        .all()
        .map((hold): Lock => ({ ...hold, label: nameOf(hold.receiverId) }))
        .sort((a, b) => naturalOrder(a.label, b.label)),
    })),
    create: operator.locks.create.handler(async ({ input: { receiverId, kind, reason, durationS }, context }) => {
      if (plant.entry('receiver', receiverId) === undefined) throw notFound('receiver', receiverId)
      const run = await execution.start(context, asRun({ type: `destination.${kind}`, receiverId, reason, durationS }))
      const lock = lockOf(receiverId)
      if (run.state !== 'succeeded' || lock === null) throw conflict(whyNot(run))
      return lock
    }),
    release: operator.locks.release.handler(async ({ input: { receiverId, reason }, context }) => {
      if (lockOf(receiverId) === null) throw notFound('lock of', receiverId)
      const run = await execution.start(context, asRun({ type: 'destination.release', receiverId, reason }))
      if (run.state !== 'succeeded') throw conflict(whyNot(run))
      return { done: true as const }
    }),
  }
}

function asRun(action: Action): RunInput {
  return RunInput.parse({ actions: [action] })
}

function whyNot({ number, state, changes, approval }: Run): string {
  if (state === 'awaiting_approval') {
    return `Run ${number} waits for a second person (${approval?.needs ?? 'engineer'}) to approve it.`
  }
  const failed = changes.find(({ error, reason }) => error !== undefined || reason !== undefined)
  return failed?.error?.text ?? failed?.reason ?? `Run ${number} is ${state}.`
}
