import type { Schedule } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** The bookings that Signalbox holds, and what became of those that are over. */
export const schedules = createAsked<readonly Schedule[]>(
  async (signal) => (await client.schedules.list({}, { signal })).items,
  newsOf('schedules'),
)
export const useSchedules = (): Answer<readonly Schedule[]> => useAsked(schedules)
