import { describe, expect, it } from 'vitest'
import type { PlaybookParam } from '../../../../src/contract'
import { HouseError } from '../../../../src/main/execution/houseError'
import { ExpressionError } from '../../../../src/main/automation/expressions/expression'
import type { PlantLookup } from '../../../../src/main/automation/expressions/plantLookup'
import { checkedParams } from '../../../../src/main/automation/playbooks/params'

const param = (name: string, type: PlaybookParam['type'], more: Partial<PlaybookParam> = {}): PlaybookParam => ({
  ...{ name, type, title: name, description: '', required: true, default: null, min: null, max: null, options: [] },
  ...{ format: null, module: null },
  ...more,
})

/** A plant with one camera and one processor. */
const lookup: PlantLookup = {
  find(kind, ref) {
    if (kind === 'sender' && (ref === 'CAM 1' || ref === 's1')) {
      return { kind, id: 's1', label: 'CAM 1', format: 'video' }
    }
    if (kind === 'device' && ref === 'd1') return { kind, id: 'd1', label: 'Processor', modules: ['nvr'] }
    throw new ExpressionError(`There is no ${kind} “${String(ref)}” in the plant.`)
  },
  all: () => [],
  places: (of) => new Set(of === 'room' ? ['MCR'] : []),
}

const faultOf = (params: readonly PlaybookParam[], given: object): string => {
  try {
    checkedParams(params, given as Readonly<Record<string, unknown>>, lookup)
  } catch (error) {
    if (error instanceof HouseError) return error.message
    throw error
  }
  return ''
}

describe('what a playbook is given', () => {
  it('is kept with things of the plant by their ids, and with defaults', () => {
    const params = [
      param('camera', 'sender'),
      param('same', 'sender'),
      param('room', 'room'),
      param('count', 'number', { default: 3 }),
      param('note', 'text', { required: false }),
    ]
    const given = { camera: 'CAM 1', same: { id: 's1', label: 'whatever' }, room: 'MCR' }
    expect(checkedParams(params, given, lookup)).toEqual({
      ...{ camera: 's1', same: 's1', room: 'MCR', count: 3, note: null },
    })
  })

  it.each<[PlaybookParam, unknown, string]>([
    [param('a', 'number'), '3', 'The parameter “a”: It is a number, not "3".'],
    [param('a', 'number', { min: 2 }), 1, 'The parameter “a”: It is at least 2, not 1.'],
    [param('a', 'number', { max: 2 }), 3, 'The parameter “a”: It is at most 2, not 3.'],
    [param('a', 'number'), Number.NaN, 'The parameter “a”: It is a number, not null.'],
    [param('a', 'boolean'), 'yes', 'The parameter “a”: It is true or false, not "yes".'],
    [param('a', 'text', { max: 2 }), 'abc', 'The parameter “a”: It has at most 2 characters.'],
    [param('a', 'enum', { options: [{ value: 'x', title: 'X' }] }), 'y', 'The parameter “a”: It is one of x, not "y".'],
    [
      param('a', 'time'),
      '25:00',
      'The parameter “a”: It is a time of day such as 18:30, or a moment such as 2030-01-31T18:30:00Z, not "25:00".',
    ],
    [param('a', 'sender'), 7, 'The parameter “a”: It is a sender, by its id or its label, not 7.'],
    [param('a', 'sender'), 'CAM 9', 'The parameter “a”: There is no sender “CAM 9” in the plant.'],
    [param('a', 'sender', { format: 'audio' }), 'CAM 1', 'The parameter “a”: CAM 1 is video, not audio.'],
    [param('a', 'device', { module: 'ndi' }), 'd1', 'The parameter “a”: Processor has no module ndi.'],
    [param('a', 'room'), 'Attic', 'The parameter “a”: There is no room “Attic” in the plant.'],
    [param('a', 'text'), undefined, 'The parameter “a” (text) is missing.'],
    [param('a', 'text'), null, 'The parameter “a” (text) is missing.'],
  ])('is refused where it is not as it has to be: %#', (wanted, value, fault) => {
    expect(faultOf([wanted], { a: value })).toBe(fault)
  })

  it('is refused with all that is wrong at once', () => {
    expect(faultOf([param('a', 'text'), param('b', 'number')], { b: 'x', c: 1 })).toBe(
      'There is no parameter “c”. It has a, b. The parameter “a” (text) is missing. The parameter “b”: It is a number, not "x".',
    )
    expect(faultOf([], { c: 1 })).toBe('There is no parameter “c”. It has none.')
  })
})
