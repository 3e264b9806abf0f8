import type { Settings } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import { HouseError } from '../../execution/houseError'
import { BY_ITSELF, auditNote } from '../../store/auditNote'
import type { AuditRepository } from '../../store/repositories'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { ModuleContext } from '../module'
import type { RelayBrokers } from '../relayBrokers'
import { guardedAddressing, guardedCommands, settingsFor } from './guardedParts'
import type { Notify } from './moduleHost'
import { type ModuleRun, createModuleRun } from './moduleRun'
import type { Slot } from './moduleSlot'
import { wordsOf } from './readPlugin'
import { catchStrayFaults } from './strayFaults'

export type ModuleLifeParts = {
  readonly brokers: RelayBrokers
  /** All devices on MQTT. */
  readonly devices: () => readonly DeviceState[]
  readonly announce: ModuleContext['announce']
  readonly notify: Notify
  readonly audit: Pick<AuditRepository, 'append'>
  readonly clock: Clock
  readonly logger: Logger
  /** What the house wants of a module. */
  readonly wishFor: (name: string) => Settings['relay']['modules'][string]
  /** Something of a module is otherwise now. */
  readonly onChanged: () => void
  /** A module has failed and is being ended. */
  readonly onEnding: (ending: Promise<void>) => void
}

/** Modules that run: begun with settings that fit, ended by themselves when they fail. */
export type ModuleLife = {
  readonly begin: (slot: Slot) => Promise<void>
  readonly end: (slot: Slot) => Promise<void>
  /** Settings saved elsewhere than on its own page may not fit: it says so, and goes on with those of before. */
  readonly againstNewSettings: (slot: Slot) => void
  readonly stop: () => void
}

export function createModuleLife(parts: ModuleLifeParts): ModuleLife {
  const { wishFor, notify, audit, clock, logger } = parts
  const good = new WeakMap<Slot, { readonly from: unknown; readonly is: Readonly<Record<string, unknown>> }>()
  let stopCatching: (() => void) | null = null

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

  function hasFailed(slot: Slot, problem: string): void {
    slot.state = 'failed'
    slot.problem = problem
    slot.failedWith = JSON.stringify(wishFor(slot.name).settings)
  }

  function failed(slot: Slot, run: ModuleRun, problem: string): void {
    if (slot.live?.run !== run) return
    hasFailed(slot, problem)
    const text = `The module ${slot.name} failed and is switched off: ${problem} Switch it off and on to try again.`
    notify('alarm', text, null, `module ${slot.name}`)
    const row = auditNote(BY_ITSELF, 'module.fail', null, text, { module: slot.name, problem })
    audit.append([{ ...row, outcome: 'failed' }]).catch((error: unknown) => {
      logger.error('A failed module could not be written to the audit', { module: slot.name, error: String(error) })
    })
    parts.onEnding(end(slot))
    parts.onChanged()
  }

  async function begin(slot: Slot): Promise<void> {
    const { plugin, name } = slot
    if (plugin === null) return
    try {
      settingsFor(plugin.settings, wishFor(name).settings)
    } catch (error) {
      const problem = error instanceof HouseError ? error.message : `Its settings cannot be read: ${wordsOf(error)}`
      hasFailed(slot, problem)
      notify('warning', `The module ${name} is not started: ${problem}`, null, `module ${name}`)
      return
    }
    if (!slot.builtIn) stopCatching ??= catchStrayFaults()
    const run = createModuleRun({
      plugin,
      isForeign: !slot.builtIn,
      brokers: parts.brokers,
      devices: () => parts.devices().filter(({ modules }) => modules.includes(name)),
      settings: () => lastGood(slot),
      announce: parts.announce,
      notify,
      logger,
      clock,
      onFailed: (problem) => {
        failed(slot, run, problem)
      },
      onChanged: parts.onChanged,
    })
    slot.state = 'running'
    slot.problem = null
    slot.failedWith = null
    slot.live = { run, commands: guardedCommands(run), addressing: guardedAddressing(run) }
    await run.begin()
  }

  async function end(slot: Slot): Promise<void> {
    const { live } = slot
    if (live === null) return
    slot.live = null
    slot.handled += live.run.handled()
    if (slot.state === 'running') slot.state = 'off'
    await live.run.end()
  }

  return {
    begin,
    end,
    againstNewSettings(slot) {
      try {
        settingsFor(slot.plugin?.settings, wishFor(slot.name).settings)
        slot.problem = null
      } catch (error) {
        const text = error instanceof HouseError ? error.message : wordsOf(error)
        slot.problem = `${text} It goes on with those of before.`
      }
    },
    stop: () => stopCatching?.(),
  }
}
