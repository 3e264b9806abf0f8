/** How fast each actor commands. `first`: the one refusal that is said; the rest of the burst is only counted. */
export type Pace = { readonly ok: true; readonly missed: number } | { readonly ok: false; readonly first: boolean }

type Bucket = { tokens: number; at: number; refused: number }

/** So many actors are remembered; of more, those that were quiet longest are forgotten. */
const MOST_ACTORS = 10_000

/**
 * A token bucket for each actor: `rate()` commands in a second, as many at once as in one second. `missed`: how many were
 * refused since the last that passed. `now`: ms.
 */
export function createActorRates(rate: () => number, now: () => number): { readonly take: (actor: string) => Pace } {
  const buckets = new Map<string, Bucket>()
  return {
    take(actor) {
      const perS = rate()
      const most = Math.max(1, perS)
      const at = now()
      const known = buckets.get(actor)
      const bucket = known ?? { tokens: most, at, refused: 0 }
      bucket.tokens = Math.min(most, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * perS)
      bucket.at = at
      // The last one heard stands last.
      buckets.delete(actor)
      buckets.set(actor, bucket)
      if (buckets.size > MOST_ACTORS) {
        for (const oldest of buckets.keys()) {
          buckets.delete(oldest)
          break
        }
      }
      if (bucket.tokens < 1) {
        bucket.refused += 1
        return { ok: false, first: bucket.refused === 1 }
      }
      bucket.tokens -= 1
      const missed = bucket.refused
      bucket.refused = 0
      return { ok: true, missed }
    },
  }
}
