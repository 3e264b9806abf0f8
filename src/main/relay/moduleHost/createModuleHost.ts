import type { RelayModule, RelayModulePatch, Settings } from '../../../contract'
import type { CommandSet, DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Execution } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import type { HouseSettings } from '../../execution/houseSettings'
import { watchFolder } from '../../policy/watchFolder'
import { BY_ITSELF, auditNote } from '../../store/auditNote'
import type { AuditRepository } from '../../store/repositories'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { Addressing, ModuleContext, RelayPlugin } from '../module'
import type { RelayBrokers } from '../relayBrokers'
import { guardedAddressing, guardedCommands, guardedInput, guardedSources, settingsFor } from './guardedParts'
import type { ModuleHost, Notify } from './moduleHost'
import { routeIn } from './moduleRoutes'
import { type ModuleRun, createModuleRun } from './moduleRun'
import { viewOf } from './moduleView'
import { type LoadedFile, loadPlugin, pluginFilesIn } from './pluginFolder'
import { wordsOf } from './readPlugin'
import { createRouteCommand } from './routeCommand'
import { catchStrayFaults } from './strayFaults'
import { naturalOrder } from '../../plant/naturalOrder'

export type ModuleHostParts = {
  /** Those that ship. */
  readonly builtIn: readonly RelayPlugin[]
  readonly settings: Pick<HouseSettings, 'get' | 'update' | 'onChange'>
  /** By the name of a module: its settings until the house has its own. */
  readonly given: GivenModuleSettings
  readonly brokers: RelayBrokers
  /** All devices on MQTT. */
  readonly devices: () => readonly DeviceState[]
  /** Takes what a module says of a device that shows itself elsewhere than on the meta and status topics. */
  readonly announce: ModuleContext['announce']
  readonly execution: Pick<Execution, 'start'>
  /** `{devices, locks, modules, ts}`, as it is published. */
  readonly registry: () => unknown
  readonly notify: Notify
  readonly audit: Pick<AuditRepository, 'append'>
  readonly clock: Clock
  readonly logger: Logger
}

/** Settings of modules that are given from outside, by name. */
export type GivenModuleSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>

type View = ReturnType<typeof viewOf>

