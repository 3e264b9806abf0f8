import { client } from '../app/client'
import { feedEvents } from './eventsFeed'
import { pollHealth } from './health'
import { feedPicture } from './pictureFeed'
import { followSession } from './session'
import { taking } from './take'

/** So many runs are looked through for those that wait for a person. */
const LATEST = 100

/** Starts everything that this window follows. Returns a disposer. */
export function startFeeds(): () => void {
  const health = pollHealth(() => client.health())
  const stops = [
    followSession(() => client.session()),
    feedPicture({ watch: (signal) => client.picture.watch(undefined, { signal }) }),
    feedEvents(
      {
        watch: (signal) => client.events(undefined, { signal }),
        registries: async () => (await client.registries.list()).items,
        latestRuns: async () => {
          const [latest, paused, asked] = await Promise.all([
            client.runs.list({ limit: LATEST }),
            client.runs.list({ state: 'paused', limit: LATEST }),
            client.runs.list({ state: 'awaiting_approval', limit: LATEST }),
          ])
          return [...new Map([...asked.items, ...paused.items, ...latest.items].map((run) => [run.id, run])).values()]
        },
      },
      { run: taking.hear, any: health.soon },
    ),
    health.stop,
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
