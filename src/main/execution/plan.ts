import type { Action, Change, Decision, Id, Warning } from '../../contract'
import type { Driver, PlannedChange } from '../drivers/driver'
import type { PlantView } from '../plant/plant'
import { entryName } from '../policy/entryName'
import { targetOf } from './actions'

/** A change and the changes that must be verified before it. */
export type Step = { readonly change: Change; readonly needs: readonly Id[] }

/** Ordered steps, and what the operator should know. */
export type Plan = { readonly steps: readonly Step[]; readonly warnings: readonly Warning[] }

export type PlanOptions = {
  readonly drivers: readonly Driver[]
  readonly plant: PlantView
  /** The id of a change; the same change of an earlier plan of this run keeps its own. */
  readonly idFor: (key: string) => Id
}

/**
 * Asks the drivers what has to be done. The changes of one action follow each other; what two actions both need is done
 * once, for both. Refused actions become changes in state `skipped`, with the reason.
 */
export async function planActions(
  { drivers, plant, idFor }: PlanOptions,
  actions: readonly Action[],
  refused: ReadonlyMap<number, Decision>,
  signal: AbortSignal,
): Promise<Plan> {
  const plans = await Promise.all(
    actions.map((action, index) =>
      refused.has(index) ? null : driverFor(drivers, action, plant).plan(action, plant, signal),
    ),
  )
  const steps = new Map<string, Step>()
  const warnings = new Map<string, Warning>()
  actions.forEach((action, index) => {
    const plan = plans[index] ?? null
    const decision = refused.get(index)
    if (plan === null) {
      const change = refusal(plant, action, decision?.text ?? '')
      const key = keyOf(index, change)
      const reason = decision?.text ?? 'It was refused.'
      steps.set(key, { change: { ...fresh(change, idFor(key), index), state: 'skipped', reason }, needs: [] })
      return
    }
    for (const warning of plan.warnings) warnings.set(`${warning.code} ${warning.target ?? ''}`, warning)
    let needs: readonly Id[] = []
    for (const change of plan.changes) {
      const key = keyOf(null, change)
      const step = steps.get(key) ?? { change: fresh(change, idFor(key), index), needs }
      steps.set(key, step)
      needs = [step.change.id]
    }
  })
  return { steps: [...steps.values()], warnings: [...warnings.values()] }
}

/** Who does an action. @throws Error when nobody does, which the guard should have found */
export function driverFor(drivers: readonly Driver[], action: Action, plant: PlantView): Driver {
  const driver = drivers.find((one) => one.actions.includes(action.type) && one.handles(action, plant))
  if (driver === undefined) throw new Error(`No driver does ${action.type} for ${targetOf(action).id}.`)
  return driver
}

/** The same change, whoever needs it. */
export function keyOf(action: number | null, { driver, target, after }: PlannedChange): string {
  return JSON.stringify([action, driver, target.kind, target.id, after])
}

function fresh(change: PlannedChange, id: Id, action: number): Change {
  return { ...change, id, action, state: 'pending', startedAt: null, finishedAt: null }
}

/** A change that will not be: it stands for its action in the run. */
function refusal(plant: PlantView, action: Action, why: string): PlannedChange {
  const { kind, id } = targetOf(action)
  const entry = plant.get(id)
  const label = entry === undefined ? id : entryName(entry)
  return { driver: 'none', target: { kind, id, label }, node: null, summary: `${label}: ${why}`, before: {}, after: {} }
}
