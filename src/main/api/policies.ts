import type { PolicyDecision } from '../../contract'
import { auditNote } from '../store/auditNote'
import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** Rules, and what they say of pairs. Everybody may look and try; engineers edit. Each check is audited. */
export function policyProcedures({ viewer, engineer, feed }: Doors, { policies, store }: ApiParts) {
  return {
    list: viewer.policies.list.handler(() => ({ items: [...policies.list()], defaults: [...policies.defaults()] })),
    create: engineer.policies.create.handler(({ input, context }) => policies.create(context, input)),
    update: engineer.policies.update.handler(({ input: { id, rule }, context }) => policies.update(context, id, rule)),
    remove: engineer.policies.remove.handler(async ({ input: { id }, context }) => {
      await policies.remove(context, id)
      return { done: true as const }
    }),
    check: feed.policies.check.handler(async ({ input: { pairs, rules }, context }) => {
      const decisions = await policies.check(pairs, rules ?? null)
      const only = pairs.length === 1 ? pairs[0] : undefined
      const note = auditNote(context, 'policy.check', only?.receiverId ?? null, summaryOf(decisions, rules?.length), {
        pairs: pairs.length,
        ...(only === undefined ? {} : { senderId: only.senderId, receiverId: only.receiverId }),
      })
      await store.audit.append([
        { ...note, outcome: 'noted', policy: decisions.length === 1 ? verdictOf(decisions) : null },
      ])
      const items = decisions.flatMap((decision, i) => {
        const pair = pairs[i]
        return pair === undefined ? [] : [{ ...decision, senderId: pair.senderId, receiverId: pair.receiverId }]
      })
      return { items }
    }),
    files: viewer.policies.files.handler(() => policies.readFiles()),
    apply: engineer.policies.apply.handler(({ context }) => policies.applyFiles(context)),
    export: viewer.policies.export.handler(() => ({ text: policies.exportYaml() })),
  }
}

function verdictOf(decisions: readonly PolicyDecision[]): string | null {
  return decisions[0]?.verdict ?? null
}

/** `Policies asked about 3 pairs: 2 allowed, 1 denied`. */
function summaryOf(decisions: readonly PolicyDecision[], tried: number | undefined): string {
  const counts = new Map<string, number>()
  for (const { verdict } of decisions) {
    const word = verdict === 'approval' ? 'for approval' : verdict
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const found = Array.from(counts, ([word, count]) => `${count} ${word}`).join(', ')
  const pairs = decisions.length === 1 ? '1 pair' : `${decisions.length} pairs`
  const which = tried === undefined ? 'Policies' : tried === 1 ? 'One rule on trial' : `${tried} rules on trial`
  return `${which} asked about ${pairs}: ${found}`
}
