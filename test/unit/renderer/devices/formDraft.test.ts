import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { formDraft, rangeText, readForm, type FormDraft } from '../../../../src/renderer/views/devices/form/formDraft'
import { formFields, type FormField, type Schema } from '../../../../src/renderer/views/devices/form/schemaFields'

const fieldsOf = (schema: z.ZodType): readonly FormField[] =>
  formFields(z.toJSONSchema(schema, { io: 'input' }) as Schema)

const decoder = z.strictObject({
  source: z.string().min(1).max(10),
  fps: z.number().gt(0).max(120).optional(),
  room: z.number().int().min(0).optional(),
  tracking: z.boolean().optional(),
  rooms: z.array(z.number().int()).optional(),
  mode: z.enum(['own', 'shared']).optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
})

describe('what was entered', () => {
  const fields = fieldsOf(decoder)
  const blank = formDraft(fields, {})

  test('is read as what the schema wants', () => {
    const draft: FormDraft = {
      ...blank,
      source: 'CAM 1',
      fps: '0,5',
      room: '4',
      tracking: 'false',
      rooms: ['1', '2'],
      mode: '"shared"',
      extra: '{"a": [1]}',
    }
    const { values, faults } = readForm(fields, draft)
    expect(faults).toEqual({})
    expect(values).toEqual({
      source: 'CAM 1',
      fps: 0.5,
      room: 4,
      tracking: false,
      rooms: [1, 2],
      mode: 'shared',
      extra: { a: [1] },
    })
    expect(decoder.safeParse(values).success).toBe(true)
  })

  test('is not sent where nothing was said', () => {
    expect(readForm(fields, { ...blank, source: 'CAM 1' })).toEqual({ values: { source: 'CAM 1' }, faults: {} })
  })

  test.each([
    ['source', '', 'This has to be filled in.'],
    ['source', 'a much longer name', 'At most 10 letters.'],
    ['fps', '0', 'A number, above 0, at most 120.'],
    ['fps', 'fast', 'A number, above 0, at most 120.'],
    ['room', '1.5', 'A whole number, at least 0.'],
    ['rooms', ['1', 'x'], '“x” is no whole number.'],
    ['extra', '{', /^This is no JSON: /],
  ])('%s as %j has a fault', (name, entered, fault) => {
    const { faults } = readForm(fields, { ...blank, source: 'CAM 1', [name]: entered })
    expect(Object.keys(faults)).toEqual([name])
    expect(faults[name]).toMatch(fault)
  })

  test('in a group is named by its path', () => {
    const grouped = fieldsOf(z.object({ stream: z.object({ uri: z.string(), room: z.number().int() }) }))
    const { faults } = readForm(grouped, { stream: { uri: 'rtsp://a', room: 'x' } })
    expect(faults).toEqual({ 'stream.room': 'A whole number.' })
  })

  test('nothing at all is null where the schema allows it, and an empty list where one is wanted', () => {
    const open = fieldsOf(z.object({ domain: z.string().nullable(), sources: z.array(z.string()) }))
    expect(readForm(open, formDraft(open, {}))).toEqual({ values: { domain: null, sources: [] }, faults: {} })
  })

  test('a group that nobody touched is left out where it may be', () => {
    const open = fieldsOf(z.object({ where: z.object({ room: z.string() }).optional() }))
    expect(readForm(open, formDraft(open, {}))).toEqual({ values: {}, faults: {} })
    expect(readForm(open, { where: { room: 'A' } }).values).toEqual({ where: { room: 'A' } })
  })
})

test('what is known comes back unchanged when nothing is touched', () => {
  const settings = z.strictObject({
    sources: z.array(z.string().min(1)),
    domain: z.string().min(1).nullable(),
    everyS: z.number().int(),
    on: z.boolean(),
    mode: z.enum(['own', 'shared']),
    deep: z.strictObject({ ratio: z.number(), names: z.record(z.string(), z.number()) }),
  })
  const fields = fieldsOf(settings)
  const word = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '')
  const known = fc.record({
    sources: fc.array(word),
    domain: fc.option(word),
    everyS: fc.integer(),
    on: fc.boolean(),
    mode: fc.constantFrom('own', 'shared'),
    deep: fc.record({
      ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map((ratio) => ratio + 0),
      names: fc.dictionary(fc.constantFrom('a', 'b'), fc.integer()),
    }),
  })
  fc.assert(
    fc.property(known, (values) => {
      const plain = JSON.parse(JSON.stringify(values)) as typeof values
      expect(readForm(fields, formDraft(fields, plain))).toEqual({ values: plain, faults: {} })
    }),
  )
})

test.each([
  [{ min: 0, max: 1, above: false, below: false }, '0 to 1'],
  [{ min: 0, max: 120, above: true, below: false }, 'above 0, at most 120'],
  [{ min: null, max: 3, above: false, below: true }, 'below 3'],
  [{ min: null, max: null, above: false, below: false }, ''],
])('the range of %j', (limits, text) => {
  expect(rangeText({ kind: 'number', whole: false, ...limits })).toBe(text)
})
