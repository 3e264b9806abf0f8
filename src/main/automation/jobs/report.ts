import { type Finding, type JobResult, MOST_FINDINGS } from '../../../contract'
import type { JobReport } from './job'

type Severity = Finding['severity']

/** What has been found so far. */
export type Report = JobReport & {
  readonly now: () => Pick<JobResult, 'checked' | 'found' | 'findings'>
}

export function createReport(): Report {
  const kept: Readonly<Record<Severity, Finding[]>> = { alarm: [], warning: [], info: [] }
  const found = { alarm: 0, warning: 0, info: 0 }
  let checked = 0
  return {
    checked(count) {
      checked += count
    },
    find(one) {
      found[one.severity] += 1
      if (kept[one.severity].length < MOST_FINDINGS) kept[one.severity].push(one)
    },
    now: () => ({
      checked,
      found: { ...found },
      findings: [...kept.alarm, ...kept.warning, ...kept.info].slice(0, MOST_FINDINGS),
    }),
  }
}
