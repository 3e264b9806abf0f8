import { describe, expect, it } from 'vitest'
import { readCommandMessage } from '../../../../src/main/relay/orchestrator/commandMessage'

const read = (value: unknown) => readCommandMessage(Buffer.from(JSON.stringify(value)))
const start = { req_id: '1', actor: 'app', action: 'start', params: { device_id: 'rpi-01', source: 'NDI-Source-1' } }

describe('a command message', () => {
  it('is read as the seed has it', () => {
    const found = read(start)
    expect(found).toMatchObject({ ok: true, reqId: '1', actor: 'app', action: 'start', params: start.params })
  })

  it('may come without a number and without a name', () => {
    const found = read({ action: 'release', params: { device_id: 'rpi-01' } })
    expect(found).toMatchObject({ ok: true, reqId: null, actor: 'anonymous', confirm: [], override: null })
  })

  it('carries what is said yes to, and why policies are overruled', () => {
    const found = read({ ...start, confirm: ['ON_AIR'], override: { reason: 'show must go on' } })
    expect(found).toMatchObject({ ok: true, confirm: ['ON_AIR'], override: 'show must go on' })
  })

  it('has the same print for the same request, and another one for another', () => {
    const print = (value: unknown) => {
      const found = read(value)
      return found.ok ? found.print : null
    }
    expect(print({ ...start, confirm: ['ON_AIR'] })).toBe(print(start))
    const others = [{ action: 'stop' }, { actor: 'ui' }, { params: { device_id: 'rpi-02' } }]
    for (const other of others) expect(print({ ...start, ...other })).not.toBe(print(start))
  })

  it.each([
    ['a number as req_id', { ...start, req_id: 7 }, null],
    ['a wildcard in the req_id', { ...start, req_id: 'a/#' }, null],
    ['a control character in the req_id', { ...start, req_id: 'a\u0007' }, null],
    ['a req_id that is too long', { ...start, req_id: 'x'.repeat(201) }, null],
    ['a wildcard in the actor', { ...start, actor: '+' }, '1'],
    ['no action', { req_id: '1', actor: 'app' }, '1'],
    ['an action that is none', { ...start, action: 'rm -rf /' }, '1'],
    ['params that are a list', { ...start, params: [] }, '1'],
    ['an override without a reason', { ...start, override: { reason: '' } }, '1'],
    ['a list', [start], null],
    ['a text', 'start', null],
    ['nothing', null, null],
  ])('is refused with its number where it has one: %s', (_, value, reqId) => {
    expect(read(value)).toMatchObject({ ok: false, code: 'INVALID_MESSAGE', reqId })
  })

  it('is refused when it is no JSON, or nothing', () => {
    expect(readCommandMessage(Buffer.from('start please'))).toMatchObject({ ok: false, code: 'NOT_JSON', reqId: null })
    expect(readCommandMessage(Buffer.from(''))).toMatchObject({ ok: false, code: 'NOT_JSON', reqId: null })
    expect(readCommandMessage(Buffer.from([0xff, 0xfe, 0x00]))).toMatchObject({ ok: false, code: 'NOT_JSON' })
  })

  it('is not read when it is too large, and still answered by its number wherever that stands', () => {
    const filling = 'x'.repeat(1_000_000)
    const first = Buffer.from(JSON.stringify({ ...start, filling }))
    const last = Buffer.from(JSON.stringify({ filling, ...start }))
    for (const payload of [first, last]) {
      expect(readCommandMessage(payload)).toMatchObject({ ok: false, code: 'TOO_LARGE', reqId: '1' })
    }
    const wild = Buffer.from(JSON.stringify({ req_id: '#', filling }))
    expect(readCommandMessage(wild)).toMatchObject({ ok: false, code: 'TOO_LARGE', reqId: null })
  })
})
