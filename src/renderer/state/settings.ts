import type { Settings } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** What the house has decided about execution. */
export const settings = createAsked<Settings>(
  (signal) => client.settings.get(undefined, { signal }),
  newsOf('settings'),
)
export const useSettings = (): Answer<Settings> => useAsked(settings)
