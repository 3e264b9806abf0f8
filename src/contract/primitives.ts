import { z } from 'zod'

/** An opaque id. NMOS ids are UUIDs; other kinds of inventory bring their own. */
export const Id = z.string().min(1).max(200)
export type Id = z.infer<typeof Id>

/** UTC, ISO 8601 with milliseconds. */
export const Timestamp = z.string()

/** Who may do what: a viewer looks, an operator takes, an engineer configures, an admin hands out keys. */
export const Role = z.enum(['viewer', 'operator', 'engineer', 'admin'])
export type Role = z.infer<typeof Role>

/** Who acts. `origin` is the door the request came in by. */
export const Actor = z.object({ id: Id, name: z.string(), role: Role })
export type Actor = z.infer<typeof Actor>

export const Origin = z.enum(['window', 'api', 'mqtt', 'schedule', 'trigger', 'engine'])
export type Origin = z.infer<typeof Origin>

/** Kinds of the plant's resources, parents before children (IS-04). */
export const ResourceKind = z.enum(['node', 'device', 'source', 'flow', 'sender', 'receiver'])
export type ResourceKind = z.infer<typeof ResourceKind>

/** What kind of essence, from the format URN; `unknown` for a URN we do not know. */
export const Format = z.enum(['video', 'audio', 'data', 'mux', 'unknown'])
export type Format = z.infer<typeof Format>

/** `online`: witnessed by a registry or its node. `offline`: it was, and no witness has it now. */
export const Status = z.enum(['online', 'offline'])
export type Status = z.infer<typeof Status>

/** A part of the plant: all of it, a site, a room (of a site, when one is named), what a registry has, or these ids. */
export const Scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('site'), site: z.string().min(1).max(100) }),
  z.strictObject({
    kind: z.literal('room'),
    room: z.string().min(1).max(100),
    site: z.string().min(1).max(100).nullable().default(null),
  }),
  /** What this registry (by its id) witnesses. */
  z.strictObject({ kind: z.literal('registry'), registryId: Id }),
  z.strictObject({ kind: z.literal('selection'), ids: z.array(Id).min(1).max(5000) }),
])
export type Scope = z.infer<typeof Scope>

/** Query of a list. `q` finds in label, alias, description, id and address. `limit` 1 to 1000. */
export const ListQuery = z.object({
  q: z.string().max(200).optional(),
  site: z.string().max(200).optional(),
  room: z.string().max(200).optional(),
  format: Format.optional(),
  transport: z.string().max(200).optional(),
  status: Status.optional(),
  limit: z.coerce.number<number | string>().int().min(1).max(1000).default(100),
  cursor: z.string().max(500).optional(),
})
export type ListQuery = z.infer<typeof ListQuery>

/** A page of a list; `nextCursor` null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null }
