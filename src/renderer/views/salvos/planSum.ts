import type { PlanCounts, PlanRow } from './planRows'
import type { Planned } from './usePlan'

type Plan = Omit<Planned, 'decisions'>

type Part = { readonly count: number; readonly words: string; readonly tone: string | undefined }

/** What the plan comes to, in numbers and a line of words below. */
export function planSum({
  counts,
  plan,
  may,
  idle,
}: {
  readonly counts: PlanCounts
  readonly plan: Plan
  readonly may: boolean
  /** Why there is nothing to take, known without a plan. */
  readonly idle: string | null
}): { readonly parts: readonly Part[]; readonly below: string } {
  if (idle !== null) return { parts: [], below: idle }
  if (plan.run === null) {
    if (!may) return { parts: [], below: 'Taking it needs the role operator.' }
    return { parts: [], below: plan.problem === null ? 'Asking what would happen…' : 'There is no plan.' }
  }
  const { change, same, skipped, devices } = counts
  const parts = [
    { count: change, words: 'change', tone: undefined },
    { count: same, words: 'already so', tone: undefined },
    { count: skipped, words: 'skipped', tone: 'warn' },
  ].filter(({ count, words }) => count > 0 || words === 'change')
  if (plan.asking) return { parts, below: 'looking again…' }
  const where = devices === 0 ? 'no device' : devices === 1 ? '1 device' : `${String(devices)} devices`
  return { parts, below: change === 0 ? 'Nothing would change.' : `${where}, nothing sent yet` }
}

/** What the button says. */
export function takeWords(
  verb: string,
  rows: readonly PlanRow[],
  plan: Plan,
  is: { readonly busy: string | null; readonly idle: boolean },
): string {
  if (is.busy !== null) return is.busy
  if (is.idle) return 'NOTHING TO TAKE'
  if (plan.run === null) return verb
  const changing = rows.filter(({ stand }) => stand === 'change')
  if (changing.length === 0) return 'NOTHING TO TAKE'
  const noun = changing.every(({ action }) => action.type.startsWith('route.')) ? 'ROUTE' : 'CHANGE'
  return `${verb} ${String(changing.length)} ${noun}${changing.length === 1 ? '' : 'S'}`
}
