import { expect, test } from 'vitest'
import { TallyMappingInput, type TallyMapping } from '../../../../src/contract'
import {
  emptyMapping,
  isSameMapping,
  learned,
  mappingDraft,
  mappingFault,
  mappingOf,
  pathsOf,
  withTargets,
} from '../../../../src/renderer/views/tally/mappingDraft'
import { tallyPlaceOf, tallyWhat } from '../../../../src/renderer/views/tally/tallyPlace'

const targets = [{ kind: 'receiver', id: 'r1' }] as const
const whens = [
  { operator: 'is' },
  { operator: 'is', value: false },
  { operator: 'greater_than', value: 3 },
  { path: 'state.pgm', operator: 'contains', value: 'CAM' },
] as const satisfies readonly TallyMapping['when'][]

test.each(whens)('A mapping that nobody has touched is sent as it was: %o', (when) => {
  const words = { label: 'A', source: 's', means: 'preset', enabled: false } as const
  const input = { ...words, when, targets: [...targets] }
  const mapping: TallyMapping = { ...input, id: 'm', active: null, stale: false, since: null }
  expect(mappingOf(mappingDraft(mapping))).toEqual(input)
  expect(isSameMapping(mappingDraft(mapping), mappingDraft(mapping))).toBe(true)
})

test.each([
  [true, { operator: 'is' }],
  [false, { operator: 'is', value: false }],
  [21.5, { operator: 'is', value: 21.5 }],
  ['live', { operator: 'is', value: 'live' }],
  [
    { source: 'CAM 1', on: { air: true } },
    { path: 'source', operator: 'is', value: 'CAM 1' },
  ],
] as const)('What is learned of %o is a test that it fulfils', (value, when) => {
  const draft = { ...learned(emptyMapping(''), 'is07:a', value), targets: [...targets] }
  expect(mappingFault(draft)).toBeNull()
  const input = mappingOf(draft)
  expect(input).toMatchObject({ source: 'is07:a', when })
  expect(input.when).toEqual(when)
  expect(TallyMappingInput.safeParse(input).success).toBe(true)
})

test('The fields of an object are offered, also those further in', () => {
  expect(pathsOf({ a: 1, b: { c: true, d: { e: '' } } })).toEqual(['a', 'b.c', 'b.d.e'])
  expect(pathsOf('text')).toEqual([])
  expect(pathsOf(null)).toEqual([])
})

test.each([
  [{ source: ' ' }, /source it listens to/],
  [{ targets: [] }, /what it is about/],
  [{ usual: false, kind: 'number', value: 'x' }, /number/],
] as const)('It says what is missing: %o', (over, words) => {
  expect(mappingFault({ ...emptyMapping('s'), targets: [...targets], ...over })).toMatch(words)
})

test('A target is there once', () => {
  expect(
    withTargets(targets, [
      { kind: 'receiver', id: 'r1' },
      { kind: 'group', group: 'r1' },
    ]),
  ).toEqual([
    { kind: 'receiver', id: 'r1' },
    { kind: 'group', group: 'r1' },
  ])
})

test('Places of the page are read as they are written, whatever a topic is called', () => {
  const places = [
    { kind: 'none' },
    { kind: 'new', source: null },
    { kind: 'new', source: 'mqtt:house/tally/a:b' },
    { kind: 'mapping', id: 'm' },
  ] as const
  for (const place of places) expect(tallyPlaceOf(tallyWhat(place))).toEqual(place)
})
