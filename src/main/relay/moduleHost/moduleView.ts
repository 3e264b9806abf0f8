import { z } from 'zod'
import { type CommandSpec, Panel, type RelayModule } from '../../../contract'
import type { RelayPlugin } from '../module'

/** A module as the contract shows it, but for how it is doing. */
export function viewOf(plugin: RelayPlugin): Pick<RelayModule, 'title' | 'commands' | 'settingsSchema' | 'panel'> {
  const { moduleName, title, actions = {}, settings, panel } = plugin
  return {
    title: title ?? moduleName,
    commands: Object.entries(actions).map(([name, definition]): CommandSpec => ({
      name,
      title: definition.title,
      params: schemaOf(definition.params),
      reversible: definition.reverse !== undefined,
    })),
    settingsSchema: settings === undefined ? null : schemaOf(settings),
    panel: panel === undefined ? null : Panel.parse(panel),
  }
}

/** JSON Schema of what is given to it; what has no counterpart there is left open. @throws Error of a foreign schema */
function schemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> & Record<string, unknown> {
  const { '~standard': _standard, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}
