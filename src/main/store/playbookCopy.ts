import { z } from 'zod'
import type { StepProgress } from '../../contract'

/** What a run of a playbook goes on with after a restart: the texts it was started with, by the names of the playbooks. */
export const PlaybookCopy = z.object({
  name: z.string(),
  version: z.string(),
  title: z.string(),
  /** Things of the plant by their ids. */
  params: z.record(z.string(), z.unknown()),
  texts: z.record(z.string(), z.string()),
  confirm: z.array(z.string()),
  override: z.string().nullable(),
})
export type PlaybookCopy = z.infer<typeof PlaybookCopy>

/** A step with what only its run needs to know: its items, its deadline. `position` orders the steps of a run. */
export type StoredStep = {
  readonly position: string
  readonly progress: StepProgress
  readonly kept: Readonly<Record<string, unknown>>
}
