import type { Settings, SettingsPatch } from '../../contract'
import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** What the house has decided. For how long the audit is kept is for an admin to say. */
export function settingsProcedures({ viewer, engineer, refuseUnless }: Doors, { settings }: ApiParts) {
  return {
    get: viewer.settings.get.handler(() => settings.get()),
    update: engineer.settings.update.handler(async ({ input, context }) => {
      if (changesRetention(settings.get(), input)) {
        await refuseUnless({ by: context, procedure: 'settings.update: audit.retentionDays', input: null }, 'admin')
      }
      return settings.update(context, input)
    }),
  }
}

/** One that says what is so already changes nothing. */
function changesRetention({ audit }: Settings, patch: SettingsPatch): boolean {
  const asked = patch.audit?.retentionDays
  return asked !== undefined && asked !== audit.retentionDays
}
