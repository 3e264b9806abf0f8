import type { Run } from '../../../src/contract'

/** What a run without anything special says of itself. */
export const PLAIN = {
  disturbs: [],
  onFailure: 'continue-on-error',
  activation: { mode: 'activate_immediate' },
  change: false,
  source: null,
  approval: null,
  question: null,
  compensation: null,
  spreadMs: null,
} as const satisfies Partial<Run>
