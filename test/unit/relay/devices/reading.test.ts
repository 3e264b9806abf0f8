import { describe, expect, it } from 'vitest'
import { MOST_BYTES, readPayload } from '../../../../src/main/relay/devices/payload'
import { readMeta } from '../../../../src/main/relay/devices/readMeta'
import { isSameStatus, isSameWhole, readStatus, statusFrom } from '../../../../src/main/relay/devices/readStatus'

const bytes = (text: string): Buffer => Buffer.from(text)
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

function given(text: string) {
  const payload = readPayload(bytes(text))
  if (payload.kind === 'empty') throw new Error('It is empty.')
  return payload
}

describe('payloads', () => {
  it.each([
    ['', { kind: 'empty' }],
    ['{"a":1}', { kind: 'json', value: { a: 1 } }],
    ['online', { kind: 'text', text: 'online' }],
  ])('%j are read', (text, read) => {
    expect(readPayload(bytes(text))).toMatchObject(read)
  })

  it('that are too long are not parsed', () => {
    const long = bytes(JSON.stringify('x'.repeat(MOST_BYTES)))
    expect(readPayload(long)).toMatchObject({ kind: 'unfit', fault: expect.stringContaining(`${long.length} bytes`) })
    expect(readPayload(bytes(JSON.stringify('x'.repeat(MOST_BYTES - 2)))).kind).toBe('json')
  })

  it('that are too deep are not used', () => {
    expect(readPayload(bytes(nested(32))).kind).toBe('json')
    expect(readPayload(bytes(nested(34))).kind).toBe('unfit')
    expect(readPayload(bytes(nested(30_000))).kind).toBe('unfit')
    expect(readPayload(bytes(`{"a":`.repeat(34) + '{}' + '}'.repeat(34))).kind).toBe('unfit')
  })
})

describe('the meta of a device', () => {
  it('is read from what real ones say', () => {
    const whole = { device_id: 'rpi-01', name: ' Decoder 1 ', modules: ['ndi', 'ndi', 7, 'a/b'], site: 'R', serial: 12 }
    expect(readMeta(given(JSON.stringify(whole)))).toEqual({
      meta: { whole, label: 'Decoder 1', modules: ['ndi'], site: 'R', room: null, claims: 'rpi-01', serial: '12' },
    })
  })

  it.each([
    [
      { label: 'A', name: 'B' },
      { label: 'A', modules: [] },
    ],
    [{ modules: { ndi: { version: 1 }, nvr: false, x: null, y: true } }, { label: null, modules: ['ndi', 'y'] }],
    [
      { modules: 'ndi', site: 4, room: '  ' },
      { modules: [], site: null, room: null },
    ],
  ])('%j gives %j', (whole, meta) => {
    expect(readMeta(given(JSON.stringify(whole)))).toMatchObject({ meta })
  })

  it.each([
    ['nonsense', 'is not JSON'],
    ['[1]', 'is no JSON object'],
    ['null', 'is no JSON object'],
    [nested(40), 'has more than 32 levels within each other'],
  ])('%s is refused', (text, fault) => {
    expect(readMeta(given(text))).toEqual({ fault })
  })
})

describe('the status of a device', () => {
  it.each([
    ['{"state":"online"}', true],
    ['{"state":"OFFLINE"}', false],
    ['{"status":"offline"}', false],
    ['{"status":"disconnected","state":"x"}', false],
    ['{"online":false,"state":"online"}', false],
    ['{"online":true,"state":"offline"}', true],
    ['{"state":"playing"}', true],
    ['{}', true],
    ['offline', false],
    ['"online"', true],
  ])('%s says whether it is there', (text, isOnline) => {
    expect(readStatus(given(text))).toMatchObject({ status: { isOnline } })
  })

  it('is kept whole', () => {
    expect(readStatus(given('{"state":"x","more":{"a":[1]}}'))).toMatchObject({
      status: { whole: { state: 'x', more: { a: [1] } } },
    })
    expect(readStatus(given('offline'))).toMatchObject({ status: { whole: { state: 'offline' } } })
  })

  it.each(['hello', '3', '"hello"', '[]'])('%s is refused', (text) => {
    expect(readStatus(given(text))).toHaveProperty('fault')
  })

  it('says the same when only its time is otherwise', () => {
    const at = (ts: number, input: string) => ({ ts, ndi: { input, list: [1, { a: 2 }] } })
    expect(isSameStatus(at(1, 'A'), at(2, 'A'))).toBe(true)
    expect(isSameStatus(at(1, 'A'), at(1, 'B'))).toBe(false)
    expect(isSameStatus({ a: 1 }, { a: 1, b: 1 })).toBe(false)
    expect(isSameStatus({ a: 1, b: 1 }, { a: 1 })).toBe(false)
    expect(isSameStatus({ a: [1] }, { a: { 0: 1 } })).toBe(false)
    expect(isSameWhole(at(1, 'A'), at(2, 'A'))).toBe(false)
    expect(isSameWhole(at(1, 'A'), at(1, 'A'))).toBe(true)
    expect(statusFrom({ device_id: 7 }).claims).toBe('7')
  })
})
