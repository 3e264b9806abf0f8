import { z } from 'zod'
import { Panel } from '../../../contract'
import { isTopicFilter } from '../../broker/topicFilter'
import type { RelayPlugin } from '../module'

/** What a plug-in is given when it exports a function: the zod that its schemas have to be made with. */
export type PluginMaker = (given: { readonly z: typeof z }) => unknown

/** Asked of Signalbox itself on every command topic, so that no module can mean something else by them. */
export const HOST_ACTIONS = ['reserve', 'renew', 'release', 'schedule', 'cancel'] as const

/** Names that would stand in the way of something else: `/api/v1`, ids of devices (`mqtt:…`). */
const RESERVED = /^(?:v\d+|mqtt)$/

const fn = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', 'must be a function')
const schema = z.custom<z.ZodType>(
  (value) =>
    typeof value === 'object' && value !== null && 'safeParse' in value && typeof value.safeParse === 'function',
  'must be a zod schema',
)
const ACTION_NAME = /^[A-Za-z][\w.-]{0,49}$/
const PATH = /^(?:\/:?[\w-]+)+$/

const Command = z.looseObject({
  title: z.string().min(1).max(100),
  params: schema,
  check: fn.optional(),
  reverse: fn.optional(),
  shows: fn.optional(),
})

const Route = z.looseObject({
  method: z.enum(['GET', 'POST']),
  path: z.string().regex(PATH, 'must be a path such as /sources or /devices/:id'),
  role: z.enum(['viewer', 'operator', 'engineer', 'admin']).optional(),
  answer: fn,
})

const Shape = z.looseObject({
  moduleName: z
    .string()
    .max(50)
    .regex(/^[a-z][a-z0-9-]*$/, 'must begin with a letter and have a to z, 0 to 9 and hyphens only')
    .refine((name) => !RESERVED.test(name), 'is a name that Signalbox needs for itself'),
  title: z.string().min(1).max(100).optional(),
  topicFilters: fn,
  handle: fn,
  actions: z.record(z.string(), Command).optional(),
  settings: schema.optional(),
  start: fn.optional(),
  stop: fn.optional(),
  routes: z.array(Route).max(200).optional(),
  panel: Panel.optional(),
  addressing: z.looseObject({ request: fn, answers: fn, read: fn }).optional(),
  input: fn.optional(),
  sources: fn.optional(),
  route: z.looseObject({ connect: fn, disconnect: fn }).optional(),
})

export type PluginReading =
  { readonly ok: true; readonly plugin: RelayPlugin } | { readonly ok: false; readonly problem: string }

/** Whether what a module exports is one. A function is called with `{z}` for it. Never throws. */
export function readPlugin(exported: unknown): PluginReading {
  try {
    const given = typeof exported === 'function' ? (exported as PluginMaker)({ z }) : exported
    if (given === undefined || given === null) {
      return bad('It has no default export. Export one object, or a function ({z}) => object.')
    }
    const read = Shape.safeParse(given)
    if (!read.success) return bad(`What it exports is no module: ${inWords(read.error)}.`)
    const problem = againstActions(Object.keys(read.data.actions ?? {})) ?? againstRoutes(read.data.routes ?? [])
    // The object itself, not a copy: its functions may use `this`.
    return problem === null ? { ok: true, plugin: given as RelayPlugin } : bad(problem)
  } catch (error) {
    return bad(`It threw while it was made: ${wordsOf(error)}`)
  }
}

/** @throws Error for filters that are none */
export function filtersOf(plugin: RelayPlugin): readonly string[] {
  const filters = z.array(z.string()).max(200).safeParse(plugin.topicFilters())
  if (!filters.success) throw new Error(`topicFilters() must give a list of texts: ${inWords(filters.error)}.`)
  for (const filter of filters.data) {
    const full = filterFor(filter, '/lab')
    if (!isTopicFilter(full)) throw new Error(`“${filter.slice(0, 80)}” is no MQTT topic filter.`)
  }
  return [...new Set(filters.data)]
}

/** `{prefix}` stands for the topic prefix of the broker. */
export function filterFor(filter: string, prefix: string): string {
  return filter.replaceAll('{prefix}', prefix)
}

/** What was thrown, as the end of a sentence. */
export function wordsOf(error: unknown): string {
  const text = error instanceof z.ZodError ? inWords(error) : error instanceof Error ? error.message : String(error)
  return `${text.slice(0, 300).replace(/\.$/, '')}.`
}

export function inWords(error: z.ZodError): string {
  const all = error.issues.slice(0, 5).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`
  })
  return all.join('; ')
}

function bad(problem: string): PluginReading {
  return { ok: false, problem }
}

function againstActions(names: readonly string[]): string | null {
  const taken = names.find((name) => HOST_ACTIONS.some((one) => one === name))
  if (taken !== undefined) {
    return `The action “${taken}” is Signalbox’s own for every module (${HOST_ACTIONS.join(', ')}). Leave it out.`
  }
  const odd = names.find((name) => !ACTION_NAME.test(name))
  if (odd === undefined) return null
  return `“${odd.slice(0, 50)}” cannot be an action: letters, digits, “_”, “-” and “.” only, beginning with a letter.`
}

function againstRoutes(routes: readonly { readonly method: string; readonly path: string }[]): string | null {
  const seen = new Set<string>()
  for (const { method, path } of routes) {
    const key = `${method} ${path.replace(/:[\w-]+/g, ':')}`
    if (seen.has(key)) return `The route ${method} ${path} is there twice.`
    seen.add(key)
  }
  return null
}
