import { expect, test } from 'vitest'
import { runsOf } from '../../../../src/renderer/views/devices/runsOfDevice'
import { change, run } from '../state/runs'

const touching = (number: number, id: string, state: 'succeeded' | 'planned' | 'running') =>
  run({ id: String(number), number, state, changes: [change({ target: { kind: 'device', id, label: id } })] })

test('what was heard last of each run that touched the device, newest first, without what was only planned', () => {
  const asked = [touching(1, 'a', 'succeeded'), touching(2, 'a', 'planned'), touching(3, 'a', 'running')]
  const heard = [touching(4, 'other', 'succeeded'), touching(3, 'a', 'succeeded'), touching(5, 'b', 'succeeded')]
  const found = runsOf(new Set(['a', 'b']), heard, asked)
  expect(found.map(({ number, state }) => [number, state])).toEqual([
    [5, 'succeeded'],
    [3, 'succeeded'],
    [1, 'succeeded'],
  ])
})
