import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RelayModule } from '../../../../src/contract'
import type { RouteAnswer } from '../../../../src/main/relay/moduleHost/moduleHost'
import { until } from '../../../support/until'
import { ENGINEER, type RelayStage, type Voice, WAIT_MS, startRelay } from '../relayStage'
import { type ModuleFolder, moduleFolder } from './moduleFolder'

let folder: ModuleFolder
let stage: RelayStage
let app: Voice

beforeEach(async () => {
  folder = moduleFolder()
  stage = await startRelay({ relay: { actorRate: 1000, commandMs: 1_000 } })
  app = await stage.join()
})
afterEach(async () => {
  await stage.stop()
  folder.end()
})

const modules = () => stage.house().relay.modules
const load = () => stage.set({ folder: folder.path })
const seen = (name: string, check: (module: RelayModule) => boolean) =>
  until(
    () => modules().get(name),
    (module) => module !== null && check(module),
    WAIT_MS,
  )
const running = (name: string) => seen(name, ({ state }) => state === 'running')
const failed = (name: string) => seen(name, ({ state }) => state === 'failed')
const publish = (topic: string, message: string) => app.client.publishAsync(topic, message, { qos: 1 })

const lamp = (more = '', name = 'lamp') => `
export default ({ z }) => ({
  moduleName: '${name}',
  topicFilters: () => ['{prefix}/${name}/#', '{prefix}/${name}/say'],
  handle(topic, payload, context) { context.notify('info', JSON.stringify({ topic, payload, retained: context.retained })) },
  ${more}
})`
const notices = (name = 'lamp') => stage.notices.filter(({ by }) => by === `module ${name}`).map(({ text }) => text)

async function answerOf(module: string, method: string, path: string, body: unknown = {}): Promise<RouteAnswer> {
  const match = modules().route(module, method, path)
  if (match.kind !== 'found') throw new Error(`There is no such route: ${match.kind}`)
  return match.answer({ query: { q: '1' }, body, actor: { id: 'u', name: 'Ute', role: 'operator' } })
}

