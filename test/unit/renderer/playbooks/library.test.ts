import { expect, test } from 'vitest'
import type { PlaybookView } from '../../../../src/contract'
import { libraryOf } from '../../../../src/renderer/views/playbooks/library'
import { playbookPlaceOf, playbookWhat } from '../../../../src/renderer/views/playbooks/playbookPlace'
import { nameIn, placeOfLine } from '../../../../src/renderer/views/playbooks/playbookText'

const playbook = (name: string, title: string, category: string, tags: string[]): PlaybookView => ({
  ...{ name, title, category, tags, version: '1', description: '', roles: ['operator'], onFailure: null },
  ...{ params: [], steps: [], builtIn: true, file: `${name}.yaml`, problem: null, text: '' },
})
const all = [
  playbook('swap', 'Swap studios', 'Operation', ['studio']),
  playbook('fall', 'Fall response', 'Rooms', ['nvr', 'alarm']),
  playbook('line-10', 'Line-up 10', 'Operation', []),
  playbook('line-2', 'Line-up 2', 'Operation', []),
]
const names = (words: string) =>
  libraryOf(all, words).map(({ name, playbooks }) => [name, playbooks.map((each) => each.name)])

test('The library is ordered by category and title, numbers as people count', () => {
  expect(names('')).toEqual([
    ['Operation', ['line-2', 'line-10', 'swap']],
    ['Rooms', ['fall']],
  ])
})

test('Every typed word has to be in a playbook: its title, name, tags or category', () => {
  expect(names('NVR rooms')).toEqual([['Rooms', ['fall']]])
  expect(names('nvr studio')).toEqual([])
})

test.each([null, 'fall-response', 'edit:fall-response', ':new', ':files'])(
  'The address %s is read as it is written',
  (what) => {
    expect(playbookWhat(playbookPlaceOf(what))).toBe(what)
  },
)

test('A text says its own name, at its beginning of a line and nowhere else', () => {
  expect(nameIn('# mine\nname: fall-response # yes\n')).toBe('fall-response')
  expect(nameIn('name: "a-b"')).toBe('a-b')
  expect(nameIn('name: Not One')).toBeNull()
  expect(nameIn('steps:\n  - name: inner')).toBeNull()
})

test('A line is found in its text', () => {
  expect(placeOfLine('ab\ncde\nf', 2)).toEqual({ from: 3, to: 6 })
  expect(placeOfLine('ab\ncde\nf', 3)).toEqual({ from: 7, to: 8 })
  expect(placeOfLine('ab', 9)).toEqual({ from: 2, to: 2 })
})
