import type { Id, Registry, Settings } from '../../../contract'
import type { HttpAnswer } from '../../drivers/http/httpDriver'
import type { Asker, Execution } from '../../execution/execution'
import type { Salvos } from '../../execution/salvos/salvos'
import type { Snapshots } from '../../execution/snapshots/snapshots'
import type { AuditRepository, PlaybookRunRepository, RunRepository } from '../../store/repositories'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { PlantParts } from '../expressions/plantLookup'

/** Something that people should know. `by`: who says it, `playbook fall-response`. */
export type Notice = {
  readonly severity: 'info' | 'warning' | 'alarm'
  readonly text: string
  readonly target: Id | null
  readonly by: string
}

/** How a named job ended. `problem` null: it could be done; what it found is in `output`. */
export type JobOutcome = { readonly problem: string | null; readonly output: unknown }

/** What runs of playbooks are done with. */
export type PlaybookParts = PlantParts & {
  readonly execution: Pick<Execution, 'start' | 'plan' | 'cancel' | 'takeBack' | 'live' | 'onRun'>
  readonly runs: Pick<RunRepository, 'insert' | 'write' | 'get' | 'inState'>
  readonly steps: PlaybookRunRepository
  readonly audit: Pick<AuditRepository, 'append' | 'list'>
  readonly salvos: Pick<Salvos, 'list' | 'get'>
  readonly snapshots: Pick<Snapshots, 'list' | 'get' | 'diff' | 'create'>
  readonly settings: () => Settings
  /** Where the plant is learned from, as it is now. */
  readonly registries: () => readonly Registry[]
  /** @throws HouseError for a job that there is not */
  readonly runJob: (asker: Asker, name: string) => Promise<JobOutcome>
  readonly notify: (notice: Notice) => void
  /** What a service answered to this change; undefined when it is not known any more. */
  readonly httpAnswer: (changeId: Id) => HttpAnswer | undefined
  readonly clock: Clock
  /** Fresh ids of runs. */
  readonly ids: () => Id
  readonly logger: Logger
}
