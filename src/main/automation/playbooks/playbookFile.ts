import { z } from 'zod'
import { Format, OnFailure, ParamType, PlaybookName, Role } from '../../../contract'

/** Words that mean something in expressions. */
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/** The name of a step or a parameter: it can be written in an expression. */
const Word = z
  .string()
  .max(40)
  .regex(/^[a-z][A-Za-z0-9_]*$/, 'a word of letters and digits that begins with a small letter, such as “moveRoutes”')
  .refine((word) => !RESERVED.has(word), 'another word; this one means something in expressions')

const names = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string()).max(100))

export const ParamFile = z.strictObject({
  type: ParamType,
  title: z.string().max(100).optional(),
  description: z.string().max(500).default(''),
  /** Left out: where there is no default. */
  required: z.boolean().optional(),
  default: z.union([z.string().max(2000), z.number(), z.boolean()]).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  options: z
    .array(
      z.union([z.string().min(1).max(200), z.strictObject({ value: z.string().min(1).max(200), title: z.string() })]),
    )
    .max(200)
    .optional(),
  format: Format.optional(),
  module: z.string().min(1).max(50).optional(),
})
export type ParamFile = z.infer<typeof ParamFile>

/** What every step may have beside its kind. */
export const StepHead = z.strictObject({
  id: Word,
  title: z.string().min(1).max(300).optional(),
  needs: names.default([]),
  when: z.union([z.string().min(1), z.boolean()]).optional(),
  forEach: z.union([z.string().min(1), z.array(z.unknown()).max(100_000)]).optional(),
  onFailure: OnFailure.optional(),
  always: z.boolean().default(false),
})
export type StepHead = z.infer<typeof StepHead>

/** A playbook as its file has it; its steps are looked at one by one. */
export const PlaybookFile = z.strictObject({
  name: PlaybookName,
  title: z.string().trim().min(1).max(100).optional(),
  version: z.union(
    [z.string().min(1).max(30), z.number()],
    'A playbook needs a version: a number, or a text such as 1.2',
  ),
  description: z.string().max(5000).default(''),
  category: z.string().max(60).default('General'),
  tags: z.array(z.string().min(1).max(40)).max(30).default([]),
  roles: z
    .array(Role.exclude(['viewer']))
    .min(1)
    .default(['operator']),
  onFailure: OnFailure.optional(),
  params: z.record(Word, ParamFile).default({}),
  steps: z.array(z.record(z.string(), z.unknown())).min(1, 'A playbook needs at least one step').max(500),
})
export type PlaybookFile = z.infer<typeof PlaybookFile>
