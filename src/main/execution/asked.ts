import type { Decision, Run, Settings, Warning } from '../../contract'
import type { NewAuditRow } from '../store/repositories'
import { confirmedIn } from './approvals'
import { changeRow } from './auditRows'
import type { StartRequest } from './execution'
import type { Verdict } from './guard'
import { type Plan, isNeverSent } from './plan'
import type { OpeningWindow } from './windows/windowBook'

/** What the guard is asked. */
export type Asked = Pick<StartRequest, 'actions' | 'confirm' | 'change' | 'source'> & {
  readonly override: string | undefined
}

/** A stored run as it was asked for, with everything that was said yes to. `override`: why policies are overruled now. */
export function askedFor(run: Run, confirm: readonly string[], override?: string): Asked {
  const { actions, change, source } = run
  return {
    actions,
    change,
    source: source ?? undefined,
    confirm: [...confirm, ...confirmedIn(run)],
    override: override ?? overrideIn(run),
  }
}

/** The reason with which policies were overruled when the run was asked for. */
function overrideIn({ decisions }: Run): string | undefined {
  return decisions.find(({ overridden }) => overridden !== undefined)?.overridden
}

/** What a stored run wishes of the guard: a plan that had skipped what was refused goes on doing so. */
export function wishOf({ changes }: Run): Wish {
  const skips = changes.some((one) => isNeverSent(one) && one.code !== 'ALREADY_SO')
  return { dryRun: false, onRefused: skips ? 'skip' : 'refuse' }
}

type Wish = Pick<StartRequest, 'dryRun' | 'onRefused'>

/** A denial of the whole always does; of one entry, unless those are skipped. A plan may still want its yes. */
export function blocks({ effect, action }: Decision, wish: Wish): boolean {
  if (effect === 'allow') return false
  if (action === null) return true
  return wish.onRefused === 'refuse' && (effect === 'deny' || !wish.dryRun)
}

/** A plan shows what still wants a yes, or waits for its window, as if it had one. */
export function deniedOnly(refused: ReadonlyMap<number, Decision>, waits: boolean): ReadonlyMap<number, Decision> {
  return new Map(
    [...refused].filter(([, { effect, code }]) => effect === 'deny' && !(waits && code === 'CHANGE_WINDOW')),
  )
}

/** The code of the warning that a run waits for a change window. */
export const QUEUED = 'QUEUED'

export function queuedFor({ label, opening }: OpeningWindow): Warning {
  const text = `It waits for the change window “${label}”, which begins at ${opening.start}.`
  return { code: QUEUED, text, target: null }
}

/** What a run is that waits for a second person. */
export function awaiting({ role }: Settings['approval'], reasons: readonly string[]): Pick<Run, 'state' | 'approval'> {
  return { state: 'awaiting_approval', approval: { needs: role, reasons: [...reasons], by: null, at: null } }
}

/** What guard and plan say of a run. `given`: warnings that it has already. */
export function parts(
  verdict: Verdict,
  plan: Plan,
  given: readonly Warning[],
): Pick<Run, 'changes' | 'decisions' | 'warnings' | 'disturbs'> {
  const asked = verdict.decisions.filter(({ effect, code }) => effect !== 'deny' && code !== 'ALLOWED')
  const warnings = asked.map(({ code, text, target }) => ({ code, text, target }))
  return {
    changes: [...plan.changes],
    decisions: [...verdict.decisions],
    warnings: [...given, ...warnings, ...plan.warnings],
    disturbs: [...plan.disturbs],
  }
}

export function skippedRows(run: Run): readonly NewAuditRow[] {
  return run.changes.filter(isNeverSent).map((change) => changeRow(run, change, {}))
}
