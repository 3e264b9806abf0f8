import type { Finding, JobResultBrief, RecoveryDifference } from '../../../contract'

/** How a result reads: `2 alarms · 1 warning`, `nothing found`. */
export function foundText({ found, state }: Pick<JobResultBrief, 'found' | 'state'>): string {
  if (state === 'running') return 'looks…'
  if (state === 'failed') return 'could not be done'
  const words = [
    found.alarm === 0 ? null : found.alarm === 1 ? '1 alarm' : `${String(found.alarm)} alarms`,
    found.warning === 0 ? null : found.warning === 1 ? '1 warning' : `${String(found.warning)} warnings`,
    found.info === 0 ? null : found.info === 1 ? '1 note' : `${String(found.info)} notes`,
  ].filter((word) => word !== null)
  return words.length === 0 ? 'nothing found' : words.join(' · ')
}

/** The class for its colour. */
export function foundTone({ found, state }: Pick<JobResultBrief, 'found' | 'state'>): string {
  if (state === 'running') return 'quiet'
  if (state === 'failed' || found.alarm > 0 || found.warning > 0) return 'warn'
  return found.info > 0 ? 'quiet' : 'good'
}

/** How many there were of a severity that the result does not list any more. */
export const unlisted = (findings: readonly Finding[], { alarm, warning, info }: JobResultBrief['found']): number =>
  Math.max(0, alarm + warning + info - findings.length)

/** Why a destination is otherwise. */
export const causeWords: Readonly<Record<RecoveryDifference['cause'], string>> = {
  lost: 'came back without it',
  run: 'set by a run since',
  foreign: 'changed by somebody else',
  unknown: 'changed while Signalbox was away',
}
