import type { Id, Run } from '../contract'
import { createActorNow } from './automation/actorNow'
import { type Playbooks, createPlaybooks } from './automation/playbooks/createPlaybooks'
import { type RunGate, createRunGate } from './automation/runGate'
import { createPlantReadiness } from './automation/plantReadiness'
import { createScheduledExecutors } from './automation/scheduledExecutors'
import { createScheduler } from './automation/createScheduler'
import type { Scheduler } from './automation/scheduler'
import type { PlantDiscovery } from './discovery/createDiscovery'
import { type Is05Timeouts, createIs05Driver } from './drivers/is05/is05Driver'
import { createMqttDriver } from './drivers/mqtt/mqttDriver'
import { createHttpDriver } from './drivers/http/httpDriver'
import { createAuditRetention } from './execution/auditRetention'
import { createExecution } from './execution/createExecution'
import { createHouseSettings } from './execution/createHouseSettings'
import type { Execution } from './execution/execution'
import { createHoldDriver } from './execution/holds/holdDriver'
import { createHolds } from './execution/holds/createHolds'
import type { Holds } from './execution/holds/holds'
import { HouseError } from './execution/houseError'
import type { HouseSettings } from './execution/houseSettings'
import { createSalvos } from './execution/salvos/createSalvos'
import type { Salvos } from './execution/salvos/salvos'
import { createSnapshots } from './execution/snapshots/createSnapshots'
import type { Snapshots } from './execution/snapshots/snapshots'
import { createWindowBook } from './execution/windows/createWindowBook'
import type { WindowBook } from './execution/windows/windowBook'
import type { BrokerLinks } from './broker/createBrokerLinks'
import type { NmosHttp } from './nmos/http'
import type { Plant } from './plant/plant'
import { createCompatibility } from './policy/compatibility'
import { createPolicyBook } from './policy/createPolicyBook'
import type { PolicyBook } from './policy/policyBook'
import { type Relay, createRelay } from './relay/createRelay'
import type { Notify } from './relay/moduleHost/moduleHost'
import type { Store } from './store/repositories'
import { type Clock, timestamp } from './telemetry/clock'
import type { Logger } from './telemetry/logger'
import { createTally } from './tally/createTally'
import type { TallyBook } from './tally/tally'

/** What the house keeps and decides, and the one gate to the plant. */
export type House = {
  readonly execution: Execution
  readonly settings: HouseSettings
  readonly holds: Holds
  readonly windows: WindowBook
  readonly salvos: Salvos
  readonly snapshots: Snapshots
  readonly scheduler: Scheduler
  readonly tally: TallyBook
  readonly policies: PolicyBook
  readonly relay: Relay
  readonly playbooks: Playbooks
  /** Decisions about runs, whoever they belong to. */
  readonly runs: RunGate
  /** When discovery asks its sources: settles runs of before, then bookings. */
  readonly start: () => Promise<void>
  /** Lets what is being applied finish, at most `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>
}

export type HouseOptions = {
  readonly store: Store
  readonly plant: Plant
  readonly discovery: Pick<PlantDiscovery, 'list' | 'onRegistry' | 'noteOwn'>
  readonly http: NmosHttp
  /** Started and stopped by who made them. */
  readonly links: BrokerLinks
  readonly clock: Clock
  readonly ids: () => Id
  /** 0…1. */
  readonly random: () => number
  readonly logger: Logger
  readonly timeouts: Is05Timeouts
  /** Tells people something, as an event. */
  readonly notify: Notify
  /** Where playbooks are: those that ship, and those of the house where its settings name no folder; null: nowhere. */
  readonly playbookFolders: { readonly shipped: string | null; readonly own: string | null }
}

/** How long booked work waits for the plant after a start, ms. */
const PLANT_MS = 15_000
/** How far ahead a booking for a window that opens at this moment is put, ms. */
const SOON_MS = 1_500
/** How late into a window a queued run may begin, when Signalbox was not running at its start, s. */
const WINDOW_GRACE_S = 300

