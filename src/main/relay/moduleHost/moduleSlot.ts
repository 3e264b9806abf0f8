import type { RelayModule } from '../../../contract'
import type { CommandSet } from '../../drivers/mqtt/deviceLine'
import type { Addressing, RelayPlugin } from '../module'
import type { ModuleRun } from './moduleRun'
import { viewOf } from './moduleView'
import type { LoadedFile } from './pluginFolder'
import { wordsOf } from './readPlugin'

type View = ReturnType<typeof viewOf>

/** A module there is, whether it runs or not. */
export type Slot = {
  readonly name: string
  readonly builtIn: boolean
  /** Null: it could not be loaded. */
  readonly plugin: RelayPlugin | null
  /** Where it is from; null for one that ships. */
  readonly file: LoadedFile | null
  readonly view: () => View
  state: RelayModule['state']
  problem: string | null
  live: Live | null
  /** Messages of runs before. */
  handled: number
  /** Its settings when it failed: others are tried. */
  failedWith: string | null
}

/** A module that runs, and what it gave for it. */
export type Live = {
  readonly run: ModuleRun
  readonly commands: CommandSet
  readonly addressing: Addressing | null
}

const NO_VIEW: View = { title: '', commands: [], settingsSchema: null, panel: null }

/** A module that was loaded. `file`: where from; null for one that ships. */
export function slotFor(plugin: RelayPlugin, file: LoadedFile | null): Slot {
  const base = { name: plugin.moduleName, builtIn: file === null, file, live: null, handled: 0, failedWith: null }
  try {
    const view = once(() => viewOf(plugin))
    // What ships can be shown; the start has better to do than to see to it.
    if (file !== null) view()
    return { ...base, plugin, view, state: 'off', problem: null }
  } catch (error) {
    const problem = `Its schemas cannot be shown: ${wordsOf(error)} Make them with the z that it is given.`
    return { ...base, plugin: null, view: () => NO_VIEW, state: 'failed', problem }
  }
}

/** One that could not be loaded, and why. */
export function brokenSlot(name: string, file: LoadedFile, problem: string): Slot {
  const rest = { plugin: null, view: () => NO_VIEW, live: null, handled: 0, failedWith: null }
  return { name, builtIn: false, file, ...rest, state: 'failed', problem }
}

/** Made when it is asked for, and kept. */
function once<T extends object>(make: () => T): () => T {
  let made: T | null = null
  return () => (made ??= make())
}
