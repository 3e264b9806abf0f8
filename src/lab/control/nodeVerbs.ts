import { z } from 'zod'
import type { VirtualNode } from '../node/virtualNode'
import { verb, type Verb } from './verb'
import { nodeOf, nodesNamed, NotThere, type World } from './world'

const node = z.string().min(1)
const count = z.number().int().min(0)
const ms = z.number().min(0)
const refusing = {
  count: count.default(1),
  code: z.number().int().min(400).max(599).default(500),
  error: z.string().default('Internal error'),
  debug: z.string().nullable().default(null),
}

/** A preloaded node has no heartbeat that could be missed: it is taken out when it would have expired. */
function expireLater(world: World, gone: VirtualNode): void {
  if (!world.preloaded) return
  world.later(world.expiryMs, () => {
    if (!gone.online) world.registry.remove('node', gone.store.self.id)
  })
}

/** Faults of nodes; a `node` is a label or id, `*` for all. */
export const nodeVerbs: readonly Verb[] = [
  verb(
    'node/gone',
    '{"node": "CG-2"}',
    'Cuts the power: sockets closed, no heartbeat, no unregistering',
    z.strictObject({ node }),
    async (world, body) => {
      for (const gone of nodesNamed(world, body.node)) {
        await gone.vanish()
        expireLater(world, gone)
      }
    },
  ),
  verb(
    'node/back',
    '{"node": "CG-2", "memory": "kept" | "lost"}',
    'Brings a node back on the same port, with the routes it had or without any',
    z.strictObject({ node, memory: z.enum(['kept', 'lost']).default('kept') }),
    async (world, body) => {
      for (const back of nodesNamed(world, body.node)) await back.comeBack(body.memory)
    },
  ),
  verb(
    'node/latency',
    '{"node": "*", "ms": 800}',
    'Every answer of the node waits this long; 0 ends it',
    z.strictObject({ node, ms }),
    (world, body) => {
      for (const slow of nodesNamed(world, body.node)) slow.faults.latencyMs = body.ms
    },
  ),
  verb(
    'node/refuse',
    '{"node": "SNP-04", "count": 1, "code": 500, "error": "PTP unlocked", "debug": null}',
    'The next PATCHes are not executed but answered like this',
    z.strictObject({ node, ...refusing }),
    (world, { node: name, count: times, ...refusal }) => {
      for (const refusing of nodesNamed(world, name)) {
        for (let i = 0; i < times; i += 1) refusing.faults.refusals.push(refusal)
      }
    },
  ),
  verb(
    'port/refuse',
    '{"id": "…", "count": 1, "code": 400, "error": "Not today", "debug": null}',
    'The next PATCHes of this sender or receiver, alone or as items of a list, are answered like this',
    z.strictObject({ id: z.string(), ...refusing }),
    (world, { id, count: times, ...refusal }) => {
      const { faults } = nodeOf(world, id)
      faults.refusalsOf.set(
        id,
        Array.from({ length: times }, () => refusal),
      )
    },
  ),
  verb(
    'node/without-bulk',
    '{"node": "SNP-04", "code": 404 | 405 | 501 | null}',
    'Has no /bulk and answers like this; null gives it back',
    z.strictObject({
      node,
      code: z
        .union([z.literal(404), z.literal(405), z.literal(501)])
        .nullable()
        .default(404),
    }),
    (world, body) => {
      for (const plain of nodesNamed(world, body.node)) plain.faults.withoutBulk = body.code ?? undefined
    },
  ),
  verb(
    'node/without-schedules',
    '{"node": "SNP-04", "on": true, "code": 501, "error": "Scheduled activation is not supported", "debug": null}',
    'Refuses scheduled activations like this and does immediate ones',
    z
      .strictObject({
        node,
        on: z.boolean().default(true),
        ...refusing,
        code: refusing.code.default(501),
        error: z.string().default('Scheduled activation is not supported'),
      })
      .omit({ count: true }),
    (world, { node: name, on, ...refusal }) => {
      for (const plain of nodesNamed(world, name)) plain.faults.withoutSchedules = on ? refusal : undefined
    },
  ),
  verb(
    'node/reset',
    '{"node": "SNP-04", "count": 1}',
    'The next PATCHes that succeed are executed, then the connection is reset instead of answered',
    z.strictObject({ node, count: count.default(1) }),
    (world, body) => {
      for (const resetting of nodesNamed(world, body.node)) resetting.faults.resetsAfterPatch = body.count
    },
  ),
  verb(
    'node/sdp-lag',
    '{"node": "SNP-01", "ms": 1500}',
    'A changed transport file is served this long after the version bump; 0 ends it',
    z.strictObject({ node, ms }),
    (world, body) => {
      for (const lagging of nodesNamed(world, body.node)) lagging.faults.sdpLagMs = body.ms
    },
  ),
  verb(
    'node/strict',
    '{"node": "SNP-04", "on": true}',
    'Answers 500 where an immediate activation carries requested_time',
    z.strictObject({ node, on: z.boolean().default(true) }),
    (world, body) => {
      for (const strict of nodesNamed(world, body.node)) strict.faults.strictRequestedTime = body.on
    },
  ),
  verb(
    'node/dead-address',
    '{"node": "SNP-04", "on": true}',
    'Every device gets a first Connection API address where nobody answers, before the one that works',
    z.strictObject({ node, on: z.boolean().default(true) }),
    (world, body) => {
      for (const multihomed of nodesNamed(world, body.node)) multihomed.offerDeadAddress(body.on)
    },
  ),
  verb(
    'rename',
    '{"id": "…", "label": "CAM 7"}',
    'Changes the label of a resource',
    z.strictObject({ id: z.string(), label: z.string() }),
    (world, body) => {
      const { store } = nodeOf(world, body.id)
      if (!store.describe(body.id, { label: body.label })) throw new NotThere(`There is no resource ${body.id}`)
    },
  ),
  verb(
    'remove',
    '{"id": "…"}',
    'Takes a sender or receiver away for good',
    z.strictObject({ id: z.string() }),
    (world, body) => {
      if (!nodeOf(world, body.id).remove(body.id)) throw new NotThere(`There is no sender or receiver ${body.id}`)
    },
  ),
]
