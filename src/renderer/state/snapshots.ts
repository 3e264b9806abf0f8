import type { SnapshotBrief } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** The snapshots of the house; what differs now is as of when they were asked for. */
export const snapshots = createAsked<readonly SnapshotBrief[]>(
  async (signal) => (await client.snapshots.list(undefined, { signal })).items,
  newsOf('snapshots'),
)
export const useSnapshots = (): Answer<readonly SnapshotBrief[]> => useAsked(snapshots)
