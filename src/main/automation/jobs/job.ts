import type { Finding, Id, JobName } from '../../../contract'

/** Where a job puts what it finds. All is counted; of what is kept the worst comes first. */
export type JobReport = {
  /** So many more things were looked at. */
  readonly checked: (count: number) => void
  readonly find: (finding: Finding) => void
}

/** Something that Signalbox can look through, again and again. */
export type JobWork = {
  readonly name: JobName
  readonly title: string
  readonly description: string
  /** Lets others have their turn however large the plant is; ends soon after `signal`. */
  readonly look: (report: JobReport, signal: AbortSignal) => Promise<void>
  /** Why a finding is not as it was any more, so that its fix would be wrong, as a sentence; null: it may still be so. */
  readonly isOver: (finding: Finding) => string | null
}

/** So many ids a finding names: thousands of senders may be on one address. */
export const MOST_SUBJECTS = 500

export function finding(
  severity: Finding['severity'],
  code: string,
  text: string,
  subjects: readonly Id[],
  fix: Finding['fix'] = null,
): Finding {
  return { severity, code, text, subjects: subjects.slice(0, MOST_SUBJECTS), fix }
}
