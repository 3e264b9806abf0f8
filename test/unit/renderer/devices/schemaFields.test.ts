import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  formFields,
  labelOf,
  type FormField,
  type Schema,
} from '../../../../src/renderer/views/devices/form/schemaFields'

const fieldsOf = (schema: z.ZodType): readonly FormField[] =>
  formFields(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema)
const shapes = (schema: z.ZodType) => fieldsOf(schema).map(({ name, shape }) => [name, shape.kind])

describe('the fields of a schema', () => {
  test('are told by their types', () => {
    const schema = z.strictObject({
      source: z.string().min(1).max(200),
      rooms: z.array(z.number().int()),
      names: z.array(z.string()),
      max_fps: z.number().gt(0).max(120),
      enabled: z.boolean(),
      mode: z.enum(['own', 'shared']),
      stream: z.strictObject({ uri: z.string() }),
      commands: z.array(z.strictObject({ command: z.string() })),
      anything: z.unknown(),
    })
    expect(shapes(schema)).toEqual([
      ['source', 'text'],
      ['rooms', 'list'],
      ['names', 'list'],
      ['max_fps', 'number'],
      ['enabled', 'boolean'],
      ['mode', 'choice'],
      ['stream', 'group'],
      ['commands', 'json'],
      ['anything', 'json'],
    ])
  })

  test('carry the limits that the schema has', () => {
    const [fps, rooms] = fieldsOf(
      z.object({ fps: z.number().gt(0).max(120), rooms: z.array(z.number().int()).min(1).max(8) }),
    )
    expect(fps?.shape).toEqual({ kind: 'number', whole: false, min: 0, max: 120, above: true, below: false })
    expect(rooms?.shape).toEqual({ kind: 'list', of: 'whole', min: 1, max: 8 })
  })

  test('are wanted, can be nothing on purpose, or are something where nothing is said', () => {
    const [a, b, c, d] = fieldsOf(
      z.object({
        wanted: z.string(),
        open: z.string().optional(),
        none: z.string().nullable(),
        usual: z.number().int().default(30),
      }),
    )
    expect([a?.required, a?.nullable]).toEqual([true, false])
    expect([b?.required, b?.nullable]).toEqual([false, false])
    expect([c?.required, c?.nullable, c?.shape.kind]).toEqual([true, true, 'text'])
    expect([d?.required, d?.standard]).toEqual([false, 30])
  })

  test('are found behind references, also into themselves', () => {
    const schema: Schema = {
      type: 'object',
      properties: { first: { $ref: '#/$defs/place' }, self: { $ref: '#' } },
      $defs: { place: { type: 'string', enum: ['A', 'B'] } },
    }
    const [first, self] = formFields(schema)
    expect(first?.shape).toEqual({ kind: 'choice', values: ['A', 'B'] })
    expect(self?.shape.kind).toBe('group')
  })

  test('names of constants become a choice', () => {
    const [only] = fieldsOf(z.object({ what: z.union([z.literal('cut'), z.literal(2), z.null()]) }))
    expect(only?.shape).toEqual({ kind: 'choice', values: ['cut', 2] })
    expect(only?.nullable).toBe(true)
  })

  test.each([[{}], [{ type: 'string' }], [{ type: 'object', properties: { a: 7 } }], [{ $ref: '#/nowhere' }]])(
    'there are none in %j',
    (schema) => {
      expect(formFields(schema)).toEqual([])
    },
  )

  test.each([
    ['source_id', 'Source ID'],
    ['maxFps', 'Max FPS'],
    ['dns-servers', 'DNS servers'],
    ['everyS', 'Every, s'],
    ['commandMs', 'Command, ms'],
    ['_', '_'],
  ])('%s is read as %s', (name, label) => {
    expect(labelOf(name)).toBe(label)
  })
})
