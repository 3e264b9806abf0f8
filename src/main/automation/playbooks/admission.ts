import type { Id, OnFailure, Role } from '../../../contract'
import { type Asker, RefusedError } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { reaches } from '../../execution/roles'
import type { PlaybookCopy } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { nestedPlaybooks } from './nesting'
import { type PlaybookPlan, planPlaybook } from './planPlaybook'
import type { Playbook } from './playbook'
import type { PlaybookLibrary } from './playbookLibrary'
import type { PlaybookParts } from './playbookParts'

/** A run of a playbook before it is planned. */
export type PreparedRun = {
  readonly id: Id
  readonly main: Playbook
  /** Everything that it runs, itself with it, by name. */
  readonly playbooks: ReadonlyMap<string, Playbook>
  readonly copy: PlaybookCopy
  readonly policy: OnFailure
}

/** A playbook with everything that it runs. @throws HouseError when there is none, or it cannot be run */
export function wholePlaybook(
  { find }: Pick<PlaybookLibrary, 'find'>,
  name: string,
): Pick<PreparedRun, 'main' | 'playbooks'> {
  if (find(name) === undefined) throw noPlaybook(name)
  const nested = nestedPlaybooks(name, find)
  if (!nested.ok) throw new HouseError('invalid', `The playbook “${name}” cannot be run. ${nested.fault}`)
  const main = nested.playbooks.get(name)
  if (main === undefined) throw noPlaybook(name)
  return { main, playbooks: nested.playbooks }
}

function noPlaybook(name: string): HouseError {
  return new HouseError('unknown', `There is no playbook “${name}”.`)
}

/** Plans it as the plant is now. */
export function plannedRun(
  parts: PlaybookParts,
  asker: Asker,
  { main, playbooks, copy, policy, id }: PreparedRun,
): Promise<PlaybookPlan> {
  const facts = { id, number: 0, actor: asker.actor, origin: asker.origin, playbook: main.name }
  const { params, confirm, override } = copy
  const now = timestamp(parts.clock.now())
  return planPlaybook(parts, playbooks, { asker, main, params, policy, confirm, override, facts, now })
}

/** Who reaches none of the roles of a playbook may not run it. @throws RefusedError, StoreError */
export async function refuseRole({ audit }: Pick<PlaybookParts, 'audit'>, asker: Asker, main: Playbook): Promise<void> {
  const least = main.roles.reduce<Role>((low, role) => (reaches(low, role) ? role : low), 'admin')
  if (reaches(asker.actor.role, least)) return
  const text = `The playbook “${main.title}” needs the role ${least}; ${asker.actor.name} is ${asker.actor.role}.`
  const refusals = [{ effect: 'deny', code: 'ROLE', text, action: null, target: null } as const]
  await refuse(audit, asker, `playbook “${main.title}”`, { refusals }, null)
}

/** What makes no sense, or is refused, before anything is done. @throws HouseError, RefusedError, StoreError */
export async function refusePlan(
  { audit }: Pick<PlaybookParts, 'audit'>,
  asker: Asker,
  main: Playbook,
  plan: PlaybookPlan,
  runId: Id | null,
): Promise<void> {
  if (plan.faults.length > 0) throw new HouseError('invalid', plan.faults.join(' '))
  if (plan.refusals.length > 0) await refuse(audit, asker, `playbook “${main.title}”`, plan, runId)
}

/** @throws RefusedError, after the audit has it */
async function refuse(
  audit: PlaybookParts['audit'],
  { actor, origin }: Asker,
  summary: string,
  { refusals }: Pick<PlaybookPlan, 'refusals'>,
  runId: Id | null,
): Promise<never> {
  const row = {
    actor,
    origin,
    what: 'playbook',
    target: null,
    policy: null,
    override: false,
    durationMs: null,
    runId,
  }
  const detail = { decisions: refusals.slice(0, 50) }
  await audit.append([{ ...row, summary: `Refused: ${summary}`, outcome: 'refused', detail }])
  throw new RefusedError(refusals)
}
