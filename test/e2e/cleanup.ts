import { afterAll } from 'vitest'

/**
 * Ends what a file has started, the last first, also where the next thing did not start. Call it once in a `describe`, and
 * the function it gives for each thing that must be ended.
 */
export function endsAfterAll(): <T>(started: T, end: (started: T) => Promise<void>) => T {
  const ends: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })
  return (started, end) => {
    ends.push(() => end(started))
    return started
  }
}
