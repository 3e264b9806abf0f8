import { readSnapshotDocument } from '../execution/snapshots/snapshotDocument'
import type { ApiParts } from './apiParts'
import { badRequest, notFound } from './apiErrors'
import type { Doors } from './doors'
import { issuesOf, issuesSentence } from './inputIssues'
import { started } from './started'

/** The routing of a scope at a moment. */
export function snapshotProcedures({ viewer, operator }: Doors, { snapshots }: ApiParts) {
  return {
    list: viewer.snapshots.list.handler(() => ({ items: [...snapshots.list()] })),
    get: viewer.snapshots.get.handler(({ input: { id } }) => {
      const snapshot = snapshots.get(id)
      if (snapshot === null) throw notFound('snapshot', id)
      return snapshot
    }),
    create: operator.snapshots.create.handler(({ input, context }) => snapshots.create(context, input)),
    remove: operator.snapshots.remove.handler(async ({ input: { id }, context }) => {
      await snapshots.remove(context, id)
      return { done: true as const }
    }),
    diff: viewer.snapshots.diff.handler(({ input: { id } }) => {
      const { items, same } = snapshots.diff(id)
      return { items: [...items], same }
    }),
    restore: operator.snapshots.restore.handler(async ({ input: { id, ...options }, context }) =>
      started(await snapshots.restore(context, id, options), options.dryRun),
    ),
    export: viewer.snapshots.export.handler(({ input: { id } }) => snapshots.document(id)),
    import: operator.snapshots.import.handler(({ input, context }) => {
      const read = readSnapshotDocument(input)
      if (read.ok) return snapshots.adopt(context, read.document)
      if (read.reason === 'newer') throw badRequest(read.text, undefined)
      const issues = issuesOf(read.issues)
      throw badRequest(issuesSentence(issues), { issues })
    }),
  }
}
