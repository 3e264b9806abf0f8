import { search } from '../plant/finder'
import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** The finder. */
export function searchProcedure({ viewer }: Doors, { plant }: Pick<ApiParts, 'plant'>) {
  return viewer.search.handler(({ input }) => ({ items: [...search(plant, input.q, input.limit)] }))
}
