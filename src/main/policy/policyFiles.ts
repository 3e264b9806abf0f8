import type { PolicyFiles, Settings } from '../../contract'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { BY_ITSELF } from '../store/auditNote'
import { NO_FILES, verdictOn } from './fileSets'
import { type PolicyAsker, PolicyError } from './policyBook'
import { type FileProblem, type FileSet, type FolderReading, differenceOf, readPolicyFolder } from './policyFolder'
import type { PolicyShelf } from './policyShelf'
import { watchFolder } from './watchFolder'

/** The policy folder: read, watched, compared with what is in force. */
export type PolicyFolder = {
  readonly state: () => PolicyFiles
  /** Reads it now; what is in order takes effect as the settings say. Trouble is in the state. */
  readonly read: () => Promise<void>
  /** @throws PolicyError when nothing waits; StoreError */
  readonly apply: (asker: PolicyAsker) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
  readonly stop: () => void
}

export function createPolicyFolder(parts: {
  readonly shelf: PolicyShelf
  readonly settings: () => Settings['policy']
  readonly onSettings: (listener: () => void) => () => void
  readonly clock: Clock
  readonly logger: Logger
}): PolicyFolder {
  const { shelf, settings, onSettings, clock, logger } = parts
  const listeners = new Set<() => void>()
  let problems: readonly FileProblem[] = []
  /** The newest reading in order, until it is in force. */
  let waiting: { readonly set: FileSet; readonly readAt: string } | null = null
  let watched: { readonly folder: string; readonly end: () => void } | null = null
  let last: Promise<unknown> = Promise.resolve()
  let stopped = false
  let endSettings: (() => void) | null = null

  const isTaken = (id: string): boolean => shelf.find(id)?.file === null

  function tell(change: () => void): void {
    const before = JSON.stringify([problems, waiting?.set])
    change()
    if (JSON.stringify([problems, waiting?.set]) !== before) for (const listener of listeners) listener()
  }

  async function read(): Promise<void> {
    const { folder, autoApply } = settings()
    const readAt = timestamp(clock.now())
    const reading: FolderReading =
      folder === null ? { ok: true, files: 0, set: NO_FILES } : await readPolicyFolder(folder)
    // Somebody chose another folder meanwhile; its reading comes behind this one.
    if (stopped || settings().folder !== folder) return
    const verdict = verdictOn(reading, shelf.files(), { folder, autoApply, taken: isTaken })
    switch (verdict.kind) {
      case 'nothing':
        tell(() => {
          problems = []
          waiting = null
        })
        return
      case 'refuse':
        tell(() => {
          problems = verdict.problems
        })
        logger.warn('The policy files are not in order; the last good set stays in force', { problems: problems[0] })
        return
      case 'wait':
        tell(() => {
          problems = verdict.problems
          waiting = { set: verdict.set, readAt }
        })
        return
      case 'adopt':
        await adopt(BY_ITSELF, verdict.set, readAt)
    }
  }

  async function adopt(asker: PolicyAsker, set: FileSet, readAt: string): Promise<void> {
    await shelf.adopt(asker, set, readAt)
    tell(() => {
      problems = []
      waiting = null
    })
  }

  /** One after another: a reading decides upon what the one before it has done. */
  function queued<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }

  async function readSafely(): Promise<void> {
    await queued(read).catch((error: unknown) => {
      logger.error('The policy files could not be taken over', { error })
      const text = `The files are in order, but could not be taken over: ${error instanceof Error ? error.message : String(error)}`
      tell(() => {
        problems = [{ path: settings().folder ?? '', line: null, text }]
      })
    })
  }

  function follow(): void {
    const { folder } = settings()
    if (watched?.folder === folder) return
    watched?.end()
    watched = folder === null ? null : { folder, end: watchFolder(folder, () => void readSafely()) }
  }

  return {
    state() {
      const inForce = shelf.files()
      return {
        folder: settings().folder,
        readAt: shelf.filesReadAt(),
        rules: inForce.rules.length,
        problems: [...problems],
        pending: waiting === null ? null : differenceOf(inForce, waiting.set),
      }
    },
    read: readSafely,
    apply: (asker) =>
      queued(async () => {
        if (waiting === null) throw new PolicyError('state', 'Nothing in the policy files waits to be applied.')
        await adopt(asker, waiting.set, waiting.readAt)
      }),
    onChange(listener) {
      const own = (): void => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      let known = settings()
      endSettings = onSettings(() => {
        const { folder, autoApply } = settings()
        if (folder === known.folder && autoApply === known.autoApply) return
        known = settings()
        follow()
        void readSafely()
      })
      follow()
      await readSafely()
    },
    stop() {
      stopped = true
      endSettings?.()
      watched?.end()
      watched = null
    },
  }
}
