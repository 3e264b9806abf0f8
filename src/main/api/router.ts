import { implement } from '@orpc/server'
import { contract } from '../../contract'
import type { ApiContext } from './apiContext'
import type { ApiParts } from './apiParts'
import { auditProcedures } from './audit'
import { brokerProcedures } from './brokers'
import { candidatesProcedure } from './candidates'
import { createDoors } from './doors'
import { eventsProcedure } from './events'
import { healthProcedures } from './health'
import { impactProcedures } from './impact'
import { inspectProcedure } from './inspect'
import { jobProcedures } from './jobs'
import { keyProcedures } from './keys'
import { leaseProcedures } from './leases'
import { lockProcedures } from './locks'
import { moduleProcedures } from './modules'
import { mqttDeviceProcedures, mqttTopicsProcedure } from './mqttDevices'
import { pictureProcedures } from './picture'
import { placementProcedures } from './placements'
import { plantListProcedures } from './plantLists'
import { playbookProcedures } from './playbooks'
import { policyProcedures } from './policies'
import { recoveryProcedures } from './recovery'
import { registryProcedures } from './registries'
import { resourceProcedures } from './resources'
import { runProcedures } from './runs'
import { salvoProcedures } from './salvos'
import { scheduleProcedures } from './schedules'
import { searchProcedure } from './search'
import { settingsProcedures } from './settings'
import { snapshotProcedures } from './snapshots'
import { tallyMappingProcedures, tallyProcedures } from './tally'
import { topologyProcedure } from './topology'
import { triggerProcedures } from './triggers'
import { windowProcedures } from './windows'

/** The contract, implemented. Every link (REST, WebSocket, MessagePort) serves this one router. */
export function createRouter(parts: ApiParts) {
  const doors = createDoors({ logger: parts.logger, audit: parts.store.audit, clock: parts.clock })
  return implement(contract)
    .$context<ApiContext>()
    .router({
      ...healthProcedures(doors, parts),
      ...plantListProcedures(doors, parts),
      ...resourceProcedures(doors, parts),
      ...runProcedures(doors, parts),
      events: eventsProcedure(doors, parts),
      keys: keyProcedures(doors, parts),
      registries: registryProcedures(doors, parts),
      brokers: brokerProcedures(doors, parts),
      leases: leaseProcedures(doors, parts),
      modules: moduleProcedures(doors, parts),
      mqttDevices: mqttDeviceProcedures(doors, parts),
      mqttTopics: mqttTopicsProcedure(doors, parts),
      placements: placementProcedures(doors, parts),
      topology: topologyProcedure(doors, parts),
      search: searchProcedure(doors, parts),
      inspect: inspectProcedure(doors, parts),
      picture: pictureProcedures(doors, parts),
      routes: { candidates: candidatesProcedure(doors, parts) },
      locks: lockProcedures(doors, parts),
      salvos: salvoProcedures(doors, parts),
      snapshots: snapshotProcedures(doors, parts),
      windows: windowProcedures(doors, parts),
      schedules: scheduleProcedures(doors, parts),
      settings: settingsProcedures(doors, parts),
      playbooks: playbookProcedures(doors, parts),
      triggers: triggerProcedures(doors, parts),
      jobs: jobProcedures(doors, parts),
      recovery: recoveryProcedures(doors, parts),
      impact: impactProcedures(doors, parts),
      policies: policyProcedures(doors, parts),
      tally: tallyProcedures(doors, parts),
      tallyMappings: tallyMappingProcedures(doors, parts),
      audit: auditProcedures(doors, parts),
    })
}
export type ApiRouter = ReturnType<typeof createRouter>
