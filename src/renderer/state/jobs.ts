import type { Job } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** What Signalbox can look through, each with its newest result. */
export const jobs = createAsked<readonly Job[]>(
  async (signal) => (await client.jobs.list(undefined, { signal })).items,
  newsOf('jobs'),
)
export const useJobs = (): Answer<readonly Job[]> => useAsked(jobs)
