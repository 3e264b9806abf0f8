import { z } from 'zod'
import { Actor, Format, Id, Role, Scope, Timestamp } from './primitives'

/** Text with `*` for anything and `?` for one character; case does not count. */
const Glob = z.string().min(1).max(200)

/**
 * Which things a rule is about: all that is named must fit; of several values of one field any. Nothing named: everything.
 * `device` and `node` are globs on their label, or ids.
 */
export const Selector = z.strictObject({
  id: z.array(Id).min(1).max(1000).optional(),
  /** On the label or the alias. */
  label: z.array(Glob).min(1).max(100).optional(),
  tag: z.strictObject({ name: z.string().min(1).max(200), value: Glob.default('*') }).optional(),
  /** BCP-002-01 v1.0 §Group Hint: the natural group. */
  group: z.array(Glob).min(1).max(100).optional(),
  site: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
  room: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
  device: z.array(Glob).min(1).max(100).optional(),
  node: z.array(Glob).min(1).max(100).optional(),
  format: z.array(Format).min(1).max(5).optional(),
  /** Ids of registries that witness it. */
  registry: z.array(Id).min(1).max(100).optional(),
})
export type Selector = z.infer<typeof Selector>

/** What a rule's match means. Among rules of one priority deny wins, then approval, then warn, then allow. */
export const Effect = z.enum(['allow', 'deny', 'warn', 'require-approval'])
export type Effect = z.infer<typeof Effect>

const Scalar = z.union([z.string().max(500), z.number(), z.boolean()])

/** A field of one end, by its path: `format`, `transport`, `tags.department`, `caps.media_types`, `frame_width`, `alias`. */
export const FieldTest = z.strictObject({
  of: z.enum(['sender', 'flow', 'source', 'device', 'node', 'receiver']),
  field: z.string().min(1).max(200),
  operator: z.enum(['equals', 'contains', 'starts_with', 'ends_with', 'matches', 'in', 'less_than', 'greater_than']),
  /** A list for `in`; a regular expression for `matches` (linear-time syntax, no back references); else one value. */
  value: z.union([Scalar, z.array(Scalar).min(1).max(1000)]),
  /** The rule matches where the test fails. */
  not: z.boolean().default(false),
})
export type FieldTest = z.infer<typeof FieldTest>

const common = {
  /** Unique over all rules, whoever keeps them. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, “.”, “_” and “-”'),
  label: z.string().trim().min(1).max(200),
  description: z.string().max(2000).default(''),
  owner: z.string().max(200).default(''),
  enabled: z.boolean().default(true),
  /** 0 is first. The first priority with a match decides; later ones are listed all the same. */
  priority: z.number().int().min(0).max(10_000).default(100),
  effect: Effect,
  /** Where it holds: the destination's place. */
  scope: Scope.default({ kind: 'all' }),
  from: Selector.default({}),
  to: Selector.default({}),
  /** Who may overrule it, with a reason; null: nobody. */
  override: Role.exclude(['viewer']).nullable().default(null),
}

/**
 * A rule. `allowed_pair` and `forbidden_pair` match the pair itself. `path_requirement` matches where a path does not
 * fulfil what is required. `constraint` matches where its tests hold. `on_air_protection` matches where the destination
 * is on air. `compatibility` matches where the ends do not fit by what they say of themselves (BCP-004-01).
 */
export const Rule = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('allowed_pair') }),
  z.strictObject({ ...common, kind: z.literal('forbidden_pair') }),
  z.strictObject({
    ...common,
    kind: z.literal('path_requirement'),
    /** Both ends must have these legs, each on a network whose name fits; `A` is the first. */
    legs: z
      .array(z.strictObject({ leg: z.enum(['A', 'B']), network: Glob.default('*') }))
      .min(1)
      .max(2),
  }),
  z.strictObject({ ...common, kind: z.literal('constraint'), tests: z.array(FieldTest).min(1).max(20) }),
  z.strictObject({
    ...common,
    kind: z.literal('on_air_protection'),
    states: z
      .array(z.enum(['on-air', 'preset', 'recording']))
      .min(1)
      .default(['on-air']),
  }),
  z.strictObject({ ...common, kind: z.literal('compatibility'), mode: z.enum(['strict', 'warn']).default('warn') }),
])
export type Rule = z.infer<typeof Rule>
export type RuleKind = Rule['kind']

