import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { Health, Key, KeyInput, PlantEvent, Session } from './house'
import { PictureMessage } from './light'
import { Id, ListQuery, ResourceKind, pageOf } from './primitives'
import { Placement, Registry, RegistryInput, RegistryPatch } from './registries'
import {
  Candidate,
  DeviceView,
  FlowView,
  Inspection,
  NodeView,
  ReceiverView,
  SearchHit,
  SenderView,
  SourceView,
  Topology,
} from './resources'
import { AuditRow, Run, RunInput, TakeInput } from './runs'

const door = oc.errors(errors)
const byId = z.object({ id: Id })
const done = z.object({ done: z.literal(true) })

function lists<T extends z.ZodType>(path: `/${string}`, tag: string, item: T) {
  return {
    list: door
      .route({ method: 'GET', path, tags: [tag] })
      .input(ListQuery)
      .output(pageOf(item)),
    get: door
      .route({ method: 'GET', path: `${path}/{id}`, tags: [tag] })
      .input(byId)
      .output(item),
  }
}

/** 201 with the Run, finished or as far as it got in `waitMs`; 200 with the plan on `dryRun`. */
const started = z.union([
  z.object({ status: z.literal(201), body: Run }),
  z.object({ status: z.literal(200), body: Run }),
])
const starts = { method: 'POST', successStatus: 201, outputStructure: 'detailed' } as const

/** Everything that crosses a process. REST paths are below `/api/v1`. */
export const contract = {
  health: door.route({ method: 'GET', path: '/health', tags: ['House'] }).output(Health),
  session: door.route({ method: 'GET', path: '/session', tags: ['House'] }).output(Session),
  events: door.route({ method: 'GET', path: '/events', tags: ['House'] }).output(eventIterator(PlantEvent)),
  keys: {
    list: door.route({ method: 'GET', path: '/keys', tags: ['Keys'] }).output(z.object({ items: z.array(Key) })),
    create: door
      .route({ method: 'POST', path: '/keys', successStatus: 201, tags: ['Keys'] })
      .input(KeyInput)
      .output(z.object({ key: Key, secret: z.string() })),
    revoke: door
      .route({ method: 'DELETE', path: '/keys/{id}', tags: ['Keys'] })
      .input(byId)
      .output(Key),
  },
  registries: {
    list: door
      .route({ method: 'GET', path: '/registries', tags: ['Registries'] })
      .output(z.object({ items: z.array(Registry) })),
    create: door
      .route({ method: 'POST', path: '/registries', successStatus: 201, tags: ['Registries'] })
      .input(RegistryInput)
      .output(Registry),
    update: door
      .route({ method: 'PATCH', path: '/registries/{id}', tags: ['Registries'] })
      .input(RegistryPatch.extend({ id: Id }))
      .output(Registry),
    remove: door
      .route({ method: 'DELETE', path: '/registries/{id}', tags: ['Registries'] })
      .input(byId)
      .output(done),
  },
  placements: {
    get: door
      .route({ method: 'GET', path: '/placements', tags: ['Plant'] })
      .output(z.object({ items: z.array(Placement) })),
    set: door
      .route({ method: 'PUT', path: '/placements', tags: ['Plant'] })
      .input(z.object({ items: z.array(Placement).max(1000) }))
      .output(z.object({ items: z.array(Placement) })),
  },
  nodes: lists('/nodes', 'Plant', NodeView),
  devices: lists('/devices', 'Plant', DeviceView),
  sources: lists('/sources', 'Plant', SourceView),
  flows: lists('/flows', 'Plant', FlowView),
  senders: lists('/senders', 'Plant', SenderView),
  receivers: lists('/receivers', 'Plant', ReceiverView),
  topology: door.route({ method: 'GET', path: '/topology', tags: ['Plant'] }).output(Topology),
  search: door
    .route({ method: 'GET', path: '/search', tags: ['Plant'] })
    .input(
      z.object({ q: z.string().max(200), limit: z.coerce.number<number | string>().int().min(1).max(200).default(30) }),
    )
    .output(z.object({ items: z.array(SearchHit) })),
  /** The thing whole, and what its device says now. */
  inspect: door
    .route({ method: 'GET', path: '/resources/{kind}/{id}/inspection', tags: ['Plant'] })
    .input(z.object({ kind: ResourceKind, id: Id }))
    .output(Inspection),
  /** Removes something offline from the picture; it comes back by itself if a witness has it again. */
  forget: door
    .route({ method: 'POST', path: '/resources/{id}/forget', tags: ['Plant'] })
    .input(byId)
    .output(done),
  alias: door
    .route({ method: 'PUT', path: '/resources/{id}/alias', tags: ['Plant'] })
    .input(z.object({ id: Id, alias: z.string().max(100).nullable() }))
    .output(done),
  picture: {
    /** For windows: the plant as light records, a snapshot and then patches. */
    watch: door.route({ method: 'GET', path: '/picture', tags: ['Plant'] }).output(eventIterator(PictureMessage)),
  },
  routes: {
    candidates: door
      .route({ method: 'POST', path: '/routes/candidates', tags: ['Routes'] })
      .input(z.union([z.object({ senderId: Id }), z.object({ receiverId: Id })]))
      .output(z.object({ items: z.array(Candidate) })),
  },
  takes: door
    .route({ ...starts, path: '/takes', tags: ['Routes'] })
    .input(TakeInput)
    .output(started),
  runs: {
    start: door
      .route({ ...starts, path: '/runs', tags: ['Runs'] })
      .input(RunInput)
      .output(started),
    list: door
      .route({ method: 'GET', path: '/runs', tags: ['Runs'] })
      .input(
        z.object({
          target: Id.optional(),
          limit: z.coerce.number<number | string>().int().min(1).max(200).default(50),
          cursor: z.string().max(200).optional(),
        }),
      )
      .output(pageOf(Run)),
    get: door
      .route({ method: 'GET', path: '/runs/{id}', tags: ['Runs'] })
      .input(byId)
      .output(Run),
    /** Runs a plan; the guard looks again. */
    approve: door
      .route({ ...starts, path: '/runs/{id}/approve', tags: ['Runs'] })
      .input(
        z.object({
          id: Id,
          confirm: z.array(z.string()).max(50).default([]),
          waitMs: z.number().int().min(0).max(120_000).default(10_000),
        }),
      )
      .output(started),
    /** Changes not begun are skipped; what is being applied is finished and verified. */
    cancel: door
      .route({ method: 'POST', path: '/runs/{id}/cancel', tags: ['Runs'] })
      .input(byId)
      .output(Run),
  },
  audit: door
    .route({ method: 'GET', path: '/audit', tags: ['Runs'] })
    .input(
      z.object({
        target: Id.optional(),
        limit: z.coerce.number<number | string>().int().min(1).max(500).default(100),
        cursor: z.string().max(200).optional(),
      }),
    )
    .output(pageOf(AuditRow)),
}
export type Contract = typeof contract
