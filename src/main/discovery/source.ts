import type { NmosHttp } from '../nmos/http'
import type { Plant, WitnessId } from '../plant/plant'
import type { WitnessFeed } from '../plant/witness'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { Intake } from './intake'
import type { DiscoveryOptions } from './options'
import type { SourceStatus } from './sourceStatus'

/** What following one source needs. */
export type SourceParts = {
  readonly http: NmosHttp
  readonly plant: Plant
  readonly witness: WitnessId
  readonly feed: WitnessFeed
  readonly intake: Intake
  readonly status: SourceStatus
  readonly clock: Clock
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly logger: Logger
  readonly options: DiscoveryOptions
}
