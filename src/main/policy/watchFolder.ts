import { type FSWatcher, watch } from 'node:fs'

/** Files are written in several steps, and editors replace them: what follows within this time is one change, ms. */
const SETTLE_MS = 200
/** A folder that cannot be watched is looked for again after this time, ms; and a watched one is looked at, for file servers that report nothing. */
const RETRY_MS = 2_000
const LOOK_MS = 30_000

/** Calls when something in the folder may have changed, comes or goes, until disposed of. */
export function watchFolder(folder: string, changed: () => void): () => void {
  let watcher: FSWatcher | null = null
  let settling: NodeJS.Timeout | null = null
  let looking: NodeJS.Timeout | null = null
  let ended = false

  function settle(): void {
    if (settling !== null) clearTimeout(settling)
    settling = setTimeout(() => {
      settling = null
      changed()
    }, SETTLE_MS)
  }

  function lookIn(ms: number): void {
    if (looking !== null) clearTimeout(looking)
    looking = setTimeout(() => {
      if (watcher === null) begin()
      settle()
      lookIn(watcher === null ? RETRY_MS : LOOK_MS)
    }, ms)
  }

  function lost(): void {
    watcher?.close()
    watcher = null
    if (!ended) lookIn(RETRY_MS)
  }

  function begin(): void {
    try {
      watcher = watch(folder, (_event, name) => {
        settle()
        // The folder itself was moved or removed: what is at its path then is another one.
        if (name !== null && folder.endsWith(name)) lost()
      })
      watcher.on('error', lost)
    } catch {
      watcher = null
    }
  }

  begin()
  lookIn(watcher === null ? RETRY_MS : LOOK_MS)
  return () => {
    ended = true
    watcher?.close()
    if (settling !== null) clearTimeout(settling)
    if (looking !== null) clearTimeout(looking)
  }
}
