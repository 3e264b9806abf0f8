import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

/** What the house has decided about execution. */
export function settingsProcedures({ viewer, engineer }: Doors, { settings }: ApiParts) {
  return {
    get: viewer.settings.get.handler(() => settings.get()),
    update: engineer.settings.update.handler(({ input, context }) => settings.update(context, input)),
  }
}
