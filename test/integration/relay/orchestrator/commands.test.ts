import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../support/until'
import { type Decoder, ENGINEER, type RelayStage, type Voice, WAIT_MS, startRelay } from '../relayStage'

let stage: RelayStage
let app: Voice
let decoder: Decoder

beforeEach(async () => {
  stage = await startRelay({ relay: { actorRate: 1000, commandMs: 1_000 } })
  app = await stage.join()
  decoder = await stage.decoder('rpi-01')
})
afterEach(() => stage.stop())

const start = (reqId: string, more: object = {}) => ({
  req_id: reqId,
  actor: 'app',
  action: 'start',
  params: { device_id: 'rpi-01', source: 'NDI-Source-1' },
  ...more,
})

describe('a command over the topic of its module', () => {
  it('reaches the device as it came, and is answered DISPATCHED and then OK', async () => {
    await app.say('ndi', start('1'))
    const [dispatched, ok] = await app.answers('1', 2)
    expect(dispatched).toMatchObject({ status: 'DISPATCHED', req_id: '1', actor: 'app', action: 'start' })
    expect(ok).toMatchObject({ status: 'OK', req_id: '1', run_id: dispatched?.run_id })
    expect(decoder.told).toEqual([start('1')])
    const run = await stage.store().runs.get(ok?.run_id ?? '')
    expect(run).toMatchObject({ state: 'succeeded', origin: 'mqtt', actor: { id: 'house/app', role: 'operator' } })
  })

  it('reaches a device that has announced itself only this moment', async () => {
    const { client } = app
    const base = '/lab/device/rpi-02'
    await Promise.all([
      client.publishAsync(`${base}/meta`, '{"name": "Decoder rpi-02", "modules": ["ndi"]}', { qos: 1 }),
      client.publishAsync(`${base}/status`, '{"state": "online"}', { qos: 1 }),
      app.say('ndi', start('1', { params: { device_id: 'rpi-02', source: 'NDI-Source-1' } })),
    ])
    const [first] = await app.answers('1', 1)
    expect(first).toMatchObject({ status: 'DISPATCHED' })
  })

  it('brings the device’s own words back when it refuses', async () => {
    decoder.manner = { answers: true, refuses: 'Source NDI-Source-1 is not there' }
    const answer = await app.ask('ndi', start('1'))
    expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'REFUSED_BY_DEVICE' } })
    expect(answer.error?.text).toContain('Source NDI-Source-1 is not there')
  })

  it('is answered with TIMEOUT when the device says nothing', async () => {
    decoder.manner = { answers: false, refuses: null }
    const answer = await app.ask('ndi', start('1'))
    expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'TIMEOUT' } })
    expect(decoder.told).toHaveLength(1)
  })

  it('is done once under one number, and answered again: under way, afterwards, and after a restart', async () => {
    decoder.manner = { answers: false, refuses: null }
    await app.say('ndi', start('1'))
    await app.answers('1', 1)
    await app.say('ndi', start('1'))
    expect((await app.answers('1', 2)).map(({ status }) => status)).toEqual(['DISPATCHED', 'DISPATCHED'])
    decoder.answerAll()
    const [, , ok] = await app.answers('1', 3)
    expect(ok?.status).toBe('OK')
    await app.say('ndi', start('1'))
    expect((await app.answers('1', 5)).slice(3)).toEqual([app.heard[0], ok])
    await stage.end()
    await stage.begin()
    await app.say('ndi', start('1'))
    const again = (await app.answers('1', 7)).slice(5)
    expect(again.map(({ status, run_id }) => ({ status, run_id }))).toEqual([
      { status: 'DISPATCHED', run_id: ok?.run_id },
      { status: 'OK', run_id: ok?.run_id },
    ])
    expect(decoder.told).toHaveLength(1)
  })

  it('is not taken for another one that has its number', async () => {
    await app.ask('ndi', start('1'))
    const other = await app.ask('ndi', start('1', { action: 'stop', params: { device_id: 'rpi-01' } }))
    expect(other).toMatchObject({ status: 'ERROR', action: 'stop', error: { code: 'REQ_ID_USED' } })
    expect(decoder.told).toHaveLength(1)
  })

  it('goes on being answered for when it was under way at a restart', async () => {
    decoder.manner = { answers: false, refuses: null }
    await stage.set({ commandMs: 60_000 })
    await app.say('ndi', start('1'))
    const [dispatched] = await app.answers('1', 1)
    await stage.end()
    await stage.begin()
    await app.say('ndi', start('1'))
    const all = await until(
      () => app.heard.filter(({ req_id }) => req_id === '1'),
      (found) => found.some(({ status }) => status !== 'DISPATCHED'),
      WAIT_MS,
    )
    expect(all.every(({ run_id }) => run_id === dispatched?.run_id)).toBe(true)
    expect(decoder.told).toHaveLength(1)
  })

  it('is refused by a lock of somebody else, and by a lease, with who has it', async () => {
    await stage
      .house()
      .relay.leases.reserve(
        ENGINEER,
        { deviceId: 'mqtt:house/rpi-01', module: 'ndi', leaseS: 60, reason: 'rehearsal' },
        () => ({}),
      )
    const answer = await app.ask('ndi', start('1'))
    expect(answer).toMatchObject({ status: 'ERROR', error: { code: 'LEASED' } })
    expect(answer.error?.text).toContain('Reserved by Eva')
    expect(decoder.told).toEqual([])
  })

  it('does nothing when it is retained: it would be done at each reconnection', async () => {
    await app.say('ndi', start('1'), { retain: true })
    await app.answers('1', 2)
    await stage.end()
    await stage.begin()
    await until(
      () => stage.logged.map(({ message }) => message),
      (all) => all.some((message) => message.includes('retained command')),
      WAIT_MS,
    )
    await app.ask('ndi', start('2'))
    expect(decoder.told.map(({ req_id }) => req_id)).toEqual(['1', '2'])
  })

  it('is answered with AWAITING_APPROVAL where a second person is wanted, and then as every other', async () => {
    await stage.house().settings.update(ENGINEER, { approval: { scopes: [{ kind: 'all' }] } })
    const waiting = await app.ask('ndi', start('1'))
    expect(waiting).toMatchObject({ status: 'ERROR', error: { code: 'AWAITING_APPROVAL' } })
    await stage.house().execution.approve(ENGINEER, waiting.run_id ?? '', { confirm: [], waitMs: 5_000 })
    const all = await app.answers('1', 3)
    expect(all.map(({ status }) => status)).toEqual(['ERROR', 'DISPATCHED', 'OK'])
  })
})

