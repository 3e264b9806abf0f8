import { watchFolder } from '../../policy/watchFolder'
import type { Logger } from '../../telemetry/logger'
import type { RelayPlugin } from '../module'
import type { Notify } from './moduleHost'
import { type Slot, brokenSlot, slotFor } from './moduleSlot'
import { type LoadedFile, loadPlugin, pluginFilesIn } from './pluginFolder'

/** The modules there are: those that ship, and those in the folder of the house. */
export type ModuleShelf = {
  readonly all: () => readonly Slot[]
  readonly get: (name: string) => Slot | undefined
  /** Looks into the folder: what came, went, or could not be read before and was written since. */
  readonly read: () => Promise<void>
  /** One that was switched on: read again when its file was written since. */
  readonly reread: (slot: Slot) => Promise<Slot>
  /** Watches the folder no more. */
  readonly stop: () => void
}

export type ModuleShelfParts = {
  readonly builtIn: readonly RelayPlugin[]
  /** As the settings want it now; null: there is none. */
  readonly folder: () => string | null
  /** Ends a module that goes. */
  readonly end: (slot: Slot) => Promise<void>
  /** Something in the folder was written. */
  readonly onWritten: () => void
  readonly notify: Notify
  readonly logger: Logger
}

export function createModuleShelf(parts: ModuleShelfParts): ModuleShelf {
  const { notify, logger } = parts
  const slots = new Map<string, Slot>()
  let watched: string | null = null
  let folderProblem: string | null = null
  let stopWatching: () => void = () => undefined
  let isOver = false

  function put(slot: Slot): void {
    slots.set(slot.name, slot)
    if (slot.plugin === null) logger.warn('A module cannot be loaded', { module: slot.name, problem: slot.problem })
  }

  function putBroken(file: LoadedFile, problem: string): void {
    const isTaken = (slots.get(file.folder)?.plugin ?? null) !== null
    put(brokenSlot(isTaken ? `${file.folder} (folder)` : file.folder, file, problem))
  }

  /** Takes a module of the folder in; one whose name is taken stays outside, with its reason. */
  function admit(file: LoadedFile): void {
    if (!file.ok) {
      putBroken(file, file.problem)
      return
    }
    const { moduleName } = file.plugin
    const other = slots.get(moduleName)
    if (other === undefined || other.plugin === null) {
      put(slotFor(file.plugin, file))
      return
    }
    const whose = other.builtIn ? 'one that ships with Signalbox' : `the one in ${other.file?.path ?? 'the folder'}`
    putBroken(file, `${file.path}: its name “${moduleName}” is taken by ${whose}.`)
  }

  async function drop(slot: Slot): Promise<void> {
    await parts.end(slot)
    slots.delete(slot.name)
  }

  function watch(folder: string | null): void {
    if (folder === watched) return
    stopWatching()
    stopWatching = folder === null || isOver ? () => undefined : watchFolder(folder, parts.onWritten)
    watched = folder
  }

  function noteProblem(problem: string | null): void {
    if (problem !== null && problem !== folderProblem) {
      logger.warn('The folder of modules cannot be read', { problem })
      notify('warning', problem, null, 'modules')
    }
    folderProblem = problem
  }

  for (const plugin of parts.builtIn) put(slotFor(plugin, null))

  return {
    all: () => [...slots.values()],
    get: (name) => slots.get(name),
    async read() {
      const folder = parts.folder()
      watch(folder)
      const found = folder === null ? [] : await pluginFilesIn(folder)
      noteProblem(typeof found === 'string' ? found : null)
      // A folder that cannot be read now says nothing about what was in it.
      if (typeof found === 'string') return
      const known = new Map([...slots.values()].flatMap((slot) => (slot.file === null ? [] : [[slot.file.path, slot]])))
      const there = new Set(found.map(({ path }) => path))
      for (const [path, slot] of known) if (!there.has(path)) await drop(slot)
      for (const file of found) {
        const slot = known.get(file.path)
        if (slot !== undefined && (slot.plugin !== null || slot.file?.changedAt === file.changedAt)) continue
        if (slot !== undefined) await drop(slot)
        admit(await loadPlugin(file))
      }
    },
    async reread(slot) {
      const { file } = slot
      if (file === null || watched === null) return slot
      const found = await pluginFilesIn(watched)
      const now = typeof found === 'string' ? undefined : found.find(({ path }) => path === file.path)
      if (now === undefined || now.changedAt === file.changedAt) return slot
      await drop(slot)
      admit(await loadPlugin(now))
      return [...slots.values()].find((one) => one.file?.path === file.path) ?? slot
    },
    stop() {
      isOver = true
      stopWatching()
    },
  }
}
