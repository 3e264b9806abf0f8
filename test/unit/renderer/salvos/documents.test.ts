import { expect, test } from 'vitest'
import { readDocument } from '../../../../src/renderer/views/salvos/readDocument'
import { fileNameOf } from '../../../../src/renderer/views/salvos/saveDocument'

test.each([
  ['Before late show', 'Before-late-show.signalbox.json'],
  ['Späte Show / 2', 'Späte-Show-2.signalbox.json'],
  ['…', 'snapshot.signalbox.json'],
])('A snapshot “%s” is saved as %s', (label, name) => {
  expect(fileNameOf(label)).toBe(name)
})

test('A file is read as it is; what is no JSON object is refused with its name', () => {
  expect(readDocument('a.json', '{"kind":"signalbox-snapshot","version":99}')).toEqual({
    kind: 'signalbox-snapshot',
    version: 99,
  })
  expect(() => readDocument('a.txt', 'hello')).toThrow(/“a.txt” is no JSON/)
  expect(() => readDocument('a.json', '[1]')).toThrow(/“a.json” holds no snapshot/)
})
