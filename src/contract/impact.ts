import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { Id } from './primitives'

export const ImpactKind = z.enum(['sender', 'receiver', 'device', 'node', 'site', 'room'])
export type ImpactKind = z.infer<typeof ImpactKind>

/** A destination that would not have its picture, sound or data any more, or would have another. */
export const ImpactRoute = z.object({
  receiverId: Id,
  label: z.string(),
  senderId: Id,
  senderLabel: z.string(),
  /** The destination itself is among what is lost. */
  isLost: z.boolean(),
  /** 1: it is fed by what is lost itself; 2: by a device that makes its output from that; and so on. */
  depth: z.number().int(),
  /** What the signal comes through, from what is lost to this destination, which is not in it: receivers and senders. */
  via: z.array(Id),
  /** It is on air, or held as on air. */
  onAir: z.boolean(),
  /** For people: `MON 3 loses CAM 1`, `TX 1 loses Mixer PGM, which is made from CAM 1`. */
  text: z.string(),
})
export type ImpactRoute = z.infer<typeof ImpactRoute>

/** Something of the house that speaks of what is lost. */
export const ImpactDependent = z.object({
  kind: z.enum([
    'salvo',
    'snapshot',
    'playbook',
    'schedule',
    'trigger',
    'policy',
    'window',
    'lock',
    'lease',
    'tally-mapping',
    'recovery',
  ]),
  id: Id,
  label: z.string(),
  /** For people: what of it. */
  text: z.string(),
  /** Which of what is lost it speaks of; empty where it names the place. */
  subjects: z.array(Id),
})
export type ImpactDependent = z.infer<typeof ImpactDependent>

/** Entries of each list; `total` says how many there are. */
export const MOST_IMPACT = 5000

/** What happens to others when something is lost or changed. */
export const Impact = z.object({
  kind: ImpactKind,
  /** The id; of a site or a room its name. */
  id: Id,
  label: z.string(),
  what: z.enum(['lose', 'change']),
  /** A sentence for the operator. */
  summary: z.string(),
  /** What it is made of, itself included: nodes, devices, senders and receivers. */
  subjects: z.array(Id),
  /** On air first, then by depth. */
  routes: z.array(ImpactRoute),
  dependents: z.array(ImpactDependent),
  total: z.object({
    subjects: z.number().int(),
    /** Destinations. */
    routes: z.number().int(),
    onAir: z.number().int(),
    dependents: z.number().int(),
  }),
  /** What to light up on the graph: what is lost, and everything that feels it. */
  highlight: z.object({
    devices: z.array(Id),
    senders: z.array(Id),
    receivers: z.array(Id),
    edges: z.array(z.object({ senderId: Id, receiverId: Id })),
  }),
})
export type Impact = z.infer<typeof Impact>

const door = oc.errors(errors)

/** Below `/impact`. */
export const impactProcedures = {
  /** `site` says which room is meant where several sites have one of that name. */
  get: door
    .route({ method: 'GET', path: '/impact/{kind}/{id}', tags: ['Impact'] })
    .input(
      z.object({
        kind: ImpactKind,
        id: Id,
        what: z.enum(['lose', 'change']).default('lose'),
        site: z.string().max(200).optional(),
      }),
    )
    .output(Impact),
}
