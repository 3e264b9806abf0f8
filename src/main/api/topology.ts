import { topologyOf } from '../plant/topology'
import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** The plant as a picture for other systems. */
export function topologyProcedure({ viewer }: Doors, { plant }: Pick<ApiParts, 'plant'>) {
  return viewer.topology.handler(() => topologyOf(plant))
}
