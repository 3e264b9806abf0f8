import type { Window } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** Change and maintenance windows. */
export const windows = createAsked<readonly Window[]>(
  async (signal) => (await client.windows.list(undefined, { signal })).items,
  newsOf('windows'),
)
export const useWindows = (): Answer<readonly Window[]> => useAsked(windows)
