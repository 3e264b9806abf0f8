import type { Run } from '../../contract'

/** How a run that was started is answered: 200 for a plan, else 201. */
export function started(run: Run, dryRun: boolean): { status: 200; body: Run } | { status: 201; body: Run } {
  return dryRun ? { status: 200, body: run } : { status: 201, body: run }
}
