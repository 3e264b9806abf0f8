import { DEFAULT_SETTINGS, Settings, type SettingsPatch } from '../../contract'
import type { SettingsRepository } from '../store/repositories'
import { auditNote } from '../store/auditNote'
import type { HouseSettings } from './houseSettings'

/** Reads what is kept at the start; the defaults count until then. */
export function createHouseSettings(repository: Pick<SettingsRepository, 'house' | 'setHouse'>): HouseSettings {
  const listeners = new Set<() => void>()
  let current: Settings = DEFAULT_SETTINGS
  let last: Promise<unknown> = Promise.resolve()

  return {
    get: () => current,
    update(asker, patch) {
      const result = last.then(async () => {
        const next = patched(current, patch)
        const changed = changesIn(current, next)
        const summary = changed.length === 0 ? 'Settings saved, nothing changed' : `Settings: ${changed.join('; ')}`
        await repository.setHouse(next, [auditNote(asker, 'settings.update', null, summary, { patch })])
        current = next
        for (const listener of listeners) listener()
        return next
      })
      last = result.catch(() => undefined)
      return result
    },
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      current = await repository.house()
    },
  }
}

/** The settings with what the patch names; parts that are not named stay as they are. */
export function patched(settings: Settings, patch: SettingsPatch): Settings {
  return Settings.parse({
    execution: { ...settings.execution, ...given(patch.execution) },
    onFailure: { ...settings.onFailure, ...given(patch.onFailure) },
    approval: { ...settings.approval, ...given(patch.approval) },
    changeControl: { ...settings.changeControl, ...given(patch.changeControl) },
    audit: { ...settings.audit, ...given(patch.audit) },
    policy: { ...settings.policy, ...given(patch.policy) },
    tally: { ...settings.tally, ...given(patch.tally) },
    relay: { ...settings.relay, ...given(patch.relay) },
    playbooks: { ...settings.playbooks, ...given(patch.playbooks) },
    recovery: { ...settings.recovery, ...given(patch.recovery) },
    soleController: { ...settings.soleController, ...given(patch.soleController) },
  })
}

function given(part: object | undefined): object {
  return Object.fromEntries(Object.entries(part ?? {}).filter(([, value]) => value !== undefined))
}

/** `execution.parallel 10 → 20`, for each that is otherwise. */
function changesIn(before: Settings, after: Settings): readonly string[] {
  const old = flat(before)
  return [...flat(after)].flatMap(([name, value]) => {
    const was = old.get(name) ?? ''
    return was === value ? [] : [`${name} ${was} → ${value}`]
  })
}

function flat(settings: Settings): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const [part, fields] of Object.entries(settings)) {
    for (const [field, value] of Object.entries(fields)) values.set(`${part}.${field}`, inWords(value))
  }
  return values
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
