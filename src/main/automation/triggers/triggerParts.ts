import type { Id, Run } from '../../../contract'
import type { BrokerLinks } from '../../broker/createBrokerLinks'
import type { PlantDiscovery } from '../../discovery/createDiscovery'
import type { Asker, Execution } from '../../execution/execution'
import type { Salvos } from '../../execution/salvos/salvos'
import type { AuditRepository, RunRepository, Store } from '../../store/repositories'
import type { TallyBook } from '../../tally/tally'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { ActorNow } from '../actorNow'
import type { PlantParts } from '../expressions/plantLookup'
import type { Playbooks } from '../playbooks/createPlaybooks'
import type { Notice, PlaybookParts } from '../playbooks/playbookParts'
import type { RunGate } from '../runGate'

/** What triggers hear, and what they do it with. */
export type TriggerParts = PlantParts & {
  readonly store: Pick<Store, 'triggers' | 'triggerHolds' | 'triggerHistories'>
  readonly audit: Pick<AuditRepository, 'append'>
  readonly runs: Pick<RunRepository, 'list'>
  /** A run as it is now, or null. @throws StoreError */
  readonly runNow: (id: Id) => Promise<Run | null>
  readonly gate: Pick<RunGate, 'cancel' | 'compensate' | 'onRun'>
  readonly execution: Pick<Execution, 'start' | 'takeBack'>
  readonly salvos: Pick<Salvos, 'get' | 'fire'>
  readonly playbooks: Pick<Playbooks, 'get'> & { readonly runs: Pick<Playbooks['runs'], 'start'> }
  readonly runJob: (asker: Asker, name: string) => ReturnType<PlaybookParts['runJob']>
  readonly links: Pick<BrokerLinks, 'named' | 'byName' | 'onChange'>
  readonly tally: Pick<TallyBook, 'onEvent'>
  readonly discovery: Pick<PlantDiscovery, 'list' | 'onRegistry' | 'onForeignChange'>
  readonly actorNow: ActorNow
  readonly notify: (notice: Notice) => void
  /** The folder with the triggers that ship; null: none do. */
  readonly shipped: string | null
  readonly clock: Clock
  readonly ids: () => Id
  readonly logger: Logger
}
