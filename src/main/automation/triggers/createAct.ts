import type { Actor, Id, Run, TriggerAction, TriggerCause, TriggerRecord } from '../../../contract'
import { type Asker, RunStateError } from '../../execution/execution'
import { reaches } from '../../execution/roles'
import { auditNote } from '../../store/auditNote'
import type { NewAuditRow, StoredTrigger } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import type { PlantLookup } from '../expressions/plantLookup'
import type { RunFollower } from '../runFollower'
import { beginRun, sourceIdOf, whyNotBegun } from './act'
import { actionInWords } from './actionCheck'
import type { Causes, Chain } from './causes'
import type { HoldBook } from './holdBook'
import type { Facts } from './occurrenceFacts'
import type { TriggerParts } from './triggerParts'
import { actsAs } from './triggerRegister'

/** What a trigger fires for. */
export type Firing = {
  readonly key: string
  /** Worked out when somebody asks. */
  readonly facts: () => Facts
  readonly chain: Chain
  readonly target: Id | null
}

/** What is to be written into the history of a trigger. */
export type Noted = Pick<TriggerRecord, 'outcome' | 'text'> &
  Partial<Omit<TriggerRecord, 'causes'>> & { causes?: Chain }

/** Does what a trigger is to do, as who it belongs to, and says how it ended. Fulfilled when it is over. */
export type Act = (stored: StoredTrigger, firing: Firing, action: TriggerAction) => Promise<void>