/** What happens where no rule decides. Of several the narrowest scope counts: selection, room, site, registry, all. */
export const PolicyDefault = z.strictObject({ scope: Scope, effect: z.enum(['allow', 'deny']) })
export type PolicyDefault = z.infer<typeof PolicyDefault>

/** A rule with where it comes from. */
export const Policy = z.object({
  rule: Rule,
  /** Kept by Signalbox, or read from this file of the policy folder. */
  from: z.union([
    z.object({ kind: z.literal('store') }),
    z.object({ kind: z.literal('file'), path: z.string(), line: z.number().int() }),
  ]),
  editedBy: Actor.nullable(),
  editedAt: Timestamp.nullable(),
  /** A glob that fits nothing, a contradiction with another of the same priority, … as sentences. */
  warnings: z.array(z.string()),
  /** Why it is not in force now although it is enabled: a window has switched it off; null when it is. */
  suspendedBy: z.object({ windowId: Id, label: z.string() }).nullable(),
  /** The window that makes it otherwise than `enabled` says, at some destination; absent: none does. */
  switchedBy: z.object({ windowId: Id, label: z.string(), to: z.enum(['on', 'off']) }).optional(),
})
export type Policy = z.infer<typeof Policy>

/** One rule that matched. */
export const Match = z.object({
  ruleId: z.string(),
  label: z.string(),
  kind: z.enum([
    'allowed_pair',
    'forbidden_pair',
    'path_requirement',
    'constraint',
    'on_air_protection',
    'compatibility',
  ]),
  effect: Effect,
  priority: z.number().int(),
  /** Why it matched, as a sentence. */
  reason: z.string(),
  override: Role.nullable(),
})
export type Match = z.infer<typeof Match>

/** A decision as data: everything that was looked at, in order. */
export const PolicyDecision = z.object({
  verdict: z.enum(['allowed', 'denied', 'warned', 'approval']),
  /** In one sentence. */
  text: z.string(),
  /** In the order of their priority; the first of them decided, unless it is empty. */
  matches: z.array(Match),
  /** The default that decided, null when a rule did. */
  default: PolicyDefault.nullable(),
  /** Windows in force at the destination. */
  windows: z.array(z.object({ id: Id, label: z.string() })),
  /** Whom an override needs; null where there is nothing to overrule, or nobody may. */
  override: Role.nullable(),
})
export type PolicyDecision = z.infer<typeof PolicyDecision>

export const PolicyCheckInput = z.strictObject({
  pairs: z
    .array(z.strictObject({ senderId: Id, receiverId: Id }))
    .min(1)
    .max(10_000),
  /** Rules to try instead of those in force, for the editor. */
  rules: z.array(Rule).max(1000).optional(),
})

/** What a folder of policy files is worth. */
export const PolicyFiles = z.object({
  folder: z.string().nullable(),
  /** When the set in force was read. */
  readAt: Timestamp.nullable(),
  /** Rules in force from files. */
  rules: z.number().int(),
  /** Faults of the newest reading: the last good set stays in force. */
  problems: z.array(z.object({ path: z.string(), line: z.number().int().nullable(), text: z.string() })),
  /** What the newest good reading would change, until it is taken over. */
  pending: z
    .object({ added: z.array(z.string()), changed: z.array(z.string()), removed: z.array(z.string()) })
    .nullable(),
})
export type PolicyFiles = z.infer<typeof PolicyFiles>
