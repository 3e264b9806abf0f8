const MINUTE_MS = 60_000
const MOST_KEYS = 1_000

/** Whether to say it again: at most once a minute for the same thing, whoever fills the log. `now`: epoch ms. */
export function createSeldom(now: () => number): (key: string) => boolean {
  const said = new Map<string, number>()
  return (key) => {
    const at = now()
    const before = said.get(key)
    if (before !== undefined && at - before < MINUTE_MS) return false
    if (before === undefined && said.size >= MOST_KEYS) {
      for (const [old, when] of said) if (at - when >= MINUTE_MS) said.delete(old)
      if (said.size >= MOST_KEYS) return false
    }
    said.set(key, at)
    return true
  }
}
