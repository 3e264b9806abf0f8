import type { RelayModule } from '../../contract'
import { client } from '../app/client'
import { isDesktop } from '../app/portLink'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** The kinds of MQTT devices that Signalbox knows. */
export const modules = createAsked<readonly RelayModule[]>(
  async (signal) => (await client.modules.list(undefined, { signal })).items,
  newsOf('modules'),
)
export const useModules = (): Answer<readonly RelayModule[]> => useAsked(modules)

/** Puts what the engine answered into the list at once; its own event says the same a moment later. */
export function knowModule(module: RelayModule): void {
  modules.store.setState(({ value }) => ({
    value: (value ?? []).map((one) => (one.name === module.name ? module : one)),
  }))
}

/** What a route of a module answered, as far as it is a list of things. */
export type RouteItems = readonly Readonly<Record<string, unknown>>[]

const isRecord = (thing: unknown): thing is Readonly<Record<string, unknown>> =>
  typeof thing === 'object' && thing !== null && !Array.isArray(thing)

/** The sentence of an error answer. */
const messageOf = (body: unknown): string | null =>
  isRecord(body) && typeof body['message'] === 'string' ? body['message'] : null

/**
 * `{items}` of a route of a module, served at `/api/<module>/…`.
 * @throws Error with a sentence: the module's own where it has one
 */
export async function askRoute(module: string, route: string, signal: AbortSignal): Promise<RouteItems> {
  if (isDesktop(navigator.userAgent))
    throw new Error('The lists of a module are served over the network only; open this page in a browser to see them.')
  const path = route.startsWith('/') ? route : `/${route}`
  const answer = await fetch(`/api/${encodeURIComponent(module)}${path}`, {
    headers: { accept: 'application/json' },
    signal,
  })
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw new Error(messageOf(body) ?? `The module ${module} answered ${String(answer.status)}.`)
  const items = isRecord(body) ? body['items'] : null
  if (!Array.isArray(items)) throw new Error(`The module ${module} gave no list at ${path}.`)
  return items.filter(isRecord)
}