/** A module there is, whether it runs or not. */
type Slot = {
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

type Live = {
  readonly run: ModuleRun
  readonly commands: CommandSet
  readonly addressing: Addressing | null
}

/** What changes within so many ms is told once. */
const BURST_MS = 20

/** A module of which nobody has said anything. */
const UNSET: Settings['relay']['modules'][string] = { enabled: true, settings: {} }

const NO_VIEW: View = { title: '', commands: [], settingsSchema: null, panel: null }

export function createModuleHost(parts: ModuleHostParts): ModuleHost {
  const { settings, given, brokers, notify, audit, clock, logger } = parts
  const unset = new Map(Object.entries(given).map(([name, its]) => [name, { enabled: true, settings: { ...its } }]))
  const slots = new Map<string, Slot>()
  const listeners = new Set<() => void>()
  const ends: (() => void)[] = []
  let folder: string | null = null
  let folderProblem: string | null = null
  let stopWatching: () => void = () => undefined
  let last: Promise<unknown> = Promise.resolve()
  let stopCatching: (() => void) | null = null
  let telling: NodeJS.Timeout | null = null
  let isOver = false

  /** Later and once, so that a module is not asked again in the middle of what it is asked. */
  function tell(): void {
    if (isOver) return
    telling ??= setTimeout(() => {
      telling = null
      for (const listener of [...listeners]) listener()
    }, BURST_MS)
  }

  /** One after another: what is begun is ended before something else is decided. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work)
    last = result.catch((error: unknown) => {
      if (!(error instanceof HouseError)) logger.error('The modules could not be settled', { error: String(error) })
    })
    return result
  }

  function wishFor(name: string): Settings['relay']['modules'][string] {
    const { modules } = settings.get().relay
    const own = Object.hasOwn(modules, name) ? modules[name] : undefined
    return own ?? unset.get(name) ?? UNSET
  }

  function slotFor(plugin: RelayPlugin, file: LoadedFile | null): Slot {
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

  function brokenSlot(name: string, file: LoadedFile | null, problem: string): Slot {
    const isTaken = slots.get(name)?.plugin !== undefined && slots.get(name)?.plugin !== null
    const free = isTaken ? `${name} (folder)` : name
    const rest = { plugin: null, view: () => NO_VIEW, live: null, handled: 0, failedWith: null }
    return { name: free, builtIn: file === null, file, ...rest, state: 'failed', problem }
  }

  function put(slot: Slot): void {
    slots.set(slot.name, slot)
    if (slot.plugin === null) logger.warn('A module cannot be loaded', { module: slot.name, problem: slot.problem })
  }

  /** Takes a module of the folder in; one whose name is taken stays outside, with its reason. */
  function admit(file: LoadedFile): void {
    if (!file.ok) {
      put(brokenSlot(file.folder, file, file.problem))
      return
    }
    const { moduleName } = file.plugin
    const other = slots.get(moduleName)
    if (other === undefined || other.plugin === null) {
      put(slotFor(file.plugin, file))
      return
    }
    const whose = other.builtIn ? 'one that ships with Signalbox' : `the one in ${other.file?.path ?? 'the folder'}`
    put(brokenSlot(file.folder, file, `${file.path}: its name “${moduleName}” is taken by ${whose}.`))
  }

  async function drop(slot: Slot): Promise<void> {
    await end(slot)
    slots.delete(slot.name)
  }

  /** What came, went, or could not be read before and was written since. */
  async function readFolder(): Promise<void> {
    const wanted = settings.get().relay.folder
    if (wanted !== folder) {
      stopWatching()
      stopWatching = wanted === null || isOver ? () => undefined : watchFolder(wanted, refresh)
      folder = wanted
    }
    const found = wanted === null ? [] : await pluginFilesIn(wanted)
    const problem = typeof found === 'string' ? found : null
    if (problem !== null && problem !== folderProblem) {
      logger.warn('The folder of modules cannot be read', { problem })
      notify('warning', problem, null, 'modules')
    }
    folderProblem = problem
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
  }

  /** One that was switched on: read again when its file was written since. */
  async function reread(slot: Slot): Promise<Slot> {
    const { file } = slot
    if (file === null || folder === null) return slot
    const found = await pluginFilesIn(folder)
    const now = typeof found === 'string' ? undefined : found.find(({ path }) => path === file.path)
    if (now === undefined || now.changedAt === file.changedAt) return slot
    await drop(slot)
    admit(await loadPlugin(now))
    return [...slots.values()].find((one) => one.file?.path === file.path) ?? slot
  }

  function failed(slot: Slot, live: ModuleRun, problem: string): void {
    if (slot.live?.run !== live) return
    slot.state = 'failed'
    slot.problem = problem
    slot.failedWith = JSON.stringify(wishFor(slot.name).settings)
    const text = `The module ${slot.name} failed and is switched off: ${problem} Switch it off and on to try again.`
    notify('alarm', text, null, `module ${slot.name}`)
    const row = auditNote(BY_ITSELF, 'module.fail', null, text, { module: slot.name, problem })
    audit.append([{ ...row, outcome: 'failed' }]).catch((error: unknown) => {
      logger.error('A failed module could not be written to the audit', { module: slot.name, error: String(error) })
    })
    const ending = end(slot)
    void inTurn(() => ending).catch(() => undefined)
    tell()
  }

  async function begin(slot: Slot): Promise<void> {
    const { plugin, name } = slot
    if (plugin === null || isOver) return
    try {
      settingsFor(plugin.settings, wishFor(name).settings)
    } catch (error) {
      slot.state = 'failed'
      slot.problem = error instanceof HouseError ? error.message : `Its settings cannot be read: ${wordsOf(error)}`
      slot.failedWith = JSON.stringify(wishFor(name).settings)
      notify('warning', `The module ${name} is not started: ${slot.problem}`, null, `module ${name}`)
      return
    }
    if (!slot.builtIn) stopCatching ??= catchStrayFaults()
    const run = createModuleRun({
      plugin,
      isForeign: !slot.builtIn,
      brokers,
      devices: () => parts.devices().filter(({ modules }) => modules.includes(name)),
      settings: () => lastGood(slot),
      announce: parts.announce,
      notify,
      logger,
      clock,
      onFailed: (problem) => {
        failed(slot, run, problem)
      },
      onChanged: tell,
    })
    slot.state = 'running'
    slot.problem = null
    slot.failedWith = null
    slot.live = { run, commands: guardedCommands(run), addressing: guardedAddressing(run) }
    await run.begin()
  }

  async function end(slot: Slot): Promise<void> {
    const live = slot.live
    if (live === null) return
    slot.live = null
    slot.handled += live.run.handled()
    if (slot.state === 'running') slot.state = 'off'
    await live.run.end()
  }

  const good = new WeakMap<Slot, { readonly from: unknown; readonly is: Readonly<Record<string, unknown>> }>()

  /** Its settings as they are now; those of before while what was saved beside its own page does not fit. */
  function lastGood(slot: Slot): Readonly<Record<string, unknown>> {
    const wished = wishFor(slot.name).settings
    const known = good.get(slot)
    if (known?.from === wished) return known.is
    try {
      const is = settingsFor(slot.plugin?.settings, wished)
      good.set(slot, { from: wished, is })
      return is
    } catch (error) {
      if (known === undefined) throw error
      return known.is
    }
  }

  /** Everything as the settings want it. */
  async function settle(): Promise<void> {
    if (isOver) return
    await readFolder()
    await Promise.all(
      [...slots.values()].map(async (slot) => {
        const { enabled, settings: given } = wishFor(slot.name)
        if (!enabled) {
          await end(slot)
          if (slot.plugin !== null) {
            slot.state = 'off'
            slot.problem = null
          }
        } else if (slot.state === 'running') {
          againstNewSettings(slot)
        } else if (slot.state === 'off') {
          const fresh = await reread(slot)
          if (wishFor(fresh.name).enabled) await begin(fresh)
        } else if (slot.failedWith !== null && slot.failedWith !== JSON.stringify(given)) {
          await begin(slot)
        }
      }),
    )
    tell()
  }

  /** Settings saved elsewhere than on its own page may not fit. */
  function againstNewSettings(slot: Slot): void {
    try {
      settingsFor(slot.plugin?.settings, wishFor(slot.name).settings)
      slot.problem = null
    } catch (error) {
      const text = error instanceof HouseError ? error.message : wordsOf(error)
      slot.problem = `${text} It goes on with those of before.`
    }
  }

  function refresh(): void {
    void inTurn(settle).catch(() => undefined)
  }

  function moduleOf(slot: Slot): RelayModule {
    const { name, builtIn, state, problem, live, handled } = slot
    const view = slot.view()
    const wish = wishFor(name)
    return {
      name,
      ...view,
      title: view.title === '' ? name : view.title,
      commands: [...view.commands],
      builtIn,
      enabled: wish.enabled,
      state,
      problem,
      topicFilters: [...(live?.run.filters() ?? [])],
      settings: wish.settings,
      handled: handled + (live?.run.handled() ?? 0),
    }
  }

  /** @throws HouseError */
  function known(name: string): Slot {
    const slot = slots.get(name)
    if (slot === undefined) throw new HouseError('unknown', `There is no module ${name.slice(0, 60)}.`)
    return slot
  }

  const liveOf = (module: string): Live | null => slots.get(module)?.live ?? null

  for (const plugin of parts.builtIn) put(slotFor(plugin, null))

  return {
    list: () => [...slots.values()].map(moduleOf).sort((a, b) => naturalOrder(a.name, b.name)),
    get: (name) => {
      const slot = slots.get(name)
      return slot === undefined ? null : moduleOf(slot)
    },
    running: () => [...slots.values()].flatMap(({ name, live }) => (live === null ? [] : [name])),
    async update(asker, name, patch) {
      await inTurn(async () => {
        const { plugin } = known(name)
        const next = wished(wishFor(name), patch)
        if (plugin !== null && patch.settings !== undefined) settingsFor(plugin.settings, next.settings)
        await settings.update(asker, { relay: { modules: { ...settings.get().relay.modules, [name]: next } } })
      })
      await inTurn(settle)
      const slot = slots.get(name)
      if (slot === undefined) throw new HouseError('state', `The module ${name} is called otherwise in its file now.`)
      return moduleOf(slot)
    },
    commands: (module) => liveOf(module)?.commands,
    addressing: (module) => liveOf(module)?.addressing ?? null,
    inputsOf: (device) =>
      device.modules.flatMap((module) => {
        const live = liveOf(module)
        const input = live === null ? null : guardedInput(live.run, device)
        return input === null ? [] : [{ module, input }]
      }),
    sources: () =>
      [...slots.values()].flatMap(({ name: module, live }) =>
        live?.run.plugin.sources === undefined
          ? []
          : [{ module, title: live.run.plugin.title ?? module, sources: guardedSources(live.run) }],
      ),
    route(module, method, path) {
      const slot = slots.get(module)
      if (slot === undefined) return { kind: 'unknown' }
      const { live } = slot
      if (live === null) {
        const why = slot.problem === null ? 'It is switched off.' : slot.problem
        return { kind: 'not-running', problem: `The module ${module} is not running. ${why}` }
      }
      const { context } = live.run
      const command = createRouteCommand({ module, devices: context.devices, execution: parts.execution })
      return routeIn(live.run, { method, path }, { ...context, command, registry: parts.registry })
    },
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      ends.push(
        settings.onChange(refresh),
        brokers.onChange(() => {
          for (const { live } of slots.values()) live?.run.listen()
        }),
      )
      await inTurn(settle).catch(() => undefined)
    },
    async stop() {
      isOver = true
      for (const off of ends.splice(0)) off()
      stopWatching()
      listeners.clear()
      await inTurn(() => Promise.all([...slots.values()].map(end))).catch(() => undefined)
      if (telling !== null) clearTimeout(telling)
      stopCatching?.()
    },
  }
}

function wished(
  { enabled, settings }: Settings['relay']['modules'][string],
  patch: RelayModulePatch,
): Settings['relay']['modules'][string] {
  return { enabled: patch.enabled ?? enabled, settings: patch.settings ?? settings }
}

/** Made when it is asked for, and kept. */
function once<T extends object>(make: () => T): () => T {
  let made: T | null = null
  return () => (made ??= make())
}
