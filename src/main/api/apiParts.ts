import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { Impacts } from '../automation/impact/impact'
import type { Jobs } from '../automation/jobs/jobs'
import type { Playbooks } from '../automation/playbooks/createPlaybooks'
import type { Recovery } from '../automation/recovery/recovery'
import type { RunGate } from '../automation/runGate'
import type { Scheduler } from '../automation/scheduler'
import type { Triggers } from '../automation/triggers/triggers'
import type { Discovery } from '../discovery/discovery'
import type { BrokerBook } from '../broker/brokerBook'
import type { Execution } from '../execution/execution'
import type { DeviceBook } from '../relay/devices/createDeviceBook'
import type { Inspector } from '../relay/inspector/createInspector'
import type { Leases } from '../relay/leases/leases'
import type { ModuleHost } from '../relay/moduleHost/moduleHost'
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
  readonly execution: Pick<Execution, 'start' | 'candidates'>
  /** Decisions about runs that are there. */
  readonly runs: Omit<RunGate, 'onRun'>
  readonly playbooks: Omit<Playbooks, 'onChange' | 'start' | 'stop'>
  readonly jobs: Omit<Jobs, 'onChange' | 'start' | 'stop'>
  readonly recovery: Pick<Recovery, 'list' | 'get' | 'apply' | 'keep'>
  readonly impact: Impacts
  readonly triggers: Omit<Triggers, 'waiting' | 'onChange' | 'start' | 'stop'>
  readonly holds: Pick<Holds, 'of' | 'all'>
  readonly salvos: Omit<Salvos, 'onChange' | 'start'>
  readonly snapshots: Omit<Snapshots, 'onChange' | 'start'>
  readonly windows: Pick<WindowBook, 'list' | 'create' | 'update' | 'approve' | 'remove'>
  readonly scheduler: Omit<Scheduler, 'onChange' | 'start' | 'stop'>
  readonly settings: Pick<HouseSettings, 'get' | 'update'>
  readonly policies: Pick<
    PolicyBook,
    'list' | 'defaults' | 'create' | 'update' | 'remove' | 'check' | 'readFiles' | 'applyFiles' | 'exportYaml'
  >
  readonly brokers: Omit<BrokerBook, 'onChange' | 'start' | 'stop'>
  readonly devices: Pick<DeviceBook, 'get' | 'list' | 'view' | 'remove'>
  readonly inspector: Pick<Inspector, 'topics'>
  readonly modules: Pick<ModuleHost, 'list' | 'get' | 'update'>
  readonly leases: Pick<Leases, 'list' | 'reserve' | 'renew' | 'release'>
  readonly tally: Omit<TallyBook, 'onChange' | 'start' | 'stop'>
  readonly store: Pick<Store, 'runs' | 'audit' | 'settings' | 'health'>
  readonly keys: ApiKeys
  readonly events: EventLog
  /** For looking at a device closely. */
  readonly http: NmosHttp
  readonly clock: Clock
  readonly logger: Logger
}
