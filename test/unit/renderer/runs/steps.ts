import type { StepProgress, StepState } from '../../../../src/contract'

/** A step of a run, with what a test says of it. */
export const step = (id: string, state: StepState, over: Partial<StepProgress> = {}): StepProgress => ({
  ...{ id, name: id, kind: 'take', title: id, needs: [], always: false, state, unknown: null, changes: [] },
  ...{ runId: null, output: null, problem: null, startedAt: null, finishedAt: null },
  ...over,
})
