import { expect, it } from 'vitest'
import { stagedDifferences } from '../../../src/main/drivers/is05/stagedCheck'
import { readConnectionState } from '../../../src/main/nmos/readConnection'

const state = (json: object) => {
  const read = readConnectionState(json)
  if (read === null) throw new Error('no state')
  return read
}
const patch = {
  sender_id: 's1',
  master_enable: true,
  transport_params: [{ multicast_ip: '239.0.0.1', source_ip: 'auto' }],
}

it.each([
  [
    'as asked',
    { sender_id: 's1', master_enable: true, transport_params: [{ multicast_ip: '239.0.0.1', source_ip: '10.0.0.1' }] },
    [],
  ],
  ['another sender', { sender_id: 's2', master_enable: true }, ['sender_id is s2, not s1']],
  ['switched off', { sender_id: 's1', master_enable: false }, ['master_enable is false, not true']],
  [
    'another group',
    { sender_id: 's1', master_enable: true, transport_params: [{ multicast_ip: '239.0.0.9' }] },
    ['multicast_ip is "239.0.0.9", not "239.0.0.1"'],
  ],
])('compares the answer to a PATCH with what was asked: %s', (_, answer, expected) => {
  expect(stagedDifferences(patch, state(answer))).toEqual(expected)
})
