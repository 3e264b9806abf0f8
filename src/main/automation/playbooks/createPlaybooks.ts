import { mkdir } from 'node:fs/promises'
import { createPlaybookRuns } from './createPlaybookRuns'
import { createPlaybookLibrary, type PlaybookLibrary } from './playbookLibrary'
import type { PlaybookParts } from './playbookParts'
import type { PlaybookRuns } from './playbookRuns'

/** Playbooks: what there is, and the runs of them. */
export type Playbooks = Omit<PlaybookLibrary, 'start' | 'settle' | 'stop' | 'find'> & {
  readonly runs: Omit<PlaybookRuns, 'stop' | 'recover'>
  /** Reads the folders and follows them. */
  readonly start: () => Promise<void>
  /** Goes on with what was under way once `ready` is fulfilled. */
  readonly resume: (ready: Promise<void>) => void
  /** Before the execution is stopped: begins nothing more, and leaves the rest for the next start. */
  readonly stop: () => Promise<void>
}

export function createPlaybooks(
  parts: PlaybookParts & {
    /** The folder with the playbooks that ship; null: none do. */
    readonly shipped: string | null
    /** The house's own folder where the settings name none; null: then there is none. */
    readonly ownFolder: string | null
    readonly onSettings: (listener: () => void) => () => void
  },
): Playbooks {
  const { shipped, ownFolder, settings, onSettings, audit, clock, logger } = parts
  const folder = (): string | null => settings().playbooks.folder ?? ownFolder

  /** The house's own folder is made; one that somebody has named has to be there. */
  async function makeOwnFolder(): Promise<void> {
    if (ownFolder === null) return
    await mkdir(ownFolder, { recursive: true }).catch((error: unknown) => {
      logger.warn('The folder for playbooks of the house cannot be made', { folder: ownFolder, error })
    })
  }

  const library = createPlaybookLibrary({ shipped, folder, onSettings, audit, clock, logger })
  const { start: startLibrary, settle, stop: stopLibrary, find: _find, ...shelf } = library
  const { stop: stopRuns, recover, ...runs } = createPlaybookRuns(parts, library)
  return {
    ...shelf,
    runs,
    async start() {
      await makeOwnFolder()
      await startLibrary()
    },
    resume(ready) {
      settle(ready)
      void recover(ready).catch((error: unknown) => {
        logger.error('Playbooks that were under way when Signalbox ended could not be settled', { error })
      })
    },
    async stop() {
      stopLibrary()
      await stopRuns()
    },
  }
}
