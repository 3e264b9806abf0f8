import type { RecoveryScope } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** The parts of the plant whose last known good routing is kept, each with what is otherwise now. */
export const recovery = createAsked<readonly RecoveryScope[]>(
  async (signal) => (await client.recovery.list(undefined, { signal })).items,
  (hear) => {
    const ends = [newsOf('recovery')(hear), newsOf('settings')(hear)]
    return () => {
      for (const end of ends) end()
    }
  },
)
export const useRecovery = (): Answer<readonly RecoveryScope[]> => useAsked(recovery)
