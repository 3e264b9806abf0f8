import type { Run } from '../../contract'
import { planDiffText } from '../execution/planDiff'
import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'
import { started } from './started'
import { runOfTake } from '../execution/takeInput'

/** Takes and other runs: all of them go through the one gate. */
export function runProcedures({ viewer, operator }: Doors, { execution, runs, store }: ApiParts) {
  const latest = (run: Run): Run => runs.live(run.id) ?? run

  /** @throws ApiError NOT_FOUND */
  async function known(id: string): Promise<Run> {
    const run = runs.live(id) ?? (await store.runs.get(id))
    if (run === null) throw notFound('run', id)
    return run
  }

  return {
    takes: operator.takes.handler(async ({ input, context }) =>
      started(await execution.start(context, runOfTake(input)), input.dryRun),
    ),
    runs: {
      start: operator.runs.start.handler(async ({ input, context }) =>
        started(await execution.start(context, input), input.dryRun),
      ),
      list: viewer.runs.list.handler(
        async ({ input: { target, state, origin, source, sourceId, plans, limit, cursor } }) => {
          const page = await store.runs.list({
            target: target ?? null,
            limit,
            cursor: cursor ?? null,
            state: state ?? null,
            origin: origin ?? null,
            source: source ?? null,
            sourceId: sourceId ?? null,
            plans,
          })
          return { items: page.items.map(latest), nextCursor: page.nextCursor }
        },
      ),
      get: viewer.runs.get.handler(({ input: { id } }) => known(id)),
      approve: operator.runs.approve.handler(async ({ input: { id, confirm, override, waitMs }, context }) =>
        started(await runs.approve(context, id, { confirm, waitMs, override: override?.reason }), false),
      ),
      cancel: operator.runs.cancel.handler(({ input: { id }, context }) => runs.cancel(context, id)),
      resume: operator.runs.resume.handler(async ({ input: { id, decision, waitMs }, context }) =>
        started(await runs.resume(context, id, decision, waitMs), false),
      ),
      compensate: operator.runs.compensate.handler(async ({ input: { id, waitMs }, context }) =>
        started(await runs.compensate(context, id, waitMs), false),
      ),
      undo: operator.runs.undo.handler(({ input: { id }, context }) => runs.undo(context, id)),
      diff: viewer.runs.diff.handler(async ({ input: { id } }) => ({ text: planDiffText(await known(id)) })),
    },
  }
}
