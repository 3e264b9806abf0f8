import { z } from 'zod'
import { LegAddress, PlaybookName, Role, Scope, type StepKind } from '../../../contract'

/** A thing of the plant: its id, its label, or itself as an expression gives it. */
const Ref = z.union([z.string().min(1).max(200), z.looseObject({ id: z.string().min(1).max(200) })])
export type Ref = z.infer<typeof Ref>

const leg = z.number().int().min(0).max(7)
const onRefused = z.enum(['refuse', 'skip'])
const label = z.string().trim().min(1).max(100)
const ALL = { kind: 'all' } as const

/** `legs`: where one sender sends from then on. */
const switchSenders = z.strictObject({
  sender: Ref.optional(),
  senders: z.array(Ref).max(5000).optional(),
  legs: z.array(LegAddress).min(1).max(8).optional(),
})

/** What each kind of step wants, when its expressions have been worked out. */
export const BODIES = {
  take: z.strictObject({
    sender: Ref.optional(),
    receiver: Ref.optional(),
    leg: leg.optional(),
    /** In place of the three above: several together. */
    routes: z
      .array(z.strictObject({ sender: Ref.nullable(), receiver: Ref, leg: leg.optional() }))
      .max(5000)
      .optional(),
    activation: z.enum(['activate_immediate', 'preset', 'together']).default('activate_immediate'),
    onRefused: onRefused.default('refuse'),
  }),
  disconnect: z.strictObject({ receiver: Ref.optional(), receivers: z.array(Ref).max(5000).optional() }),
  salvo: z.strictObject({ salvo: z.string().min(1).max(200), onRefused: onRefused.default('skip') }),
  'snapshot.capture': z.strictObject({
    label,
    note: z.string().max(1000).default(''),
    scope: z.preprocess((value) => (value === 'all' ? ALL : value), Scope).default(ALL),
  }),
  'snapshot.restore': z.strictObject({ snapshot: Ref, onRefused: onRefused.default('skip') }),
  'sender.activate': switchSenders,
  'sender.deactivate': switchSenders,
  'mqtt.command': z.strictObject({
    device: Ref,
    module: z.string().min(1).max(50),
    command: z.string().min(1).max(50),
    params: z.record(z.string(), z.unknown()).default({}),
  }),
  'http.request': z.strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    headers: z.record(z.string().max(100), z.string().max(2000)).default({}),
    body: z.unknown().optional(),
    expect: z.array(z.number().int().min(100).max(599)).max(50).optional(),
  }),
  wait: z.strictObject({ seconds: z.number().min(0).max(86_400) }),
  'wait-for': z.strictObject({
    timeoutS: z.number().min(0).max(86_400).default(60),
    everyS: z.number().min(0.05).max(3600).default(1),
  }),
  check: z.strictObject({ message: z.string().max(1000).default('') }),
  approve: z.strictObject({
    role: Role.exclude(['viewer']).default('operator'),
    text: z.string().trim().min(1).max(1000),
    /** Not by who started the run. */
    byAnother: z.boolean().default(false),
  }),
  notify: z.strictObject({
    severity: z.enum(['info', 'warning', 'alarm']).default('info'),
    text: z.string().trim().min(1).max(1000),
    /** What it is about. */
    target: Ref.optional(),
  }),
  job: z.strictObject({ name: z.string().min(1).max(100) }),
  playbook: z.strictObject({ name: PlaybookName, params: z.record(z.string().max(100), z.unknown()).default({}) }),
} as const satisfies Record<StepKind, z.ZodObject>

export type BodyOf<K extends StepKind> = z.infer<(typeof BODIES)[K]>

export const STEP_KINDS: readonly StepKind[] = Object.keys(BODIES) as StepKind[]

/** Keys whose value is a list: one thing stands for a list of one, nothing for an empty one. */
export const LIST_KEYS: ReadonlySet<string> = new Set(['routes', 'receivers', 'senders', 'legs', 'expect'])

/** The key of a kind's condition, which is an expression as it is. */
export const CONDITION_KEY: Readonly<Partial<Record<StepKind, string>>> = { 'wait-for': 'condition', check: 'that' }

/** What of a body goes together, as a sentence; null: it is in order. */
export function bodyFault(kind: StepKind, has: (key: string) => boolean): string | null {
  switch (kind) {
    case 'take':
      if (has('routes')) {
        return has('sender') || has('receiver') || has('leg')
          ? 'It has “routes” and “sender” or “receiver”; one or the other.'
          : null
      }
      return has('sender') && has('receiver') ? null : 'It needs “sender” and “receiver”, or “routes”.'
    case 'disconnect':
      return has('receiver') === has('receivers') ? 'It needs either “receiver” or “receivers”.' : null
    case 'sender.activate':
    case 'sender.deactivate':
      if (has('sender') === has('senders')) return 'It needs either “sender” or “senders”.'
      return has('legs') && !has('sender') ? 'It has “legs”, which are those of one “sender”.' : null
    case 'salvo':
    case 'snapshot.capture':
    case 'snapshot.restore':
    case 'mqtt.command':
    case 'http.request':
    case 'wait':
    case 'wait-for':
    case 'check':
    case 'approve':
    case 'notify':
    case 'job':
    case 'playbook':
      return null
  }
}
