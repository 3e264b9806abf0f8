import { expect, test } from 'vitest'
import { findThings } from '../../../../src/renderer/views/playbooks/findThings'

const thing = (title: string, where: string, offline = false) => ({
  ...{ value: `id-${title}`, title, where, also: '', format: null, offline },
})
const things = [
  thing('CAM 10', 'Studio B'),
  thing('CAM 2', 'Studio A'),
  thing('Spare CAM 1', 'MCR'),
  thing('CAM 1', 'MCR', true),
]
const found = (text: string) => findThings(things, text).map(({ title }) => title)

test('What begins with the words comes first, and what is offline last', () => {
  expect(found('cam')).toEqual(['CAM 2', 'CAM 10', 'Spare CAM 1', 'CAM 1'])
})

test('A place is found as well, and every word has to be there', () => {
  expect(found('cam studio')).toEqual(['CAM 2', 'CAM 10'])
  expect(found('cam nowhere')).toEqual([])
})
