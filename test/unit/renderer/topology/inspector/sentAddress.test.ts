import { describe, expect, it, test } from 'vitest'
import type { Change, Run } from '../../../../../src/contract'
import {
  choicesFor,
  hasSentElsewhere,
  readTyped,
  sendThere,
  typedFrom,
} from '../../../../../src/renderer/views/topology/inspector/sentAddress'
import { change } from '../../state/runs'

const leg = (multicast: string, port = '', source = '') => ({ multicast, port, source })

test('the form begins with what is staged, also where a device says odd things', () => {
  const staged = { transport_params: [{ destination_ip: '239.1.1.1', destination_port: 5004, source_ip: null }, 7] }
  const from = (given: unknown) => typedFrom({ staged: given, constraints: null, legs: [] })
  expect(from(staged)).toEqual([leg('239.1.1.1', '5004'), leg('')])
  expect(from(null)).toEqual([])
  expect(from({ transport_params: 'none' })).toEqual([])
})

test('the form leaves as it is what could not be read, and what the device does not let be set', () => {
  const known = { enabled: true, multicast: '239.1.1.1', port: 5004, source: '10.0.0.1', interface: null }
  expect(typedFrom({ staged: null, constraints: null, legs: [known, known] })).toEqual([leg(''), leg('')])
  const staged = { transport_params: [{ destination_ip: '239.1.1.1', destination_port: 5004, source_ip: '10.0.0.1' }] }
  const constraints = [{ destination_ip: {}, destination_port: {} }]
  expect(typedFrom({ staged, constraints, legs: [known] })).toEqual([leg('239.1.1.1', '5004')])
})

test('the form stays while other runs switch the sender', () => {
  const run = (after: Change['after'], state: Run['state'] = 'succeeded'): Pick<Run, 'state' | 'changes'> => ({
    state,
    changes: [change({ target: { kind: 'sender', id: 'S', label: 'CAM 1' }, after })],
  })
  expect(hasSentElsewhere(run({ active: true }))).toBe(false)
  expect(hasSentElsewhere(run({ active: true, legs: [{ port: 5006 }] }, 'failed'))).toBe(false)
  expect(hasSentElsewhere(run({ active: true, legs: [{ port: 5006 }] }))).toBe(true)
})

test('a parameter with few values is chosen from them, or left to the device', () => {
  const constraints = [{ source_ip: { enum: ['10.0.0.1', '10.0.0.1'] }, destination_port: { minimum: 5000 } }]
  expect(choicesFor(constraints, 0, 'source')).toEqual(['auto', '10.0.0.1'])
  expect(choicesFor(constraints, 0, 'port')).toBeNull()
  expect(choicesFor(constraints, 1, 'source')).toBeNull()
  expect(choicesFor(null, 0, 'source')).toBeNull()
})

describe('what is typed', () => {
  it('becomes addresses; what is empty stays as it is', () => {
    expect(readTyped([leg(' 239.1.1.1 ', '5004', 'AUTO'), leg(''), leg('FF02::1', 'auto')])).toEqual({
      ok: true,
      legs: [{ multicast: '239.1.1.1', port: 5004, source: 'auto' }, {}, { multicast: 'ff02::1', port: 'auto' }],
    })
  })

  it.each([
    ['no address', [leg('239.1.1')], { leg: 0, field: 'multicast' }],
    ['a port too high', [leg('', '5004'), leg('', '65536')], { leg: 1, field: 'port' }],
    ['a port that is no number', [leg('', '5oo4')], { leg: 0, field: 'port' }],
    ['a name for a source', [leg('', '', 'eth0')], { leg: 0, field: 'source' }],
    ['nothing', [leg(''), leg('')], { leg: 0, field: 'multicast' }],
  ] as const)('is refused with a sentence: %s', (_, typed, where) => {
    const read = readTyped(typed)
    expect(read).toMatchObject({ ok: false, ...where })
    expect(!read.ok && read.problem).toMatch(/[a-z]\.$/)
  })
})

test('those that follow wait for the new address', () => {
  expect(sendThere('S', [{ port: 5006 }], ['R'])).toEqual([
    { type: 'sender.activate', senderId: 'S', legs: [{ port: 5006 }] },
    { type: 'route.connect', senderId: 'S', receiverId: 'R', needs: [0] },
  ])
})
