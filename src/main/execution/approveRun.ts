import type { Change, Run } from '../../contract'
import type { NewAuditRow } from '../store/repositories'
import { againstApprover, approvalReasons } from './approvals'
import { QUEUED, askedFor, awaiting, blocks, parts, queuedFor, skippedRows, wishOf } from './asked'
import { notedRow } from './auditRows'
import { type ApproveOptions, type Asker, RunStateError } from './execution'
import { GO, type Gate } from './gate'
import { GUARD_STEPS_IN_WINDOW } from './guard'
import { type Plan, type PlanOptions, isNeverSent, keyOf } from './plan'
import type { OpeningWindow } from './windows/windowBook'
import { windowToWaitFor } from './windows/windowToWaitFor'

/** Warnings that came with a request, and that no plan makes anew. */
const GIVEN: ReadonlySet<string> = new Set(['NOT_TAKEN_BACK', 'UNKNOWN_STREAM'])

/** What becomes of a stored plan that somebody says yes to: it runs, or waits for a second person or for its window. */
export function createApprove(gate: Gate): (asker: Asker, planned: Run, options: ApproveOptions) => Promise<Run> {
  const { plant, ids, settings, windows, queueForWindow } = gate.options
  const { now } = gate

  /** Guards and plans a stored plan again, and runs it. `asker`: whose rights count. */
  async function runPlanned(
    asker: Asker,
    planned: Run,
    { confirm, waitMs, override }: ApproveOptions,
    approved: { readonly approval: Run['approval']; readonly row: NewAuditRow },
  ): Promise<Run> {
    await gate.learn(planned.actions)
    const verdict = gate.check(asker, askedFor(planned, confirm, override))
    const wish = wishOf(planned)
    const blocking = verdict.decisions.filter((one) => blocks(one, wish))
    if (blocking.length > 0) await gate.refuse(asker, planned.actions, verdict.decisions, planned.id)
    const before = new Map(planned.changes.map((change) => [keyOfPlanned(change), change.id]))
    const idFor: PlanOptions['idFor'] = (change, action) => before.get(keyOf(action, change)) ?? ids()
    const plan = await gate.planFor(planned, verdict.refused, { skipDone: planned.source !== null, idFor })
    gate.refuseWhenStopping()
    const changes = [...plan.changes, ...noLongerNeeded(planned.changes, plan, now())]
    const begun = { approval: approved.approval, state: 'running', startedAt: now() } as const
    const given = planned.warnings.filter(({ code }) => GIVEN.has(code))
    const run: Run = { ...planned, ...parts(verdict, plan, given), changes, ...begun }
    const rows = [approved.row, ...skippedRows(run)]
    return gate.finished(gate.execute(run, false, rows, GO), waitMs)
  }

  /** Why a plan wants a second person now: rules and settings may be others than when it was made. */
  function reasonsNow(asker: Asker, planned: Run, { confirm, override }: ApproveOptions): readonly string[] {
    const { decisions } = gate.check(asker, askedFor(planned, confirm, override), GUARD_STEPS_IN_WINDOW)
    return approvalReasons(settings.get().approval, plant, planned.actions, decisions)
  }

  /** The change window that a queued run has still to wait for; null: it may begin, or something else is against it. */
  function windowFor(owner: Asker, planned: Run, { confirm, override }: ApproveOptions): OpeningWindow | null {
    if (!planned.warnings.some(({ code }) => code === QUEUED)) return null
    const { decisions } = gate.check(owner, askedFor(planned, confirm, override))
    const wish = wishOf(planned)
    return windowToWaitFor(
      plant,
      windows,
      decisions.filter((one) => blocks(one, wish)),
    )
  }

  /** Keeps what was said yes to, until its window opens. What wants a yes then is asked now: then nobody may be there. */
  async function queueApproved(
    owner: Asker,
    approved: Run,
    { confirm, override }: ApproveOptions,
    { waitFor, row }: { readonly waitFor: OpeningWindow; readonly row: NewAuditRow },
  ): Promise<Run> {
    const { decisions } = gate.check(owner, askedFor(approved, confirm, override), GUARD_STEPS_IN_WINDOW)
    const skips = wishOf(approved).onRefused === 'skip'
    const open = skips ? [] : decisions.filter(({ effect }) => effect === 'confirm')
    if (open.length > 0) await gate.refuse(owner, approved.actions, decisions, approved.id)
    return queue(owner, { ...approved, state: 'planned', decisions: [...decisions] }, waitFor, [row])
  }

  /** Books a stored plan for this window, whatever window it has waited for before. */
  async function queue(owner: Asker, planned: Run, waitFor: OpeningWindow, rows: readonly NewAuditRow[]): Promise<Run> {
    const queued = queuedFor(waitFor)
    const kept: Run = { ...planned, warnings: [...planned.warnings.filter(({ code }) => code !== QUEUED), queued] }
    const stored = await gate.rewrite(kept, [], [...rows, notedRow(owner, kept, `Run ${kept.number}: ${queued.text}`)])
    await queueForWindow(owner, stored, waitFor.opening.start)
    return stored
  }

  return async (asker, planned, options) => {
    if (planned.state !== 'planned' && planned.state !== 'awaiting_approval') {
      const text = `Run ${planned.number} is ${planned.state}; only a planned run can be approved.`
      throw new RunStateError('state', text)
    }
    // Whoever asked has the rights of now, not of then.
    const owner: Asker = asker.actor.id === planned.actor.id ? asker : { actor: planned.actor, origin: planned.origin }
    const later = asker.origin === 'schedule' && planned.state === 'planned' ? windowFor(owner, planned, options) : null
    if (later !== null) return queue(owner, planned, later, [])
    const given = planned.approval
    if (given !== null && given.by !== null) {
      const begun = `Run ${planned.number}, approved by ${given.by.name}, begun by ${asker.actor.name}`
      return runPlanned(owner, planned, options, { approval: given, row: notedRow(asker, planned, begun) })
    }
    const row = notedRow(asker, planned, `Run ${planned.number} approved by ${asker.actor.name}`)
    const { approval } = settings.get()
    const reasons = given?.reasons ?? reasonsNow(asker, planned, options)
    if (reasons.length === 0) return runPlanned(asker, planned, options, { approval: null, row })
    const needs = given?.needs ?? approval.role
    if (planned.state === 'planned' && asker.actor.id === planned.actor.id) {
      const waiting: Run = { ...planned, ...awaiting(approval, reasons) }
      const note = notedRow(asker, waiting, `Run ${planned.number} waits for a second person`)
      return gate.rewrite(waiting, [], [note])
    }
    const against = againstApprover(planned, asker.actor, needs)
    if (against !== null) await gate.refuse(asker, planned.actions, [against], planned.id)
    const yes = { needs, reasons: [...reasons], by: asker.actor, at: now() }
    const waitFor = windowFor(owner, planned, options)
    return waitFor === null
      ? runPlanned(owner, planned, options, { approval: yes, row })
      : queueApproved(owner, { ...planned, approval: yes }, options, { waitFor, row })
  }
}

function keyOfPlanned(change: Change): string {
  return keyOf(isNeverSent(change) ? change.action : null, change)
}

/** Changes that were planned and that the plant has made superfluous since. */
function noLongerNeeded(planned: readonly Change[], plan: Plan, finishedAt: string): readonly Change[] {
  const kept = new Set(plan.changes.map(({ id }) => id))
  const over = { driver: 'none', state: 'skipped', reason: 'It is not needed any more.', code: 'ALREADY_SO' } as const
  return planned.filter(({ id }) => !kept.has(id)).map((change) => ({ ...change, ...over, finishedAt }))
}