/** Wires what the house keeps; all of it has been read from the disk when this is fulfilled. @throws StoreError */
export async function createHouse(options: HouseOptions): Promise<House> {
  const { store, plant, discovery, http, links, clock, ids, random, logger, timeouts } = options
  const settings = createHouseSettings(store.settings)
  await settings.start()
  const holds = createHolds({ repository: store.holds, plant, clock, logger })
  const windows = createWindowBook({ repository: store.windows, clock, ids })
  const policies = createPolicyBook({
    plant,
    compatibility: createCompatibility(plant),
    repository: store.policies,
    settings: () => settings.get().policy,
    onSettings: settings.onChange,
    suspensions: windows.suspensions,
    clock,
    ids,
    logger,
  })
  const relay = createRelay({
    links,
    store,
    settings,
    holds,
    plant,
    execution: () => execution,
    scheduler: () => scheduler,
    notify: options.notify,
    clock,
    ids,
    logger,
  })
  const requestMs = () => settings.get().execution.requestMs
  const services = createHttpDriver({ allowedHosts: () => settings.get().playbooks.allowedHosts, requestMs })
  const execution = createExecution({
    drivers: [
      services.driver,
      createMqttDriver({ line: relay.line, plant }),
      createIs05Driver({ http, plant, clock, logger, timeouts: { ...timeouts, requestMs } }),
      createHoldDriver({ holds, clock }),
    ],
    plant,
    journal: store.runs,
    audit: store.audit,
    clock,
    ids,
    logger,
    settings,
    holds,
    windows,
    policies,
    queueForWindow: async (asker, { id, number }, at) => {
      const soonest = Math.max(Date.parse(at), clock.now() + SOON_MS)
      await scheduler.create(asker, {
        label: `Run ${number}, for the change window`,
        at: timestamp(soonest),
        timeZone: 'UTC',
        work: { kind: 'activate', runId: id },
        misfire: 'run',
        graceS: WINDOW_GRACE_S,
      })
    },
    noteOwn: discovery.noteOwn,
  })
  const tally = createTally({
    repository: store.tallyMappings,
    plant,
    http,
    links,
    settings,
    clock,
    ids,
    random,
    logger,
  })
  const documents = { execution, plant, clock, ids }
  const salvos = createSalvos({ repository: store.salvos, ...documents })
  const snapshots = createSnapshots({ repository: store.snapshots, ...documents })
  const readiness = createPlantReadiness(discovery, PLANT_MS)
  const playbooks = createPlaybooks({
    ...{ execution, plant, salvos, snapshots, clock, ids, logger },
    runs: store.runs,
    steps: store.playbookRuns,
    audit: store.audit,
    mqttDevices: relay.devices.all,
    settings: settings.get,
    onSettings: settings.onChange,
    shipped: options.playbookFolders.shipped,
    ownFolder: options.playbookFolders.own,
    runJob: absent,
    notify: ({ severity, text, target, by }) => {
      options.notify(severity, text, target, by)
    },
    httpAnswer: services.answerOf,
  })
  const runGate = createRunGate(execution, playbooks.runs)
  const runNow = async (id: Id): Promise<Run | null> => runGate.live(id) ?? (await store.runs.get(id))
  const scheduler = createScheduler({
    repository: store.schedules,
    runs: store.runs,
    runNow,
    onRun: runGate.onRun,
    executors: createScheduledExecutors({
      ...{ execution: { ...runGate, start: execution.start }, salvos, snapshots, runNow, job: absent },
      playbook: (asker, { name, params, confirm }) =>
        playbooks.runs.start(asker, name, { params, confirm, dryRun: false, waitMs: 0 }),
    }),
    playbookTitle: (name) => playbooks.get(name)?.title ?? null,
    jobTitle: () => null,
    actorNow: createActorNow(store.keys),
    plant,
    salvos,
    snapshots,
    ready: readiness.ready,
    clock,
    ids,
    logger,
  })
  const bookedRuns = (): ReadonlySet<Id> =>
    new Set(
      scheduler
        .list({})
        .filter(({ state }) => state === 'waiting' || state === 'paused' || state === 'running')
        .flatMap(({ work }) => (work.kind === 'activate' ? [work.runId] : [])),
    )
  const retention = createAuditRetention({ audit: store.audit, execution, bookedRuns, settings, clock, logger })
  await Promise.all([holds.start(), windows.start(), salvos.start(), snapshots.start(), policies.start()])

  return {
    execution,
    settings,
    holds,
    windows,
    salvos,
    snapshots,
    scheduler,
    tally,
    policies,
    relay,
    playbooks,
    runs: runGate,
    async start() {
      await tally.start()
      retention.start()
      readiness.watch()
      void execution.recover().catch((error: unknown) => {
        logger.error('Runs that were under way when Signalbox ended could not be settled', { error })
      })
      await relay.start()
      await playbooks.start(readiness.ready)
      await scheduler.start()
    },
    async stop(graceMs) {
      tally.stop()
      await relay.stop()
      scheduler.stop()
      readiness.stop()
      await playbooks.stop()
      await execution.stop(graceMs)
      await retention.stop()
      policies.stop()
      windows.stop()
      holds.stop()
    },
  }
}

/** Until jobs are there. */
function absent(): Promise<never> {
  return Promise.reject(new HouseError('unknown', 'It is not there.'))
}
