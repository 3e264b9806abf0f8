import { setTimeout as after } from 'node:timers/promises'
import type { Finding } from '../../../contract'

/** A change that is under way shows in one place first: what seems wrong is looked at once more, ms later. */
const SECOND_LOOK_MS = 1_000

/** What is still found when it is looked for once more. */
export async function foundTwice<T extends { readonly findings: readonly Finding[] }>(
  look: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const first = await look()
  if (first.findings.length === 0 || signal.aborted) return first
  await after(SECOND_LOOK_MS, null, { signal }).catch(() => null)
  return signal.aborted ? first : look()
}
