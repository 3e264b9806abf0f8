import type { Change, Run } from '../../contract'

/** How far the changes of a run are. */
export type RunCounts = {
  readonly all: number
  readonly verified: number
  readonly failed: number
  /** Put back, or left as somebody else has made it since. */
  readonly reverted: number
  readonly left: number
  /** Never sent, because there was nothing to do. */
  readonly already: number
  /** Never sent, for another reason. */
  readonly skipped: number
  readonly busy: number
  readonly staged: number
  readonly pending: number
}

/** Where one change stands; what is staged and not active yet is on its way. */
export function standingOf({ state, code, stagedAt }: Change): Exclude<keyof RunCounts, 'all'> {
  switch (state) {
    case 'verified':
      return 'verified'
    case 'failed':
      return 'failed'
    case 'reverted':
      return 'reverted'
    case 'left':
      return 'left'
    case 'skipped':
      return code === 'ALREADY_SO' ? 'already' : 'skipped'
    case 'applying':
    case 'applied':
      return stagedAt === undefined || state === 'applied' ? 'busy' : 'staged'
    case 'pending':
      return 'pending'
  }
}

export function countsOf(changes: readonly Change[]): RunCounts {
  const counts = {
    ...{ all: changes.length, verified: 0, failed: 0, reverted: 0, left: 0 },
    ...{ already: 0, skipped: 0, busy: 0, staged: 0, pending: 0 },
  }
  for (const change of changes) counts[standingOf(change)] += 1
  return counts
}

/** How the counts read, without those that are none: `9 of 10 verified`, `1 failed`. */
export function countWords(run: Run): readonly string[] {
  if (run.playbook !== undefined) {
    const steps = run.playbook.steps.filter(({ id }) => !/[[/]/.test(id))
    const over = steps.filter(({ state }) => state === 'done' || state === 'skipped').length
    return [`${String(over)} of ${String(steps.length)} steps over`]
  }
  const { all, verified, failed, reverted, left, already, skipped, busy, staged, pending } = countsOf(run.changes)
  const begun = run.startedAt !== null
  const wanted = all - already - skipped
  const words: (string | null)[] = [
    begun && wanted > 0 && reverted + left === 0 ? `${String(verified)} of ${String(wanted)} verified` : null,
    reverted + left > 0 && verified > 0 ? `${String(verified)} stand` : null,
    failed > 0 ? `${String(failed)} failed` : null,
    reverted > 0 ? `${String(reverted)} put back` : null,
    left > 0 ? `${String(left)} left` : null,
    staged > 0 ? `${String(staged)} staged` : null,
    busy > 0 ? `${String(busy)} under way` : null,
    pending > 0 ? `${String(pending)} ${begun ? 'to come' : 'planned'}` : null,
    already > 0 ? `${String(already)} already so` : null,
    skipped > 0 ? `${String(skipped)} skipped` : null,
  ]
  return words.filter((word) => word !== null)
}

/** The run by the devices it waits for, in the order of its changes; what no device is asked for comes under `null`. */
export type RunDevice = { readonly key: string; readonly name: string; readonly changes: readonly Change[] }

export function devicesOf(run: Run): readonly RunDevice[] {
  const devices = new Map<string, { key: string; name: string; changes: Change[] }>()
  for (const change of run.changes) {
    if (change.state === 'skipped' && change.driver === 'none') continue
    const key = change.node?.id ?? 'house'
    const device = devices.get(key) ?? { key, name: change.node?.label ?? 'Signalbox', changes: [] }
    device.changes.push(change)
    devices.set(key, device)
  }
  return [...devices.values()]
}

/** From its beginning to its end, ms; null while it has none. */
export const lengthOf = ({ startedAt, finishedAt }: Pick<Run, 'startedAt' | 'finishedAt'>): number | null =>
  startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt)

/** How close together the devices cut: `cut together within 3 ms`; null when they do not say. */
export function spreadText({ spreadMs }: Pick<Run, 'spreadMs'>): string | null {
  if (spreadMs === null) return null
  if (spreadMs < 1) return 'cut together within 1 ms'
  return spreadMs < 1000
    ? `cut together within ${String(Math.ceil(spreadMs))} ms`
    : `cut within ${(spreadMs / 1000).toFixed(1)} s of each other`
}
