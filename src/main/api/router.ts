import { implement } from '@orpc/server'
import { contract } from '../../contract'
import type { ApiContext } from './apiContext'
import type { ApiParts } from './apiParts'
import { auditProcedures } from './audit'
import { candidatesProcedure } from './candidates'
import { createDoors } from './doors'
import { eventsProcedure } from './events'
import { healthProcedures } from './health'
import { inspectProcedure } from './inspect'
import { keyProcedures } from './keys'
import { lockProcedures } from './locks'
import { pictureProcedures } from './picture'
import { placementProcedures } from './placements'
import { plantListProcedures } from './plantLists'
import { policyProcedures } from './policies'
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
import { windowProcedures } from './windows'

/** The contract, implemented. Every link (REST, WebSocket, MessagePort) serves this one router. */
export function createRouter(parts: ApiParts) {
  const doors = createDoors(parts.logger)
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
      policies: policyProcedures(doors, parts),
      tally: tallyProcedures(doors, parts),
      tallyMappings: tallyMappingProcedures(doors, parts),
      audit: auditProcedures(doors, parts),
    })
}
export type ApiRouter = ReturnType<typeof createRouter>
