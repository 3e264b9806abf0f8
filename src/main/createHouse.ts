import { join } from 'node:path'
import type { Id, Run } from '../contract'
import { createActorNow } from './automation/actorNow'
import { createImpacts } from './automation/impact/createImpacts'
import type { Impacts } from './automation/impact/impact'
import { collisionsJob } from './automation/jobs/collisionsJob'
import { createJobs } from './automation/jobs/createJobs'
import { createDeviceReads } from './automation/jobs/deviceReads'
import { driftJob } from './automation/jobs/driftJob'
import { expiringLeasesJob } from './automation/jobs/expiringLeasesJob'
import type { Jobs } from './automation/jobs/jobs'
import { nmosCheckJob } from './automation/jobs/nmosCheckJob'
import { orphanSendersJob } from './automation/jobs/orphanSendersJob'
import type { Notice } from './automation/playbooks/playbookParts'
import { createActivations } from './automation/recovery/activations'
import { createRecovery } from './automation/recovery/createRecovery'
import type { Recovery } from './automation/recovery/recovery'
import { createRouteChanges } from './automation/recovery/routeChanges'
import { type Playbooks, createPlaybooks } from './automation/playbooks/createPlaybooks'
import { type RunGate, createRunGate } from './automation/runGate'
import { createPlantReadiness } from './automation/plantReadiness'
import { createScheduledExecutors } from './automation/scheduledExecutors'
import { createScheduler } from './automation/createScheduler'
import { createTriggers } from './automation/triggers/createTriggers'
import type { Triggers } from './automation/triggers/triggers'
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
import type { GivenModuleSettings } from './relay/moduleHost/createModuleHost'
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
  readonly triggers: Triggers
  readonly jobs: Jobs
  readonly recovery: Recovery
  readonly impact: Impacts
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
  readonly discovery: Pick<PlantDiscovery, 'list' | 'onRegistry' | 'onForeignChange' | 'noteOwn'>
  readonly http: NmosHttp
  /** Started and stopped by who made them. */
  readonly links: BrokerLinks
  readonly clock: Clock
  readonly ids: () => Id
  /** 0…1. */
  readonly random: () => number
  readonly logger: Logger
  readonly timeouts: Is05Timeouts
  /** Of modules, by name, until the house has its own. */
  readonly givenModuleSettings?: GivenModuleSettings
  /** Whether one may come with the key of `SIGNALBOX_API_KEY`; left out: one may. */
  readonly hasEnvironmentKey?: boolean
  /** Tells people something, as an event. */
  readonly notify: Notify
  /** Where playbooks are: those that ship, and those of the house where its settings name no folder; null: nowhere. */
  readonly playbookFolders: { readonly shipped: string | null; readonly own: string | null }
}

/** How long after a change the routing is looked at: what comes back comes in pieces, ms. */
const SETTLE_MS = 2_000
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
    givenModuleSettings: options.givenModuleSettings ?? {},
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
  const notify = ({ severity, text, target, by }: Notice): void => {
    options.notify(severity, text, target, by)
  }
  const reads = createDeviceReads({ plant, http, requestMs })
  const recovery = createRecovery({
    ...{ plant, discovery, execution, settings, notify, clock, logger },
    repository: store.recovery,
    changes: createRouteChanges({
      onRun: execution.onRun,
      onForeignChange: discovery.onForeignChange,
      runs: store.runs,
      audit: store.audit,
      logger,
    }),
    activations: createActivations(plant, reads),
    settleMs: SETTLE_MS,
  })
  const jobs = createJobs({
    ...{ execution, notify, clock, ids, logger },
    works: [
      collisionsJob(plant, reads),
      nmosCheckJob(plant, http, reads),
      driftJob(plant, recovery.intentionOf),
      orphanSendersJob(plant),
      expiringLeasesJob({ plant, holds, clock }),
    ],
    repository: store.jobResults,
  })
  const playbooks = createPlaybooks({
    ...{ execution, plant, salvos, snapshots, clock, ids, logger },
    runs: store.runs,
    steps: store.playbookRuns,
    audit: store.audit,
    mqttDevices: relay.devices.all,
    registries: discovery.list,
    settings: settings.get,
    onSettings: settings.onChange,
    shipped: options.playbookFolders.shipped,
    ownFolder: options.playbookFolders.own,
    runJob: jobs.outcome,
    notify,
    httpAnswer: services.answerOf,
  })
  const runGate = createRunGate(execution, playbooks.runs)
  const runNow = async (id: Id): Promise<Run | null> => runGate.live(id) ?? (await store.runs.get(id))
  const actorNow = createActorNow(store.keys, options.hasEnvironmentKey ?? true)
  const scheduler = createScheduler({
    repository: store.schedules,
    runs: store.runs,
    runNow,
    onRun: runGate.onRun,
    executors: createScheduledExecutors({
      ...{ execution: { ...runGate, start: execution.start }, salvos, snapshots, runNow },
      job: async (asker, { name }) => {
        const { problem } = await jobs.outcome(asker, name)
        if (problem !== null) throw new HouseError('state', problem)
        return null
      },
      playbook: (asker, { name, params, confirm }) =>
        playbooks.runs.start(asker, name, { params, confirm, dryRun: false, waitMs: 0 }),
    }),
    playbookTitle: (name) => playbooks.get(name)?.title ?? null,
    jobTitle: jobs.titleOf,
    actorNow,
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
  const { shipped } = options.playbookFolders
  const triggers = createTriggers({
    ...{ execution, plant, salvos, playbooks, discovery, links, tally, runNow, notify, clock, ids, logger },
    store,
    audit: store.audit,
    runs: store.runs,
    gate: runGate,
    mqttDevices: relay.devices.all,
    runJob: jobs.outcome,
    actorNow,
    shipped: shipped === null ? null : join(shipped, 'triggers'),
  })
  const impact = createImpacts(plant, {
    ...{ salvos, snapshots, playbooks, policies, windows, holds, recovery },
    schedules: scheduler,
    triggers,
    leases: relay.leases,
    tallyMappings: tally,
  })
  await Promise.all([
    ...[jobs.start(), holds.start(), windows.start(), salvos.start(), snapshots.start(), policies.start()],
    playbooks.start(),
  ])

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
    triggers,
    jobs,
    recovery,
    impact,
    runs: runGate,
    async start() {
      await tally.start()
      retention.start()
      readiness.watch()
      void execution.recover().catch((error: unknown) => {
        logger.error('Runs that were under way when Signalbox ended could not be settled', { error })
      })
      await relay.start()
      playbooks.resume(readiness.ready)
      await recovery.start(readiness.ready)
      await scheduler.start()
      await triggers.start(readiness.ready)
    },
    async stop(graceMs) {
      await triggers.stop()
      tally.stop()
      await relay.stop()
      scheduler.stop()
      readiness.stop()
      await recovery.stop()
      await jobs.stop()
      await playbooks.stop()
      await execution.stop(graceMs)
      await retention.stop()
      policies.stop()
      windows.stop()
      holds.stop()
    },
  }
}
