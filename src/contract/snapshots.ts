import { z } from 'zod'
import { Actor, Format, Id, Scope, Timestamp } from './primitives'

/** The version of the exported document that this Signalbox writes, and the newest it reads. */
export const SNAPSHOT_VERSION = 1

/** What one receiver was on. `senderId` null while `active`: an unknown stream, which cannot be restored. */
export const SnapshotRoute = z.strictObject({
  receiverId: Id,
  receiverLabel: z.string().max(200),
  active: z.boolean(),
  senderId: Id.nullable(),
  senderLabel: z.string().max(200).nullable(),
  format: Format,
})
export type SnapshotRoute = z.infer<typeof SnapshotRoute>

/** A snapshot without its routes, as lists show it. */
export const SnapshotBrief = z.object({
  id: Id,
  label: z.string(),
  note: z.string(),
  scope: Scope,
  takenAt: Timestamp,
  takenBy: Actor,
  receivers: z.number().int(),
  routed: z.number().int(),
  /** Receivers that are on something else now, or are gone. */
  differs: z.number().int(),
})
export type SnapshotBrief = z.infer<typeof SnapshotBrief>

/** The routing of a scope at a moment. */
export const Snapshot = SnapshotBrief.extend({ routes: z.array(SnapshotRoute) })
export type Snapshot = z.infer<typeof Snapshot>

export const SnapshotInput = z.strictObject({
  label: z.string().trim().min(1).max(100),
  note: z.string().max(1000).default(''),
  scope: Scope.default({ kind: 'all' }),
})
export type SnapshotInput = z.infer<typeof SnapshotInput>

/** `changed`: on something else now. `gone`: the plant has no such receiver, or no such sender, any more. */
export const SnapshotDifference = z.object({
  receiverId: Id,
  label: z.string(),
  then: z.object({ active: z.boolean(), senderId: Id.nullable(), label: z.string().nullable() }),
  now: z.object({ active: z.boolean(), senderId: Id.nullable(), label: z.string().nullable() }).nullable(),
  kind: z.enum(['changed', 'gone']),
  /** For people: `MON 3: CAM 4 now, CAM 1 then`. */
  text: z.string(),
})
export type SnapshotDifference = z.infer<typeof SnapshotDifference>

/** What is exported and imported: the same in every installation. */
export const SnapshotDocument = z.strictObject({
  kind: z.literal('signalbox-snapshot'),
  version: z.number().int().min(1),
  label: z.string().trim().min(1).max(100),
  note: z.string().max(1000).default(''),
  scope: Scope,
  takenAt: Timestamp,
  takenBy: Actor,
  routes: z.array(SnapshotRoute).max(50_000),
})
export type SnapshotDocument = z.infer<typeof SnapshotDocument>
