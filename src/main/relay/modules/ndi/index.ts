import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Panel } from '../../../../contract'
import type { ModuleContext, ModuleRoute, ModuleSource, RelayPlugin } from '../../module'
import { browseNdi } from './browseNdi'
import { ndiCommands, ndiRoute } from './ndiCommands'
import { ndiStateOf } from './ndiState'

const Settings = z.object({
  /** Sources by name, beside those that are announced. */
  sources: z.array(z.string().trim().min(1).max(200)).max(1000).default([]),
  /** A DNS domain in which `_ndi._tcp` is browsed; null: none. */
  dnsDomain: z.string().max(253).nullable().default(null),
  /** Name servers as `ip` or `ip:port`; empty: the system's. */
  dnsServers: z.array(z.string().max(100)).max(10).default([]),
  /** How often it is browsed, s. */
  everyS: z.number().int().min(2).max(3600).default(30),
})

/** How often it is looked whether the settings are others, ms. */
const LOOK_MS = 1_000

const SEND = z.strictObject({
  device_id: z.string().min(1).max(200),
  action: z.string().min(1).max(50),
  source: z.string().max(200).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
})

const PANEL: Panel = {
  title: 'NDI',
  blocks: [
    {
      kind: 'devices',
      title: 'Decoders',
      columns: [
        { label: 'State', path: 'state.ndi.state' },
        { label: 'Input', path: 'state.ndi.input' },
        { label: 'Recording', path: 'state.ndi.recording' },
      ],
      commands: ['start', 'stop', 'record_start', 'record_stop'],
    },
    {
      kind: 'command',
      title: 'Set the input',
      command: 'set_input',
      options: { source: { route: '/sources', path: 'name' } },
    },
    {
      kind: 'table',
      title: 'Sources',
      route: '/sources',
      columns: [
        { label: 'Name', path: 'name' },
        { label: 'From', path: 'from' },
      ],
    },
  ],
}

/** NDI decoders and the sources they can play. Made anew for each engine: it keeps what it has browsed. */
export function createNdiModule(): RelayPlugin {
  let announced: readonly string[] = []
  let problem: string | null = null

  function sourcesFor(
    context: Pick<ModuleContext, 'settings' | 'devices'>,
  ): readonly (ModuleSource & { readonly from: string })[] {
    const { sources } = Settings.parse(context.settings())
    const found = new Map<string, string>()
    for (const name of sources) found.set(name, 'settings')
    for (const name of announced) if (!found.has(name)) found.set(name, 'DNS-SD')
    // What a decoder plays is there, whoever announces it.
    for (const device of context.devices()) {
      const input = ndiStateOf(device)?.input ?? null
      if (input !== null && !found.has(input)) found.set(input, device.label)
    }
    return [...found].map(([name, from]) => ({ name, label: name, from }))
  }

  async function browse(context: ModuleContext): Promise<void> {
    const { dnsDomain, dnsServers } = Settings.parse(context.settings())
    if (dnsDomain === null) {
      if (announced.length > 0) keep(context, [])
      return
    }
    try {
      const names = await browseNdi({ domain: dnsDomain, servers: dnsServers, signal: context.ended })
      problem = null
      keep(context, names)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      if (problem !== text && !context.ended.aborted) context.log('NDI sources could not be browsed', { problem: text })
      problem = text
    }
  }

  function keep(context: ModuleContext, names: readonly string[]): void {
    if (names.length === announced.length && names.every((name, index) => name === announced[index])) return
    announced = names
    context.changed()
  }

  /** From time to time, and soon after the settings have changed. */
  async function browseAgain(context: ModuleContext): Promise<void> {
    let asked = ''
    let dueAt = 0
    while (!context.ended.aborted) {
      const settings = Settings.parse(context.settings())
      const wanted = JSON.stringify(settings)
      if (wanted !== asked || context.now() >= dueAt) {
        if (asked !== '' && wanted !== asked) context.changed()
        asked = wanted
        await browse(context)
        dueAt = context.now() + settings.everyS * 1000
      }
      await pause(LOOK_MS, null, { signal: context.ended }).catch(() => null)
    }
  }

  const routes: readonly ModuleRoute[] = [
    {
      method: 'GET',
      path: '/status',
      answer: (_request, context) => Promise.resolve({ body: context.registry() }),
    },
    {
      method: 'GET',
      path: '/sources',
      answer: (_request, context) => Promise.resolve({ body: { items: sourcesFor(context), problem } }),
    },
    {
      method: 'GET',
      path: '/devices',
      answer: (_request, context) => Promise.resolve({ body: { items: context.devices() } }),
    },
    {
      method: 'POST',
      path: '/send',
      async answer(request, context) {
        const read = SEND.safeParse(request.body)
        if (!read.success) {
          const text = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
          return { status: 400, body: { code: 'BAD_REQUEST', message: text, data: {} } }
        }
        const { device_id, action, source, params } = read.data
        const given = { ...params, ...(source === undefined ? {} : { source }) }
        const { ok, runId, code, text } = await context.command(request, device_id, action, given)
        return ok
          ? { status: 200, body: { ok, runId, code, text } }
          : { status: 409, body: { code, message: text, data: { runId } } }
      },
    },
  ]

  return {
    moduleName: 'ndi',
    title: 'NDI decoders',
    topicFilters: () => [],
    handle: () => undefined,
    actions: ndiCommands,
    settings: Settings,
    start(context) {
      void browseAgain(context)
    },
    routes,
    panel: PANEL,
    input(device) {
      const state = ndiStateOf(device)
      const active = state?.state === 'playing' && state.input !== null
      return { label: device.label, format: 'mux', source: active ? state.input : null, active }
    },
    sources: (context) => sourcesFor(context).map(({ name, label }) => ({ name, label })),
    route: ndiRoute,
  }
}
