import { z } from 'zod'
import { HouseError } from '../../execution/houseError'
import type { CommandDefinition, CommandSet, DeviceCommand, DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Addressing, ModuleInput, ModuleSource } from '../module'
import type { ModuleRun } from './moduleRun'
import { inWords } from './readPlugin'

const isText = z
  .string()
  .min(1)
  .max(150)
  .regex(/^[^+#\p{Cc}]*$/u)
const Told = z.object({ action: z.string().min(1).max(50), params: z.record(z.string(), z.unknown()) })
const Problem = z.object({ problem: z.string() })
const Input = z.object({
  label: z.string(),
  format: z.enum(['video', 'audio', 'data', 'mux']),
  source: z.string().nullable(),
  active: z.boolean(),
})
const Source = z.object({
  name: isText,
  label: z.string().max(200),
  site: z.string().max(200).optional(),
  room: z.string().max(200).optional(),
})
const Sources = z.array(Source).max(10_000)
const Sentence = z.string().nullish()
const Said = z.boolean().nullish()

/** What the devices of a running module can be told; what the module throws or gives wrongly disables it. */
export function guardedCommands(run: ModuleRun): CommandSet {
  const { moduleName: module, actions = {}, route } = run.plugin
  return {
    module,
    commands: Object.fromEntries(
      Object.entries(actions).map(([name, definition]) => [name, guardedCommand(run, name, definition)]),
    ),
    route:
      route === undefined
        ? null
        : {
            connect: (sender, device) =>
              run.insisted('route.connect', () => z.union([Problem, Told]).parse(route.connect(sender, device))),
            disconnect: (device) => run.insisted('route.disconnect', () => Told.parse(route.disconnect(device))),
          },
  }
}

function guardedCommand(run: ModuleRun, name: string, definition: CommandDefinition): CommandDefinition {
  const { title, check, reverse, shows } = definition
  const failed = `The module ${run.plugin.moduleName} failed; nothing was sent.`
  return {
    title,
    params: guardedParams(run, name, definition.params, failed),
    ...(check === undefined
      ? {}
      : {
          check: (params, device) =>
            run.guarded(`check of ${name}`, () => Sentence.parse(check(params, device)) ?? null, failed),
        }),
    ...(reverse === undefined
      ? {}
      : {
          reverse: (params, before): DeviceCommand | null =>
            run.guarded(`reverse of ${name}`, () => Told.nullish().parse(reverse(params, before)) ?? null, null),
        }),
    ...(shows === undefined
      ? {}
      : {
          shows: (params, device) =>
            run.guarded(`shows of ${name}`, () => Said.parse(shows(params, device)) ?? null, null),
        }),
  }
}

/** The schema of a module with its own refinements, which may throw. */
function guardedParams(
  run: ModuleRun,
  name: string,
  schema: CommandDefinition['params'],
  failed: string,
): CommandDefinition['params'] {
  return z.record(z.string(), z.unknown()).transform((given, context) => {
    const read = run.guarded(`params of ${name}`, () => schema.safeParse(given), null)
    if (read?.success === true) return read.data
    const issues = read === null ? [{ message: failed, path: [] }] : read.error.issues
    for (const { message, path } of issues) context.addIssue({ code: 'custom', message, path: [...path] })
    return z.NEVER
  })
}

export function guardedAddressing(run: ModuleRun): Addressing | null {
  const { addressing } = run.plugin
  if (addressing === undefined) return null
  return {
    request: (device, sent, prefix) =>
      run.insisted('addressing.request', () => addressing.request(device, sent, prefix)),
    answers: (prefix) =>
      run.guarded('addressing.answers', () => z.array(z.string()).parse(addressing.answers(prefix)), []),
    read: (message, prefix) => run.guarded('addressing.read', () => addressing.read(message, prefix), null),
  }
}

export function guardedInput(run: ModuleRun, device: DeviceState): ModuleInput | null {
  const { input } = run.plugin
  if (input === undefined) return null
  const read = (): ModuleInput | null => {
    const given = input.call(run.plugin, device) ?? null
    return run.isForeign ? Input.nullable().parse(given) : given
  }
  return run.guarded('input', read, null)
}

export function guardedSources(run: ModuleRun): readonly ModuleSource[] {
  const { sources } = run.plugin
  if (sources === undefined) return []
  const found = run.guarded('sources', () => Sources.parse(sources.call(run.plugin, run.context)), [])
  return found.map(({ name, label, site, room }) => ({
    name,
    label,
    ...(site === undefined ? {} : { site }),
    ...(room === undefined ? {} : { room }),
  }))
}

/** @throws HouseError for settings that the module does not take */
export function settingsFor(
  schema: z.ZodType<Record<string, unknown>> | undefined,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (schema === undefined) return given
  const read = schema.safeParse(given)
  if (read.success) return read.data
  throw new HouseError('invalid', `Its settings do not fit: ${inWords(read.error)}.`)
}
