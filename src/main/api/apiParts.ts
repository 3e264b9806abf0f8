import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { Scheduler } from '../automation/scheduler'
import type { Discovery } from '../discovery/discovery'
import type { Execution } from '../execution/execution'
import type { Holds } from '../execution/holds/holds'
import type { HouseSettings } from '../execution/houseSettings'
import type { Salvos } from '../execution/salvos/salvos'
import type { Snapshots } from '../execution/snapshots/snapshots'
import type { WindowBook } from '../execution/windows/windowBook'
import type { NmosHttp } from '../nmos/http'
import type { PictureFeed } from '../plant/picture'
import type { Plant } from '../plant/plant'
import type { PolicyBook } from '../policy/policyBook'
import type { Store } from '../store/repositories'
import type { TallyBook } from '../tally/tally'
import type { ApiKeys } from './apiKeys'
import type { EventLog } from './eventLog'

/** What the procedures work with. */
export type ApiParts = {
  /** Of Signalbox, as in package.json. */
  readonly version: string
  /** When the engine started, epoch ms. */
  readonly startedAt: number
  readonly plant: Plant
  readonly picture: Pick<PictureFeed, 'watch'>
  readonly discovery: Pick<Discovery, 'list' | 'add' | 'update' | 'remove'>
  readonly execution: Pick<
    Execution,
    'start' | 'approve' | 'cancel' | 'resume' | 'compensate' | 'undo' | 'candidates' | 'live'
  >
  readonly holds: Pick<Holds, 'of' | 'all'>
  readonly salvos: Omit<Salvos, 'onChange' | 'start'>
  readonly snapshots: Omit<Snapshots, 'onChange' | 'start'>
  readonly windows: Pick<WindowBook, 'list' | 'create' | 'approve' | 'remove'>
  readonly scheduler: Pick<Scheduler, 'list' | 'get' | 'create' | 'cancel'>
  readonly settings: Pick<HouseSettings, 'get' | 'update'>
  readonly policies: Pick<
    PolicyBook,
    'list' | 'defaults' | 'create' | 'update' | 'remove' | 'check' | 'readFiles' | 'applyFiles' | 'exportYaml'
  >
  readonly tally: Omit<TallyBook, 'onChange' | 'start' | 'stop'>
  readonly store: Pick<Store, 'runs' | 'audit' | 'settings' | 'health'>
  readonly keys: ApiKeys
  readonly events: EventLog
  /** For looking at a device closely. */
  readonly http: NmosHttp
  readonly clock: Clock
  readonly logger: Logger
}
