import type { RelayModule, RelayModulePatch, Settings } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Execution } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import type { HouseSettings } from '../../execution/houseSettings'
import { naturalOrder } from '../../plant/naturalOrder'
import type { AuditRepository } from '../../store/repositories'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { ModuleContext, RelayPlugin } from '../module'
import type { RelayBrokers } from '../relayBrokers'
import { guardedInput, guardedSources, settingsFor } from './guardedParts'
import type { ModuleHost, Notify } from './moduleHost'
import { createModuleLife } from './moduleLife'
import { routeIn } from './moduleRoutes'
import { createModuleShelf } from './moduleShelf'
import type { Live, Slot } from './moduleSlot'
import { createRouteCommand } from './routeCommand'

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

/** What changes within so many ms is told once. */
const BURST_MS = 20

/** A module of which nobody has said anything. */
const UNSET: Settings['relay']['modules'][string] = { enabled: true, settings: {} }

export function createModuleHost(parts: ModuleHostParts): ModuleHost {
  const { settings, given, brokers, logger } = parts
  const unset = new Map(Object.entries(given).map(([name, its]) => [name, { enabled: true, settings: { ...its } }]))
  const listeners = new Set<() => void>()
  const ends: (() => void)[] = []
  let last: Promise<unknown> = Promise.resolve()
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

  const life = createModuleLife({
    ...parts,
    wishFor,
    onChanged: tell,
    onEnding: (ending) => {
      void inTurn(() => ending).catch(() => undefined)
    },
  })
  const shelf = createModuleShelf({
    ...parts,
    folder: () => settings.get().relay.folder,
    end: life.end,
    onWritten: refresh,
  })

  async function begin(slot: Slot): Promise<void> {
    if (!isOver) await life.begin(slot)
  }

  /** Everything as the settings want it. */
  async function settle(): Promise<void> {
    if (isOver) return
    await shelf.read()
    await Promise.all(
      shelf.all().map(async (slot) => {
        const { enabled, settings: given } = wishFor(slot.name)
        if (!enabled) {
          await life.end(slot)
          if (slot.plugin !== null) {
            slot.state = 'off'
            slot.problem = null
          }
        } else if (slot.state === 'running') {
          life.againstNewSettings(slot)
        } else if (slot.state === 'off') {
          const fresh = await shelf.reread(slot)
          if (wishFor(fresh.name).enabled) await begin(fresh)
        } else if (slot.failedWith !== null && slot.failedWith !== JSON.stringify(given)) {
          await begin(slot)
        }
      }),
    )
    tell()
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
    const slot = shelf.get(name)
    if (slot === undefined) throw new HouseError('unknown', `There is no module ${name.slice(0, 60)}.`)
    return slot
  }

  const liveOf = (module: string): Live | null => shelf.get(module)?.live ?? null

  return {
    list: () =>
      shelf
        .all()
        .map(moduleOf)
        .sort((a, b) => naturalOrder(a.name, b.name)),
    get: (name) => {
      const slot = shelf.get(name)
      return slot === undefined ? null : moduleOf(slot)
    },
    running: () => shelf.all().flatMap(({ name, live }) => (live === null ? [] : [name])),
    async update(asker, name, patch) {
      await inTurn(async () => {
        const { plugin } = known(name)
        const next = wished(wishFor(name), patch)
        if (plugin !== null && patch.settings !== undefined) settingsFor(plugin.settings, next.settings)
        await settings.update(asker, { relay: { modules: { ...settings.get().relay.modules, [name]: next } } })
      })
      await inTurn(settle)
      const slot = shelf.get(name)
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
      shelf
        .all()
        .flatMap(({ name: module, live }) =>
          live?.run.plugin.sources === undefined
            ? []
            : [{ module, title: live.run.plugin.title ?? module, sources: guardedSources(live.run) }],
        ),
    route(module, method, path) {
      const slot = shelf.get(module)
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
          for (const { live } of shelf.all()) live?.run.listen()
        }),
      )
      await inTurn(settle).catch(() => undefined)
    },
    async stop() {
      isOver = true
      for (const off of ends.splice(0)) off()
      shelf.stop()
      listeners.clear()
      await inTurn(() => Promise.all(shelf.all().map(life.end))).catch(() => undefined)
      if (telling !== null) clearTimeout(telling)
      life.stop()
    },
  }
}

function wished(
  { enabled, settings }: Settings['relay']['modules'][string],
  patch: RelayModulePatch,
): Settings['relay']['modules'][string] {
  return { enabled: patch.enabled ?? enabled, settings: patch.settings ?? settings }
}
