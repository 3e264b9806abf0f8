import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { StepKind } from './playbookProgress'
import { Format, Role } from './primitives'
import { OnFailure, Run } from './runs'

/** The name of a playbook, as in the API: `fall-response`. */
export const PlaybookName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens, such as “fall-response”')

/** What a parameter is. Things of the plant are given by their id or their label. */
export const ParamType = z.enum([
  'sender',
  'receiver',
  'device',
  'node',
  'site',
  'room',
  'number',
  'text',
  'enum',
  'time',
  'boolean',
])
export type ParamType = z.infer<typeof ParamType>

/** A field of the form of a playbook. */
export const PlaybookParam = z.object({
  name: z.string(),
  type: ParamType,
  title: z.string(),
  description: z.string(),
  required: z.boolean(),
  /** Of what the type says; null: none. */
  default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  /** Of a number its value, of a text its length; null: no limit. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Of an enum, else empty. */
  options: z.array(z.object({ value: z.string(), title: z.string() })),
  /** Of a sender or receiver: only such; null: any. */
  format: Format.nullable(),
  /** Of a device: only devices on MQTT with this module; null: any device. */
  module: z.string().nullable(),
})
export type PlaybookParam = z.infer<typeof PlaybookParam>

/** A step as its playbook has it, before anything is known of a run. */
export const PlaybookStep = z.object({
  /** Its name in the playbook: `StepProgress.name` of a run. */
  id: z.string(),
  kind: StepKind,
  /** As written: expressions (`${…}`) stand in it as they are. */
  title: z.string(),
  /** Ids of the steps that come first. */
  needs: z.array(z.string()),
  /** The expression that decides whether it is done; null: always. */
  when: z.string().nullable(),
  /** The expression that gives its items; null: it is done once. */
  forEach: z.string().nullable(),
  /** Runs whatever happened before. */
  always: z.boolean(),
  /** Null: as the whole. */
  onFailure: OnFailure.nullable(),
})
export type PlaybookStep = z.infer<typeof PlaybookStep>

export const PlaybookView = z.object({
  name: z.string(),
  title: z.string(),
  version: z.string(),
  description: z.string(),
  category: z.string(),
  tags: z.array(z.string()),
  /** Who has one of these roles, or a higher one, may run it. */
  roles: z.array(Role),
  /** Null: as the settings say for the origin of who runs it. */
  onFailure: OnFailure.nullable(),
  params: z.array(PlaybookParam),
  steps: z.array(PlaybookStep),
  /** Ships with Signalbox. One of the house of the same name takes its place. */
  builtIn: z.boolean(),
  /** The name of its file in its folder. */
  file: z.string(),
  /** What is wrong with the newest reading of its file: the last good one counts; null: nothing. */
  problem: z.string().nullable(),
  /** The file as it was read. */
  text: z.string(),
})
export type PlaybookView = z.infer<typeof PlaybookView>

/** What is wrong with a text; `line` null: with all of it. */
const TextProblem = z.object({ line: z.number().int().nullable(), text: z.string() })

/** What the folders of playbooks are worth. */
export const PlaybookFiles = z.object({
  /** The house's own; null: none is set. */
  folder: z.string().nullable(),
  readAt: z.string().nullable(),
  playbooks: z.number().int(),
  /** Faults of the newest reading: the last good reading of such a file stays. */
  problems: z.array(TextProblem.extend({ path: z.string() })),
})
export type PlaybookFiles = z.infer<typeof PlaybookFiles>

export const PlaybookCheck = z.object({
  ok: z.boolean(),
  problems: z.array(TextProblem),
  /** As it would be; null when it cannot be read. */
  playbook: PlaybookView.nullable(),
})
export type PlaybookCheck = z.infer<typeof PlaybookCheck>

/** Unknown parameters are refused by name. */
export const PlaybookRunInput = z.strictObject({
  params: z.record(z.string().max(100), z.unknown()).default({}),
  /** Plan only: answers 200 with a stored Run in state `planned`, its steps in `playbook`. */
  dryRun: z.boolean().default(false),
  /** Codes of warnings that the asker has seen and says yes to, for every step. */
  confirm: z.array(z.string().max(100)).max(50).default([]),
  /** Overrules policies that may be overruled by the asker's role, for every step. */
  override: z.strictObject({ reason: z.string().trim().min(3).max(500) }).optional(),
  /** Left out: as the playbook says, else as the settings say for this origin. */
  onFailure: OnFailure.optional(),
  /** How long to wait for the end before answering, ms. */
  waitMs: z.number().int().min(0).max(120_000).default(10_000),
})
export type PlaybookRunInput = z.infer<typeof PlaybookRunInput>

const door = oc.errors(errors)
const tags = ['Playbooks']
const byName = z.object({ name: PlaybookName })
const text = z.string().max(1_000_000)

/** 201 with the Run, finished or as far as it got in `waitMs`; 200 with the plan on `dryRun`. */
const started = z.union([
  z.object({ status: z.literal(201), body: Run }),
  z.object({ status: z.literal(200), body: Run }),
])

/** Below `/playbooks`. `files` and `validate` are no names of playbooks. */
export const playbookProcedures = {
  list: door.route({ method: 'GET', path: '/playbooks', tags }).output(z.object({ items: z.array(PlaybookView) })),
  /** Reads the folders again at once. */
  files: door.route({ method: 'GET', path: '/playbooks/files', tags }).output(PlaybookFiles),
  /** What a text is worth as a playbook, without keeping it. */
  validate: door
    .route({ method: 'POST', path: '/playbooks/validate', successStatus: 200, tags })
    .input(z.strictObject({ text }))
    .output(PlaybookCheck),
  get: door.route({ method: 'GET', path: '/playbooks/{name}', tags }).input(byName).output(PlaybookView),
  /** Writes it into the house's folder: a new one, or in place of the one of this name. */
  save: door
    .route({ method: 'PUT', path: '/playbooks/{name}', tags })
    .input(byName.extend({ text }))
    .output(PlaybookView),
  /** Removes its file from the house's folder; what shipped under this name comes back. */
  remove: door
    .route({ method: 'DELETE', path: '/playbooks/{name}', tags })
    .input(byName)
    .output(z.object({ done: z.literal(true) })),
  runs: door
    .route({
      method: 'POST',
      path: '/playbooks/{name}/runs',
      successStatus: 201,
      outputStructure: 'detailed',
      tags,
    })
    .input(PlaybookRunInput.extend({ name: PlaybookName }))
    .output(started),
}
