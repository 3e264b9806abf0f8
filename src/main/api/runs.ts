import type { z } from 'zod'
import type { Action, Run, RunInput, TakeInput } from '../../contract'
import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

type Route = z.infer<typeof TakeInput>['routes'][number]

/** Takes and other runs: all of them go through the one gate. */
export function runProcedures({ viewer, operator }: Doors, { execution, store }: ApiParts) {
  const latest = (run: Run): Run => execution.live(run.id) ?? run

  return {
    takes: operator.takes.handler(async ({ input: { routes, activation: _now, ...options }, context }) => {
      const input: RunInput = { actions: routes.map(actionOf), ...options }
      return answer(await execution.start(context, input), input.dryRun)
    }),
    runs: {
      start: operator.runs.start.handler(async ({ input, context }) =>
        answer(await execution.start(context, input), input.dryRun),
      ),
      list: viewer.runs.list.handler(async ({ input: { target, limit, cursor } }) => {
        const page = await store.runs.list({ target: target ?? null, limit, cursor: cursor ?? null })
        return { items: page.items.map(latest), nextCursor: page.nextCursor }
      }),
      get: viewer.runs.get.handler(async ({ input: { id } }) => {
        const run = execution.live(id) ?? (await store.runs.get(id))
        if (run === null) throw notFound('run', id)
        return run
      }),
      approve: operator.runs.approve.handler(async ({ input: { id, confirm, waitMs }, context }) =>
        answer(await execution.approve(context, id, { confirm, waitMs }), false),
      ),
      cancel: operator.runs.cancel.handler(({ input: { id }, context }) => execution.cancel(context, id)),
    },
  }
}

function answer(run: Run, dryRun: boolean): { status: 200; body: Run } | { status: 201; body: Run } {
  return dryRun ? { status: 200, body: run } : { status: 201, body: run }
}

/** A route of a take as an action: to a sender, or to none. */
function actionOf({ senderId, receiverId, leg, expected }: Route): Action {
  const seen = expected === undefined ? {} : { expected }
  if (senderId === null) return { type: 'route.disconnect', receiverId, ...seen }
  return { type: 'route.connect', senderId, receiverId, ...(leg === undefined ? {} : { leg }), ...seen }
}