describe('a module of the folder', () => {
  it('is loaded, hears its topics once each with the prefix put in, and tells text from JSON', async () => {
    folder.write('lamp', lamp())
    await load()
    expect(await running('lamp')).toMatchObject({ builtIn: false, enabled: true, problem: null, title: 'lamp' })
    await publish('/lab/lamp/say', '{"on":true}')
    await publish('/lab/lamp/other', 'hello')
    await until(notices, (all) => all.length === 2, WAIT_MS)
    expect(notices().map((text) => JSON.parse(text) as unknown)).toEqual([
      { topic: '/lab/lamp/say', payload: { on: true }, retained: false },
      { topic: '/lab/lamp/other', payload: 'hello', retained: false },
    ])
    expect(modules().get('lamp')?.handled).toBe(2)
  })

  it('comes and goes with its folder', async () => {
    await load()
    folder.write('lamp', lamp())
    await running('lamp')
    folder.remove('lamp')
    await until(
      () => modules().get('lamp'),
      (module) => module === null,
      WAIT_MS,
    )
  })

  it('shows its commands and settings as JSON Schema, and gets its settings, checked', async () => {
    folder.write(
      'lamp',
      lamp(`
        settings: z.strictObject({ brightest: z.number().max(100).default(100) }),
        actions: { dim: { title: 'Dim', params: z.strictObject({ level: z.number() }), reverse: () => null } },
        routes: [{ method: 'GET', path: '/settings', answer: async (_, context) => ({ body: context.settings() }) }],
      `),
    )
    await load()
    const view = await running('lamp')
    expect(view?.commands).toMatchObject([
      { name: 'dim', title: 'Dim', reversible: true, params: { type: 'object', required: ['level'] } },
    ])
    expect(view?.settingsSchema).toMatchObject({ properties: { brightest: { maximum: 100 } } })
    expect(await answerOf('lamp', 'GET', '/settings')).toMatchObject({ json: '{"brightest":100}' })
    await modules().update(ENGINEER, 'lamp', { settings: { brightest: 60 } })
    expect(await answerOf('lamp', 'GET', '/settings')).toMatchObject({ json: '{"brightest":60}' })
    await expect(modules().update(ENGINEER, 'lamp', { settings: { brightest: 600 } })).rejects.toThrow('brightest')
    // Saved past its page, they do not reach it.
    await stage.set({ modules: { lamp: { enabled: true, settings: { dimmest: 1 } } } })
    await seen('lamp', ({ problem }) => problem?.includes('goes on with those of before') === true)
    expect(await answerOf('lamp', 'GET', '/settings')).toMatchObject({ json: '{"brightest":60}' })
  })

  it('is off when it is switched off, and read anew when it was written since', async () => {
    folder.write('lamp', lamp('title: "One",'))
    await load()
    expect((await running('lamp'))?.title).toBe('One')
    folder.write('lamp', lamp('title: "Two",'))
    expect(await modules().update(ENGINEER, 'lamp', { enabled: false })).toMatchObject({ state: 'off', title: 'One' })
    await publish('/lab/lamp/say', '1')
    expect(await modules().update(ENGINEER, 'lamp', { enabled: true })).toMatchObject({
      state: 'running',
      title: 'Two',
    })
    await publish('/lab/lamp/say', '2')
    await until(notices, (all) => all.length > 0, WAIT_MS)
    expect(notices().map((text) => (JSON.parse(text) as { payload: unknown }).payload)).toEqual([2])
  })

  it('stays off over a restart', async () => {
    folder.write('lamp', lamp())
    await load()
    await running('lamp')
    await modules().update(ENGINEER, 'lamp', { enabled: false })
    await stage.end()
    await stage.begin()
    expect(modules().get('lamp')).toMatchObject({ state: 'off', enabled: false })
    expect(modules().get('ndi')).toMatchObject({ state: 'running', builtIn: true })
  })

  it.each([
    ['it is no JavaScript', 'export default {', 'cannot be loaded'],
    ['it exports nothing', 'export const lamp = {}', 'no default export'],
    ['it exports something else', 'export default { moduleName: "lamp" }', 'topicFilters: must be a function'],
    ['it needs what is not there', 'import "nowhere"\nexport default {}', 'cannot be loaded'],
    ['it throws', 'throw new Error("no licence")', 'no licence'],
  ])(
    'is shown with its file and the reason when %s, and tried again when it was written since',
    async (_, text, words) => {
      const file = folder.write('lamp', text)
      await load()
      const broken = await failed('lamp')
      expect(broken?.problem).toContain(file)
      expect(broken?.problem).toContain(words)
      folder.write('lamp', lamp())
      await modules().update(ENGINEER, 'lamp', { enabled: true })
      await running('lamp')
    },
  )

  it('cannot have the name of another one', async () => {
    folder.write('mine', lamp('', 'ndi'))
    await load()
    const refused = await failed('mine')
    expect(refused?.problem).toContain('“ndi” is taken by one that ships with Signalbox')
    expect(modules().get('ndi')).toMatchObject({ state: 'running', builtIn: true })
  })
})

