import { describe, expect, it } from 'vitest'
import { readEventMessage } from '../../../src/main/tally/eventMessage'
import { topicValue } from '../../../src/main/tally/topicValue'

const source = '6cbd0441-7882-44cd-9557-842243a0d618'
const state = (eventType: unknown, payload: unknown, extra: object = {}): string =>
  JSON.stringify({
    identity: { source_id: source },
    event_type: eventType,
    timing: { creation_timestamp: '1532504241:104000200' },
    payload,
    message_type: 'state',
    ...extra,
  })

describe('a state', () => {
  it.each([
    ['boolean', { value: false }, false],
    ['boolean/enum/lamp', { value: true }, true],
    ['number', { value: 16_342 }, 16_342],
    ['number/temperature/C', { value: 201, scale: 10 }, 20.1],
    ['string', { value: 'ok' }, 'ok'],
    ['string/enum/studio', { value: 'rehearsal' }, 'rehearsal'],
    ['object', { source: 'CAM 1', depth: { deep: [1] } }, { source: 'CAM 1', depth: { deep: [1] } }],
  ])('of type %s', (eventType, payload, value) => {
    expect(readEventMessage(state(eventType, payload))).toEqual({
      type: 'state',
      sourceId: source,
      eventType,
      createdAt: { seconds: 1_532_504_241, nanoseconds: 104_000_200 },
      value,
    })
  })

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no type of message', '{}'],
    ['a type that is none', JSON.stringify({ message_type: 'dance' })],
    ['no source', state('boolean', { value: true }, { identity: {} })],
    ['no event type', state(undefined, { value: true })],
    ['an event type that is none', state('colour', { value: 'red' })],
    ['no payload', state('boolean', null)],
    ['a boolean that is text', state('boolean', { value: 'true' })],
    ['a number that is text', state('number', { value: '1' })],
    ['a scale of nothing', state('number', { value: 1, scale: 0 })],
    ['no time', state('boolean', { value: true }, { timing: {} })],
    ['a time of another notation', state('boolean', { value: true }, { timing: { creation_timestamp: '2026-01-01' } })],
    ['a status that says nothing', JSON.stringify({ message_type: 'connection_status' })],
    ['a reboot of nothing', JSON.stringify({ message_type: 'reboot' })],
  ])('that cannot be read, for it is or has %s, is a fault and never an error', (_, text) => {
    expect(readEventMessage(text).type).toBe('fault')
  })

  it('cuts a text that is too long for a list', () => {
    const read = readEventMessage(state('string', { value: 'x'.repeat(5000) }))
    expect(read.type === 'state' && String(read.value).length).toBe(2000)
  })
})

it('reads the other messages', () => {
  const identity = { source_id: source }
  const timing = { creation_timestamp: '1:2' }
  expect(readEventMessage(JSON.stringify({ identity, timing, message_type: 'reboot' }))).toEqual({
    type: 'reboot',
    sourceId: source,
  })
  expect(readEventMessage(JSON.stringify({ timing, message_type: 'health' }))).toEqual({ type: 'health' })
  expect(readEventMessage(JSON.stringify({ active: false, message_type: 'connection_status' }))).toEqual({
    type: 'connection_status',
    active: false,
  })
})

it.each([
  ['true', true],
  ['1', 1],
  ['"on"', 'on'],
  ['ON AIR', 'ON AIR'],
  ['{"tally":1}', { tally: 1 }],
  ['[1,2]', '[1,2]'],
  ['null', 'null'],
  [' ', null],
  ['', null],
])('a plain topic with %j says %j', (payload, value) => {
  expect(topicValue(Buffer.from(payload))).toEqual(value)
})
