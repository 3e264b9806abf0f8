import { describe, expect, it } from 'vitest'
import { readBulkResults, readConnectionState, readConstraints } from '../../../src/main/nmos/readConnection'

describe('readConnectionState', () => {
  it('reads a receiver', () => {
    const raw = {
      sender_id: 's1',
      master_enable: true,
      activation: { mode: 'activate_immediate', requested_time: null, activation_time: '5:6' },
      transport_file: { data: 'v=0', type: 'application/sdp' },
      transport_params: [{ multicast_ip: '239.0.0.1' }, {}],
    }
    const state = readConnectionState(raw)
    expect(state).toMatchObject({
      peerId: 's1',
      masterEnable: true,
      activation: { mode: 'activate_immediate', requested_time: null, activation_time: '5:6' },
      legs: [{ multicast_ip: '239.0.0.1' }, {}],
      transportFile: { data: 'v=0', type: 'application/sdp' },
    })
    expect(state?.raw).toBe(raw)
  })

  it('reads a sender', () => {
    expect(readConnectionState({ receiver_id: 'r1', master_enable: false, transport_params: [] })).toMatchObject({
      peerId: 'r1',
      masterEnable: false,
      legs: [],
      transportFile: null,
    })
  })

  it('gives what is missing the value of what was never used', () => {
    expect(readConnectionState({})).toMatchObject({
      peerId: null,
      masterEnable: false,
      activation: { mode: null, requested_time: null, activation_time: null },
      legs: [],
      transportFile: null,
    })
    expect(readConnectionState({ transport_file: { data: null, type: null }, transport_params: [null] })).toMatchObject(
      {
        transportFile: null,
        legs: [{}],
      },
    )
  })

  it.each([null, [], 'x', 3])('is null for %j', (json) => {
    expect(readConnectionState(json)).toBeNull()
  })
})

it('reads constraints leg by leg', () => {
  expect(readConstraints([{ source_ip: { enum: ['a'] }, odd: 3 }, null])).toEqual([
    { source_ip: { enum: ['a'] }, odd: {} },
    {},
  ])
  expect(readConstraints({})).toBeNull()
})

it('reads bulk results item by item', () => {
  const json = [{ id: 'a', code: 200 }, { id: 'b', code: 400, error: 'no', debug: null }, { code: 200 }, { id: 'c' }]
  expect(readBulkResults(json)).toEqual([
    { id: 'a', code: 200, error: null, debug: null },
    { id: 'b', code: 400, error: 'no', debug: null },
    { id: 'c', code: 500, error: null, debug: null },
  ])
  expect(readBulkResults({ error: 'x' })).toBeNull()
})
