import type { EventSource, TallyEntry, TallyMapping } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** Everything of which a tally says something now. */
export const tally = createAsked<readonly TallyEntry[]>(
  async (signal) => (await client.tally.list(undefined, { signal })).items,
  newsOf('tally'),
)
export const useTally = (): Answer<readonly TallyEntry[]> => useAsked(tally)

/** What sends states, with its last value. */
export const eventSources = createAsked<readonly EventSource[]>(
  async (signal) => (await client.tally.sources(undefined, { signal })).items,
  newsOf('tally'),
)
export const useEventSources = (): Answer<readonly EventSource[]> => useAsked(eventSources)

/** Which source speaks of which things. */
export const tallyMappings = createAsked<readonly TallyMapping[]>(
  async (signal) => (await client.tallyMappings.list(undefined, { signal })).items,
  newsOf('tally'),
)
export const useTallyMappings = (): Answer<readonly TallyMapping[]> => useAsked(tallyMappings)
