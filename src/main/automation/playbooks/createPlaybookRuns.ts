import type { PlaybookRunInput, Run } from '../../../contract'
import type { Asker } from '../../execution/execution'
import type { PlaybookCopy } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { createPlantLookup } from '../expressions/plantLookup'
import { type PreparedRun, plannedRun, refusePlan, refuseRole, wholePlaybook } from './admission'
import { createLiveRuns } from './liveRuns'
import { checkedParams } from './params'
import { type PlaybookPlan, firstRows } from './planPlaybook'
import type { PlaybookLibrary } from './playbookLibrary'
import type { PlaybookParts } from './playbookParts'
import type { PlaybookRuns } from './playbookRuns'
import { playbookRow } from './runBook'
import { createRunDecisions } from './runDecisions'
import { createRunRecovery } from './runRecovery'

export function createPlaybookRuns(parts: PlaybookParts, library: Pick<PlaybookLibrary, 'find'>): PlaybookRuns {
  const { runs, steps, audit, clock, settings } = parts
  const live = createLiveRuns(parts)
  const recovery = createRunRecovery(parts, live)

  async function start(asker: Asker, name: string, input: PlaybookRunInput): Promise<Run> {
    live.refuseWhenStopping()
    const { main, playbooks } = wholePlaybook(library, name)
    await refuseRole(parts, asker, main)
    const copy: PlaybookCopy = {
      ...{ name, version: main.version, title: main.title },
      params: checkedParams(main.params, input.params, createPlantLookup(parts)),
      texts: Object.fromEntries([...playbooks].map(([one, { text }]) => [one, text])),
      confirm: [...input.confirm],
      override: input.override?.reason ?? null,
    }
    const policy = input.onFailure ?? main.onFailure ?? settings().onFailure[asker.origin]
    const id = parts.ids()
    const prepared: PreparedRun = { main, playbooks, copy, policy, id }
    const plan = await plannedRun(parts, asker, prepared)
    if (!input.dryRun) await refusePlan(parts, asker, main, plan, null)
    live.refuseWhenStopping()
    const rows = input.dryRun ? plan.steps : firstRows(main, plan, copy.params)
    const run = newRun(asker, prepared, plan, { dryRun: input.dryRun, at: timestamp(clock.now()) })
    await recovery.isClean
    await steps.insert(id, copy, rows)
    const stored = await runs.insert(run)
    if (!input.dryRun) {
      return live.begin(asker, { run: stored, copy, steps: rows, playbooks, by: asker, waitMs: input.waitMs })
    }
    const progress = { name, version: main.version, params: copy.params, steps: rows.map((row) => row.progress) }
    const kept = { ...stored, playbook: progress }
    await audit.append([
      playbookRow(kept, asker, `Dry run ${kept.number}: playbook “${main.title}”`, 'noted', copy.params),
    ])
    live.tell(kept)
    return kept
  }

  return {
    start,
    async owns(id) {
      return live.get(id) !== undefined || (await runs.get(id))?.playbook !== undefined
    },
    ...createRunDecisions(parts, live, recovery),
    live: (id) => live.get(id)?.current() ?? null,
    onRun: live.onRun,
    recover: recovery.recover,
    stop: live.stop,
  }
}

/** A run of a playbook as it comes into the journal. */
function newRun(
  asker: Asker,
  { main, policy, id }: PreparedRun,
  plan: PlaybookPlan,
  { dryRun, at }: { readonly dryRun: boolean; readonly at: string },
): Omit<Run, 'number'> {
  return {
    ...{ id, actor: asker.actor, origin: asker.origin, actions: [], changes: [] },
    state: dryRun ? 'planned' : 'running',
    decisions: [...plan.decisions],
    warnings: [...plan.warnings],
    ...{ disturbs: [], onFailure: policy, activation: { mode: 'activate_immediate' }, change: false },
    source: { kind: 'playbook', id: main.name, label: main.title },
    ...{ approval: null, question: null, compensation: null, spreadMs: null, createdAt: at },
    startedAt: dryRun ? null : at,
    finishedAt: null,
  }
}
