import type { Decision, OnFailure, Run } from '../../contract'
import { againstMoment } from './activationMoment'
import { approvalReasons } from './approvals'
import { type Asked, awaiting, blocks, deniedOnly, parts, queuedFor, skippedRows } from './asked'
import { notedRow } from './auditRows'
import { type Asker, type Execution, RunStateError, type StartRequest } from './execution'
import { GO, type Gate } from './gate'
import { GUARD_STEPS_IN_WINDOW, type Verdict } from './guard'
import type { Plan } from './plan'
import { undoOf } from './undo'
import { windowToWaitFor } from './windows/windowToWaitFor'
import type { OpeningWindow } from './windows/windowBook'

/** How a run comes to be: asked of the guard, planned, and then kept, queued, held for a second person, or executed. */
export function createStart(gate: Gate): Pick<Execution, 'start' | 'plan' | 'undo'> {
  const { plant, journal, clock, ids, settings, windows, drivers, queueForWindow } = gate.options
  const { now } = gate

  async function start(asker: Asker, request: StartRequest): Promise<Run> {
    gate.refuseWhenStopping()
    const { actions, dryRun } = request
    const late = againstMoment(request.activation, clock.now())
    if (late !== null) await gate.refuse(asker, actions, [late], null)
    const asked = askedIn(request)
    await gate.learn(actions)
    const verdict = gate.check(asker, asked)
    const blocking = verdict.decisions.filter((one) => blocks(one, request))
    const waitFor = request.ifClosed === 'queue' ? windowToWaitFor(plant, windows, blocking) : null
    if (blocking.length > 0 && waitFor === null) await gate.refuse(asker, actions, verdict.decisions, null)
    const refused = dryRun || waitFor !== null ? deniedOnly(verdict.refused, waitFor !== null) : verdict.refused
    const run = await planned(asker, request, verdict, refused)
    if (dryRun) return gate.keep(run, (stored) => [notedRow(asker, stored, dryRunSummary(stored))])
    if (waitFor !== null) return keepForWindow(asker, run, asked, waitFor)
    const { approval } = settings.get()
    const reasons = approvalReasons(approval, plant, actions, verdict.decisions)
    if (reasons.length > 0) {
      const wanted: Omit<Run, 'number'> = { ...run, ...awaiting(approval, reasons) }
      return gate.keep(wanted, (stored) => [notedRow(asker, stored, `Run ${stored.number} waits for a second person`)])
    }
    gate.refuseWhenStopping()
    const started: Run = { ...run, number: 0, state: 'running', startedAt: now() }
    return gate.finished(gate.execute(started, true, skippedRows(started), GO), request.waitMs)
  }

  /** A run that only the hour is against: booked for its window, once nobody has to say yes any more. */
  async function keepForWindow(
    asker: Asker,
    run: Omit<Run, 'number'>,
    asked: Asked,
    waitFor: OpeningWindow,
  ): Promise<Run> {
    const { approval } = settings.get()
    const queued = queuedFor(waitFor)
    const said = gate.check(asker, asked, GUARD_STEPS_IN_WINDOW).decisions
    const why = approvalReasons(approval, plant, run.actions, said)
    const waiting = { ...run, ...(why.length > 0 ? awaiting(approval, why) : {}), warnings: [...run.warnings, queued] }
    const also = why.length > 0 ? ' It waits for a second person too.' : ''
    const stored = await gate.keep(waiting, (kept) => [
      notedRow(asker, kept, `Run ${kept.number}: ${queued.text}${also}`),
    ])
    if (why.length === 0) await queueForWindow(asker, stored, waitFor.opening.start)
    return stored
  }

  async function planned(
    asker: Asker,
    request: StartRequest,
    verdict: Verdict,
    refused: ReadonlyMap<number, Decision>,
  ): Promise<Omit<Run, 'number'>> {
    const asActor = { actor: asker.actor, actions: [...request.actions] }
    const skipDone = request.skipDone ?? false
    const plan = await gate.planFor(asActor, refused, { skipDone, idFor: () => ids() })
    return newRun(asker, request, verdict, plan)
  }

  function newRun({ actor, origin }: Asker, request: StartRequest, verdict: Verdict, plan: Plan): Omit<Run, 'number'> {
    const { actions, activation, change } = request
    const onFailure: OnFailure = request.onFailure ?? settings.get().onFailure[origin]
    const base = {
      id: request.id ?? ids(),
      actor,
      origin,
      actions: [...actions],
      createdAt: now(),
      startedAt: null,
      finishedAt: null,
    }
    const wishes = { onFailure, activation, change, source: request.source ?? null }
    const later = { approval: null, question: null, compensation: null, spreadMs: null }
    return { ...base, ...wishes, ...later, state: 'planned', ...parts(verdict, plan, request.warnings ?? []) }
  }

  return {
    start,

    async plan(asker, request) {
      await gate.learn(request.actions)
      const verdict = gate.check(asker, askedIn(request))
      return { ...(await planned(asker, request, verdict, deniedOnly(verdict.refused, false))), number: 0 }
    },

    async undo(asker, id) {
      gate.refuseWhenStopping()
      const run = id === 'last' ? await journal.lastOf(asker.actor.id) : await gate.known(id)
      if (run === null) throw new RunStateError('unknown', `${asker.actor.name} has taken nothing yet.`)
      const current = gate.live.get(run.id)?.current() ?? run
      if (current.finishedAt === null) {
        throw new RunStateError('state', `Run ${run.number} is ${current.state}; only what is over can be taken back.`)
      }
      const { actions, impossible } = undoOf(current, plant, drivers, { actor: asker.actor, now: clock.now() })
      if (actions.length === 0) {
        const why = impossible[0] ?? 'it changed nothing, or has been put back.'
        throw new RunStateError('state', `There is nothing of run ${run.number} to take back: ${why}`)
      }
      const source = { kind: 'undo', id: run.id, label: `Run ${run.number}` } as const
      const back = await start(asker, {
        ...{ actions: [...actions], source, skipDone: true, dryRun: true, confirm: [], onRefused: 'skip' },
        ...{ activation: { mode: 'activate_immediate' }, change: false, ifClosed: 'refuse', waitMs: 0 },
      })
      if (back.changes.every(({ code }) => code === 'ALREADY_SO')) {
        await gate.rewrite({ ...back, state: 'cancelled', finishedAt: now() }, [], [])
        const text = `Run ${run.number} has been taken back already: everything is as it was before.`
        throw new RunStateError('state', text)
      }
      if (impossible.length === 0) return back
      const left = impossible.map((text) => ({ code: 'NOT_TAKEN_BACK', text, target: null }))
      return gate.rewrite({ ...back, warnings: [...back.warnings, ...left] }, [], [])
    },
  }
}

function askedIn({ actions, confirm, change, source, override }: StartRequest): Asked {
  return { actions, confirm, change, source, override: override?.reason }
}

function dryRunSummary({ number, changes }: Run): string {
  const [first, ...others] = changes
  const what = first === undefined ? 'nothing to do' : first.summary
  return `Dry run ${number}: ${what}${others.length === 0 ? '' : ` and ${others.length} more`}`
}