describe('what cannot be followed', () => {
  it.each([
    ['no JSON', 'start!', null, 'NOT_JSON'],
    ['a list', [], null, 'INVALID_MESSAGE'],
    ['a wrong shape', { req_id: '9', actor: 'app', params: {} }, '9', 'INVALID_MESSAGE'],
    ['a megabyte', { ...start('9'), filling: 'x'.repeat(1_000_000) }, '9', 'TOO_LARGE'],
    ['a wildcard in the number', start('#'), null, 'INVALID_MESSAGE'],
    ['a control character in the number', start('\u0001'), null, 'INVALID_MESSAGE'],
    ['a wildcard in the id', start('9', { params: { device_id: '+' } }), '9', 'INVALID_PARAMS'],
    ['a control character in the id', start('9', { params: { device_id: 'rpi\u0000-01' } }), '9', 'INVALID_PARAMS'],
    ['a path for an id', start('9', { params: { device_id: '../rpi-01' } }), '9', 'INVALID_PARAMS'],
    ['no device', start('9', { params: {} }), '9', 'INVALID_PARAMS'],
    ['an unknown device', start('9', { params: { device_id: 'rpi-99' } }), '9', 'UNKNOWN_DEVICE'],
    ['an unknown action', start('9', { action: 'explode' }), '9', 'UNKNOWN_COMMAND'],
    ['params that do not fit', start('9', { params: { device_id: 'rpi-01', sauce: 1 } }), '9', 'INVALID_PARAMS'],
    [
      'a lease of −1 s',
      start('9', { action: 'reserve', params: { device_id: 'rpi-01', lease_s: -1 } }),
      '9',
      'INVALID_PARAMS',
    ],
    [
      'a lease of 10⁹ s',
      start('9', { action: 'reserve', params: { device_id: 'rpi-01', lease_s: 1e9 } }),
      '9',
      'INVALID_PARAMS',
    ],
    [
      'cron nonsense',
      start('9', {
        action: 'schedule',
        params: { cron: 'every day', commands: [{ device_id: 'rpi-01', action: 'stop' }] },
      }),
      '9',
      'INVALID_PARAMS',
    ],
  ])('is an error with its number, a line in the log, and nothing else: %s', async (_, message, reqId, code) => {
    await app.say('ndi', message)
    const [answer] = await app.answers(reqId, 1)
    expect(answer).toMatchObject({ status: 'ERROR', req_id: reqId, error: { code } })
    expect(answer?.error?.text).toMatch(/\.$/)
    expect(stage.logged.map(({ context }) => context?.['code'])).toContain(code)
    expect(decoder.told).toEqual([])
    expect((await app.ask('ndi', start('10'))).status).toBe('OK')
  })

  it('is a module that there is not, or that is switched off', async () => {
    expect(await app.ask('toaster', start('1'))).toMatchObject({ status: 'ERROR', error: { code: 'UNKNOWN_MODULE' } })
    await stage.house().relay.modules.update(ENGINEER, 'ndi', { enabled: false })
    expect(await app.ask('ndi', start('2'))).toMatchObject({ status: 'ERROR', error: { code: 'MODULE_OFF' } })
    expect(decoder.told).toEqual([])
  })
})

it('lets a flood of one actor pass no faster than allowed, says so once, and does not let others wait', async () => {
  await stage.set({ actorRate: 0.1 })
  const stop = { action: 'stop', params: { device_id: 'rpi-01' } }
  for (let n = 0; n < 50; n += 1) await app.say('ndi', start(`flood-${String(n)}`, stop))
  const other = await app.ask('ndi', start('other', { ...stop, actor: 'ui' }))
  expect(other.status).toBe('OK')
  await app.answers('flood-0', 2)
  const refused = app.heard.filter(({ error }) => error?.code === 'RATE_LIMITED')
  expect(refused.map(({ req_id }) => req_id)).toEqual(['flood-1'])
  expect(decoder.told.map(({ req_id }) => req_id)).toEqual(['flood-0', 'other'])
})

it('lets a device that does not answer hold up nobody but who commands it', async () => {
  await stage.set({ commandMs: 60_000 })
  const deaf = await stage.decoder('rpi-02', { answers: false })
  const stop = (reqId: string) => start(reqId, { action: 'stop', params: { device_id: 'rpi-02' } })
  for (let n = 0; n < 1_010; n += 1) await app.say('ndi', stop(`deaf-${String(n)}`))
  expect(await app.ask('ndi', start('other'))).toMatchObject({ status: 'OK' })
  // Nobody waits in a row of any length.
  const busy = await until(
    () => app.heard.filter(({ error }) => error?.code === 'BUSY'),
    (events) => events.length > 0,
    WAIT_MS,
  )
  expect(busy[0]?.req_id).toMatch(/^deaf-10/)
  expect(deaf.told.map(({ req_id }) => req_id)).toEqual(['deaf-0'])
})