describe('a module that throws', () => {
  it.each([
    ['in handle', lamp().replace('context.notify', 'context.nothing.at.all'), 'handle'],
    [
      'in what handle promises',
      lamp().replace('handle(', 'async handle(').replace('context.notify', 'context.no.thing'),
      'handle',
    ],
    [
      'in a timer',
      lamp().replace('context.notify', 'setTimeout(() => { throw new Error("late") }); context.log'),
      'did not wait for: late',
    ],
    [
      'in a promise it forgot',
      lamp().replace('context.notify', 'void Promise.reject(new Error("lost")); context.log'),
      'did not wait for: lost',
    ],
  ])('is switched off and reported, and the relay goes on: %s', async (where, text, words) => {
    // The test runner listens for what nobody catches, and would take it for its own.
    const others = (['uncaughtException', 'unhandledRejection'] as const).map((event) => ({
      event,
      listeners: process.listeners(event as 'uncaughtException'),
    }))
    const isStray = where.startsWith('in a timer') || where.startsWith('in a promise')
    if (isStray) for (const { event } of others) process.removeAllListeners(event)
    try {
      folder.write('lamp', text)
      await load()
      await running('lamp')
      const decoder = await stage.decoder('rpi-01')
      await publish('/lab/lamp/say', '1')
      const view = await failed('lamp')
      expect(view?.problem).toContain(words)
      expect(stage.notices).toContainEqual(expect.objectContaining({ severity: 'alarm', by: 'module lamp' }))
      const rows = await until(
        async () =>
          (await stage.store().audit.list({ target: null, limit: 50, cursor: null, what: 'module.fail' })).items,
        (all) => all.length > 0,
        WAIT_MS,
      )
      expect(rows).toMatchObject([{ outcome: 'failed', detail: { module: 'lamp' } }])
      await publish('/lab/lamp/say', '2')
      const stop = { req_id: '1', actor: 'app', action: 'stop', params: { device_id: decoder.id } }
      expect((await app.ask('ndi', stop)).status).toBe('OK')
      await modules().update(ENGINEER, 'lamp', { enabled: false })
      expect(await modules().update(ENGINEER, 'lamp', { enabled: true })).toMatchObject({
        state: 'running',
        problem: null,
      })
    } finally {
      if (isStray) {
        for (const { event, listeners } of others) for (const listener of listeners) process.on(event, listener)
      }
    }
  })

  it('in start does not begin', async () => {
    folder.write('lamp', lamp('start() { throw new Error("no bulb") },'))
    await load()
    expect((await failed('lamp'))?.problem).toBe('It failed in start: no bulb.')
  })

  it('in check, input or sources is switched off, and the command is not sent', async () => {
    const more = (what: string) => `
      actions: { stop: { title: 'Stop', params: z.object({}), check: () => { ${what === 'check' ? 'throw new Error("oh")' : 'return null'} } } },
      input: () => { ${what === 'input' ? 'throw new Error("oh")' : 'return null'} },
      sources: () => { ${what === 'sources' ? 'return [{}]' : 'return []'} },`
    for (const what of ['check', 'input', 'sources']) {
      folder.write(what, lamp(more(what), what))
    }
    await load()
    await failed('sources')
    await running('check')
    const base = '/lab/device/spot-1'
    await app.client.publishAsync(`${base}/meta`, '{"name":"Spot","modules":["check","input"]}', { retain: true })
    await app.client.publishAsync(`${base}/status`, '{"state":"online"}', { retain: true })
    await until(
      () => stage.house().relay.devices.get('mqtt:house/spot-1')?.online,
      (online) => online === true,
      WAIT_MS,
    )
    const stop = { req_id: '1', actor: 'app', action: 'stop', params: { device_id: 'spot-1' } }
    expect((await app.ask('check', stop)).error?.text).toContain('The module check failed; nothing was sent.')
    expect((await failed('check'))?.problem).toBe('It failed in check of stop: oh.')
    expect((await failed('input'))?.problem).toBe('It failed in input: oh.')
  })
})

describe('the routes of a module', () => {
  const routes = `routes: [
    { method: 'GET', path: '/devices/all', answer: async () => ({ body: 'all' }) },
    { method: 'GET', path: '/devices/:id', answer: async ({ params, query }) => ({ body: { params, query } }) },
    { method: 'POST', path: '/send', role: 'engineer', answer: async ({ body, actor }) => ({ status: 201, body: { body, actor } }) },
    { method: 'GET', path: '/no', answer: async () => ({ status: 404, body: { why: 'gone' } }) },
    { method: 'GET', path: '/circle', answer: async () => { const it = {}; it.it = it; return { body: it } } },
  ],`

  beforeEach(async () => {
    folder.write('lamp', lamp(routes))
    await load()
    await running('lamp')
  })

  it('fit by method and path, words before parameters', async () => {
    expect(await answerOf('lamp', 'GET', '/devices/all')).toEqual({ ok: true, status: 200, json: '"all"' })
    const one = await answerOf('lamp', 'GET', '/devices/a%2Fb')
    expect(one.ok && JSON.parse(one.json)).toEqual({ params: { id: 'a/b' }, query: { q: '1' } })
    const sent = await answerOf('lamp', 'POST', '/send', { x: 1 })
    expect(sent).toMatchObject({ status: 201 })
    expect(modules().route('lamp', 'GET', '/devices/x')).toMatchObject({ role: 'viewer' })
    expect(modules().route('lamp', 'POST', '/send')).toMatchObject({ role: 'engineer' })
    expect(modules().route('lamp', 'GET', '/send')).toEqual({ kind: 'none', methods: ['POST'] })
    expect(modules().route('lamp', 'GET', '/else')).toEqual({ kind: 'none', methods: [] })
    expect(modules().route('toaster', 'GET', '/send')).toEqual({ kind: 'unknown' })
  })

  it('answer errors in the shape of the API', async () => {
    const no = await answerOf('lamp', 'GET', '/no')
    expect(no.ok && JSON.parse(no.json)).toEqual({
      code: 'MODULE_REFUSED',
      message: 'The module refused this.',
      data: { why: 'gone' },
    })
  })

  it('that throw are answered with 500 and switch the module off', async () => {
    expect(await answerOf('lamp', 'GET', '/circle')).toMatchObject({ ok: false, status: 500 })
    expect((await failed('lamp'))?.problem).toContain('the route GET /circle')
    expect(modules().route('lamp', 'GET', '/devices/all')).toMatchObject({ kind: 'not-running' })
  })
})
