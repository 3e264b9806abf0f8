import { expect, test } from 'vitest'
import { deviceOptions } from '../../../../src/lab/mqtt/deviceOptions'
import { plannedDevices } from '../../../../src/lab/mqtt/devicePlan'

const idsOf = (...given: Parameters<typeof deviceOptions>): readonly string[] =>
  plannedDevices(deviceOptions(...given)).map(({ identity }) => identity.id)

test('the named plant has four decoders, two processors and two spares', () => {
  expect(idsOf({ profile: 'lab' }, {})).toEqual([
    'rpi-01',
    'rpi-02',
    'rpi-03',
    'rpi-04',
    'processor-a',
    'processor-b',
    'spare-1',
    'spare-2',
  ])
})

test('a generated plant has those that are wished for', () => {
  expect(idsOf({ profile: 'small' }, {})).toEqual([])
  expect(idsOf({ profile: 'small' }, { decoders: 1, spares: 1 })).toEqual(['rpi-01', 'spare-1'])
})

test('ids are unique and sort by number, however many there are; every processor has its own rooms', () => {
  const many = plannedDevices(deviceOptions({ profile: 'lab' }, { decoders: 120, processors: 60, spares: 3 }))
  const ids = many.map(({ identity }) => identity.id)
  expect(new Set(ids).size).toBe(183)
  expect(ids).toContain('rpi-120')
  expect(ids).toContain('processor-bh')
  const rooms = many.flatMap((one) => (one.kind === 'nvr' ? one.start.streams.map(({ source_id }) => source_id) : []))
  expect(rooms).toEqual(Array.from({ length: 240 }, (_, room) => room))
})

test.each([{ decoders: -1 }, { spares: 1.5 }, { processors: 1001 }])('%j is refused', (wishes) => {
  expect(() => deviceOptions({ profile: 'lab' }, wishes)).toThrow(RangeError)
})