export function createAct(
  parts: Pick<
    TriggerParts,
    'execution' | 'salvos' | 'playbooks' | 'runJob' | 'runNow' | 'actorNow' | 'clock' | 'ids'
  > & {
    readonly lookup: PlantLookup
    readonly holds: Pick<HoldBook, 'all' | 'open' | 'begin' | 'ended'>
    readonly causes: Pick<Causes, 'expect' | 'note'>
    readonly follower: Pick<RunFollower, 'endOf'>
    /** Waits for what is done before, where the trigger wants it so. */
    readonly inTurn: <T>(triggerId: Id, work: () => Promise<T>) => Promise<T>
    /** It has fired. */
    readonly count: (triggerId: Id) => void
    readonly note: (triggerId: Id, noted: Noted) => void
    /** Its key was revoked. */
    readonly suppress: (
      triggerId: Id,
      reason: 'REVOKED',
      key: string,
      text: string,
      facts: () => Facts,
      chain: Chain,
    ) => void
    /** The facts of the newest record of a trigger, as they are kept. */
    readonly keptFacts: (triggerId: Id) => Facts
    readonly tellPeople: (
      label: string,
      severity: 'info' | 'warning' | 'alarm',
      text: string,
      target: Id | null,
    ) => void
    /** Into the audit; never rejects. */
    readonly write: (row: NewAuditRow) => Promise<void>
    readonly isStopped: () => boolean
  },
): Act {
  /** Who it acts as now; null: a key was revoked. @throws StoreError */
  async function actorOf(stored: StoredTrigger): Promise<Actor | null> {
    const actor = actsAs(stored)
    if (actor === null || stored.armedBy === null) return null
    const [maker, armer] = await Promise.all([parts.actorNow(actor), parts.actorNow(stored.armedBy)])
    if (maker === null || armer === null) return null
    return { ...maker, role: reaches(maker.role, armer.role) ? armer.role : maker.role }
  }

  async function act(stored: StoredTrigger, firing: Firing, action: TriggerAction): Promise<void> {
    const { id, label } = stored
    const { key, facts, chain } = firing
    const actor = await actorOf(stored)
    if (actor === null) {
      const text = 'The API key of who made or armed it was revoked since. Somebody else has to arm it.'
      parts.suppress(id, 'REVOKED', key, text, facts, chain)
      parts.tellPeople(label, 'warning', text, firing.target)
      return
    }
    const asker: Asker = { actor, origin: 'trigger' }
    const cause: TriggerCause = { triggerId: id, label, key }
    switch (action.kind) {
      case 'notify':
        parts.tellPeople(label, action.severity, action.text, firing.target)
        await fired(asker, stored, firing, action, null)
        return
      case 'job':
        await parts.inTurn(id, () => runJob(asker, stored, firing, action))
        return
      case 'playbook':
      case 'salvo':
      case 'take':
        await doRun(asker, stored, firing, action, [...chain, cause])
    }
  }

  async function fired(
    asker: Asker,
    { id, label }: StoredTrigger,
    { key, facts, chain }: Firing,
    action: TriggerAction,
    run: Run | null,
  ): Promise<void> {
    parts.count(id)
    const doing = actionInWords(action, parts)
    const as = run === null ? '' : `, run ${String(run.number)}`
    parts.note(id, {
      ...{ outcome: 'fired', key, text: `${doing}${as}`, facts: { ...facts() }, action, causes: chain },
      runId: run?.id ?? null,
    })
    const of = key === '' ? '' : ` for ${key}`
    const row = auditNote(asker, 'trigger.fire', id, `Trigger “${label}” fired${of}: ${doing}`, {
      ...{ key, action, causes: chain, facts: parts.keptFacts(id) },
    })
    await parts.write({ ...row, runId: run?.id ?? null })
  }

  /** Nothing was begun. */
  async function refused(
    asker: Asker,
    { id, label }: StoredTrigger,
    { key, facts, chain, target }: Firing,
    action: TriggerAction,
    text: string,
  ): Promise<void> {
    parts.note(id, { outcome: 'refused', key, text, facts: { ...facts() }, action, causes: chain })
    parts.tellPeople(
      label,
      'warning',
      `It fired for ${key} and could not begin ${actionInWords(action, parts)}. ${text}`,
      target,
    )
    const row = auditNote(asker, 'trigger.fire', id, `Trigger “${label}” fired and was refused: ${text}`, {
      key,
      action,
    })
    await parts.write({ ...row, outcome: 'refused' })
  }

  async function runJob(
    asker: Asker,
    stored: StoredTrigger,
    firing: Firing,
    action: Extract<TriggerAction, { kind: 'job' }>,
  ): Promise<void> {
    try {
      const { problem } = await parts.runJob(asker, action.name)
      await fired(asker, stored, firing, action, null)
      if (problem !== null) failed(stored, firing, action, problem, null)
    } catch (error) {
      await refused(asker, stored, firing, action, begunFault(error))
    }
  }

  /** @throws what nobody expected */
  function begunFault(error: unknown): string {
    const why = whyNotBegun(error)
    if (why === null) throw error
    return why
  }

  function failed(stored: StoredTrigger, firing: Firing, action: TriggerAction, text: string, run: Run | null): void {
    const { key, facts, chain, target } = firing
    parts.note(stored.id, {
      ...{ outcome: 'failed', key, text, facts: { ...facts() }, action, causes: chain },
      runId: run?.id ?? null,
    })
    parts.tellPeople(stored.label, 'warning', `What it did for ${key} did not end well. ${text}`, target)
  }

  async function doRun(
    asker: Asker,
    stored: StoredTrigger,
    firing: Firing,
    action: Extract<TriggerAction, { kind: 'playbook' | 'salvo' | 'take' }>,
    chain: Chain,
  ): Promise<void> {
    const { id, until } = stored
    const sourceId = sourceIdOf(action, id)
    const hold = until === null ? null : parts.ids()
    const now = parts.clock.now()
    const timeoutMs = until?.timeoutS == null ? null : until.timeoutS * 1000
    if (hold !== null) {
      await parts.holds.open(
        {
          ...{ id: hold, triggerId: id, label: stored.label, sourceId, actor: asker.actor, causes: [...chain] },
          ...{ key: firing.key, runId: null, state: 'waiting', since: timestamp(now), problem: null },
          until: timeoutMs === null ? null : timestamp(now + timeoutMs),
        },
        timeoutMs,
      )
    }
    await parts.inTurn(id, async () => {
      if (parts.isStopped()) return
      const expected = parts.causes.expect(sourceId, asker.actor.id, chain)
      const begin = async (): Promise<Run> => {
        const run = await beginRun(asker, action, stored, parts)
        parts.causes.note(run.id, chain)
        return run
      }
      let run: Run | null
      try {
        run = hold === null ? await begin() : await parts.holds.begin(hold, begin)
      } catch (error) {
        if (parts.isStopped() && error instanceof RunStateError) return
        await refused(asker, stored, firing, action, begunFault(error))
        return
      } finally {
        expected.done()
      }
      // It was put back before it had begun.
      if (run === null) return
      await fired(asker, stored, firing, action, run)
      const { state, problem } = await parts.follower.endOf(run)
      const end = (await parts.runNow(run.id)) ?? run
      if (state === 'failed' && problem !== null && holdIsOpen(hold)) failed(stored, firing, action, problem, end)
      if (hold !== null) await parts.holds.ended(hold, end)
    })
  }

  /** A run that is being put back already did not fail. */
  function holdIsOpen(hold: Id | null): boolean {
    return hold === null || parts.holds.all().some(({ id, state }) => id === hold && state !== 'putting-back')
  }

  return act
}
