import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'
import { started } from './started'

/** What Signalbox looks through, what it found, and what would put that right. */
export function jobProcedures({ viewer, operator }: Doors, { jobs }: ApiParts) {
  return {
    list: viewer.jobs.list.handler(() => ({ items: [...jobs.list()] })),
    get: viewer.jobs.get.handler(({ input: { name } }) => {
      const job = jobs.get(name)
      if (job === null) throw notFound('job', name)
      return job
    }),
    run: operator.jobs.run.handler(({ input: { name, waitMs }, context }) => jobs.run(context, name, waitMs)),
    results: viewer.jobs.results.handler(({ input: { name } }) => ({ items: [...jobs.results(name)] })),
    result: viewer.jobs.result.handler(async ({ input: { id } }) => {
      const result = await jobs.result(id)
      if (result === null) throw notFound('result', id)
      return result
    }),
    fix: operator.jobs.fix.handler(async ({ input: { id, n, ...options }, context }) =>
      started(await jobs.fix(context, id, n, options), options.dryRun),
    ),
  }
}
