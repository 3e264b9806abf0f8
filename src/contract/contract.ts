import { type OpenAPI, eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { brokers } from './brokers'
import { errors } from './errors'
import { Health, Key, KeyInput, PlantEvent, Session } from './house'
import { impactProcedures } from './impact'
import { jobProcedures } from './jobs'
import { PictureMessage } from './light'
import { playbookProcedures } from './playbooks'
import { mqttProcedures } from './mqtt'
import { Id, ListQuery, Origin, ResourceKind, pageOf } from './primitives'
import { recoveryProcedures } from './recovery'
import { Placement, Registry, RegistryInput, RegistryPatch } from './registries'
import { leases, modules } from './relayProcedures'
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
import { Lock, LockInput } from './locks'
import { Policy, PolicyCheckInput, PolicyDecision, PolicyDefault, PolicyFiles, Rule } from './policies'
import { AuditChain, AuditQuery, AuditRow, FireInput, Run, RunInput, RunSource, RunState, TakeInput } from './runs'
import { Salvo, SalvoCapture, SalvoInput, SalvoPatch } from './salvos'
import { Occurrence, Schedule, ScheduleInput } from './schedules'
import { Settings, SettingsPatch } from './settings'
import { Snapshot, SnapshotBrief, SnapshotDifference, SnapshotDocument, SnapshotInput } from './snapshots'
import { EventSource, EventValue, TallyEntry, TallyMapping, TallyMappingInput, TallyMappingPatch } from './tally'
import { triggerProcedures } from './triggers'
import { Window, WindowInput, WindowUpdate } from './windows'

const door = oc.errors(errors)
const byId = z.object({ id: Id })
const waitMs = z.number().int().min(0).max(120_000).default(10_000)
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

/** Over REST the answer is a file. */
function asFile(operation: OpenAPI.OperationObject): OpenAPI.OperationObject {
  const text = { schema: { type: 'string' } } as const
  const headers = {
    'content-disposition': { description: 'attachment, with a name.', schema: { type: 'string' } },
  } as const
  const content = { 'text/csv': text, 'application/x-ndjson': text }
  return {
    ...operation,
    responses: { ...operation.responses, 200: { description: 'The rows, as a file.', headers, content } },
  }
}

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
  brokers,
  leases,
  modules,
  mqttDevices: mqttProcedures.devices,
  mqttTopics: mqttProcedures.topics,
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
          /** Only runs in this state: `paused` and `awaiting_approval` wait for somebody. */
          state: RunState.optional(),
          /** The door they were asked for by. */
          origin: Origin.optional(),
          /** What they were made from: `salvo`, `undo`, `schedule`, … */
          source: RunSource.shape.kind.optional(),
          /** The very one: the id of a salvo or a run, the name of a playbook. */
          sourceId: Id.optional(),
          /** `false`: without plans that nobody has run. */
          plans: z.stringbool().or(z.boolean()).default(true),
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
          override: z.strictObject({ reason: z.string().trim().min(3).max(500) }).optional(),
          waitMs,
        }),
      )
      .output(started),
    /** Changes not begun are skipped; what is being applied is finished and verified. */
    cancel: door
      .route({ method: 'POST', path: '/runs/{id}/cancel', tags: ['Runs'] })
      .input(byId)
      .output(Run),
    /** Answers a paused run: goes on (a staged one is activated), or tries once more what failed. */
    resume: door
      .route({ ...starts, path: '/runs/{id}/resume', tags: ['Runs'] })
      .input(z.strictObject({ id: Id, decision: z.enum(['continue', 'retry']).default('continue'), waitMs }))
      .output(started),
    /** Puts back what a paused, failed or cancelled run has done. */
    compensate: door
      .route({ ...starts, path: '/runs/{id}/compensate', tags: ['Runs'] })
      .input(z.strictObject({ id: Id, waitMs }))
      .output(started),
    /**
     * Prepares the opposite of a run as a plan, which `approve` takes. `{id}` `last`: the last take of who asks.
     */
    undo: door
      .route({ method: 'POST', path: '/runs/{id}/undo', successStatus: 200, tags: ['Runs'] })
      .input(byId)
      .output(Run),
    /** The plan in writing: what each target is on and what it will be on. */
    diff: door
      .route({ method: 'GET', path: '/runs/{id}/diff', tags: ['Runs'] })
      .input(byId)
      .output(z.object({ text: z.string() })),
  },
  locks: {
    list: door.route({ method: 'GET', path: '/locks', tags: ['Locks'] }).output(z.object({ items: z.array(Lock) })),
    create: door
      .route({ method: 'POST', path: '/locks', successStatus: 201, tags: ['Locks'] })
      .input(LockInput)
      .output(Lock),
    /** By its owner; somebody else's needs the role engineer, and a reason. */
    release: door
      .route({ method: 'DELETE', path: '/locks/{receiverId}', tags: ['Locks'] })
      .input(z.object({ receiverId: Id, reason: z.string().max(200).default('') }))
      .output(done),
  },
  salvos: {
    list: door.route({ method: 'GET', path: '/salvos', tags: ['Salvos'] }).output(z.object({ items: z.array(Salvo) })),
    get: door
      .route({ method: 'GET', path: '/salvos/{id}', tags: ['Salvos'] })
      .input(byId)
      .output(Salvo),
    create: door
      .route({ method: 'POST', path: '/salvos', successStatus: 201, tags: ['Salvos'] })
      .input(SalvoInput)
      .output(Salvo),
    /** A salvo from the routing of a scope as it is now. */
    capture: door
      .route({ method: 'POST', path: '/salvos/capture', successStatus: 201, tags: ['Salvos'] })
      .input(SalvoCapture)
      .output(Salvo),
    update: door
      .route({ method: 'PATCH', path: '/salvos/{id}', tags: ['Salvos'] })
      .input(SalvoPatch.extend({ id: Id }))
      .output(Salvo),
    remove: door
      .route({ method: 'DELETE', path: '/salvos/{id}', tags: ['Salvos'] })
      .input(byId)
      .output(done),
    /** Fires every entry that is not refused (`onRefused` is `skip` unless said otherwise). */
    fire: door
      .route({ ...starts, path: '/salvos/{id}/fire', tags: ['Salvos'] })
      .input(FireInput.extend({ id: Id }))
      .output(started),
  },
  snapshots: {
    list: door
      .route({ method: 'GET', path: '/snapshots', tags: ['Snapshots'] })
      .output(z.object({ items: z.array(SnapshotBrief) })),
    get: door
      .route({ method: 'GET', path: '/snapshots/{id}', tags: ['Snapshots'] })
      .input(byId)
      .output(Snapshot),
    create: door
      .route({ method: 'POST', path: '/snapshots', successStatus: 201, tags: ['Snapshots'] })
      .input(SnapshotInput)
      .output(Snapshot),
    remove: door
      .route({ method: 'DELETE', path: '/snapshots/{id}', tags: ['Snapshots'] })
      .input(byId)
      .output(done),
    /** What is otherwise now. */
    diff: door
      .route({ method: 'GET', path: '/snapshots/{id}/diff', tags: ['Snapshots'] })
      .input(byId)
      .output(z.object({ items: z.array(SnapshotDifference), same: z.number().int() })),
    /** Routes what differs as it was then (`onRefused` is `skip` unless said otherwise). */
    restore: door
      .route({ ...starts, path: '/snapshots/{id}/restore', tags: ['Snapshots'] })
      .input(FireInput.extend({ id: Id }))
      .output(started),
    export: door
      .route({ method: 'GET', path: '/snapshots/{id}/export', tags: ['Snapshots'] })
      .input(byId)
      .output(SnapshotDocument),
    /** A document that `export` gave; one of a newer version is refused. */
    import: door
      .route({ method: 'POST', path: '/snapshots/import', successStatus: 201, tags: ['Snapshots'] })
      .input(z.record(z.string(), z.unknown()))
      .output(Snapshot),
  },
  windows: {
    list: door
      .route({ method: 'GET', path: '/windows', tags: ['Windows'] })
      .output(z.object({ items: z.array(Window) })),
    create: door
      .route({ method: 'POST', path: '/windows', successStatus: 201, tags: ['Windows'] })
      .input(WindowInput)
      .output(Window),
    /** In place of the one with this id; checked as one that is made. */
    update: door
      .route({ method: 'PUT', path: '/windows/{id}', tags: ['Windows'] })
      .input(WindowUpdate.extend({ id: Id }))
      .output(Window),
    /** By somebody else than who asked for it, or changed it last. */
    approve: door
      .route({ method: 'POST', path: '/windows/{id}/approve', tags: ['Windows'] })
      .input(byId)
      .output(Window),
    remove: door
      .route({ method: 'DELETE', path: '/windows/{id}', tags: ['Windows'] })
      .input(byId)
      .output(done),
  },
  schedules: {
    list: door
      .route({ method: 'GET', path: '/schedules', tags: ['Schedules'] })
      .input(z.object({ target: Id.optional(), state: Schedule.shape.state.optional() }))
      .output(z.object({ items: z.array(Schedule) })),
    get: door
      .route({ method: 'GET', path: '/schedules/{id}', tags: ['Schedules'] })
      .input(byId)
      .output(Schedule),
    create: door
      .route({ method: 'POST', path: '/schedules', successStatus: 201, tags: ['Schedules'] })
      .input(ScheduleInput)
      .output(Schedule),
    cancel: door
      .route({ method: 'POST', path: '/schedules/{id}/cancel', tags: ['Schedules'] })
      .input(byId)
      .output(Schedule),
    /** Nothing is done at its times until it is resumed. */
    pause: door
      .route({ method: 'POST', path: '/schedules/{id}/pause', tags: ['Schedules'] })
      .input(byId)
      .output(Schedule),
    resume: door
      .route({ method: 'POST', path: '/schedules/{id}/resume', tags: ['Schedules'] })
      .input(byId)
      .output(Schedule),
    /** The times at which something is going to happen, by time; ISO 8601, `to` not included, at most 1000. */
    calendar: door
      .route({ method: 'GET', path: '/calendar', tags: ['Schedules'] })
      .input(z.object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) }))
      .output(z.object({ items: z.array(Occurrence) })),
  },
  playbooks: playbookProcedures,
  triggers: triggerProcedures,
  jobs: jobProcedures,
  recovery: recoveryProcedures,
  impact: impactProcedures,
  settings: {
    get: door.route({ method: 'GET', path: '/settings', tags: ['House'] }).output(Settings),
    update: door
      .route({ method: 'PATCH', path: '/settings', tags: ['House'] })
      .input(SettingsPatch)
      .output(Settings),
  },
  policies: {
    /** Rules in their order of priority, those of the store and those of files. */
    list: door
      .route({ method: 'GET', path: '/policies', tags: ['Policies'] })
      .output(z.object({ items: z.array(Policy), defaults: z.array(PolicyDefault) })),
    create: door
      .route({ method: 'POST', path: '/policies', successStatus: 201, tags: ['Policies'] })
      .input(Rule)
      .output(Policy),
    /** In place of the one with this id. Rules of files are changed in their file. */
    update: door
      .route({ method: 'PUT', path: '/policies/{id}', tags: ['Policies'] })
      .input(z.object({ id: z.string().max(100), rule: Rule }))
      .output(Policy),
    remove: door
      .route({ method: 'DELETE', path: '/policies/{id}', tags: ['Policies'] })
      .input(byId)
      .output(done),
    /** What the policies say of pairs, without doing anything; `rules` are tried instead of those in force. */
    check: door
      .route({ method: 'POST', path: '/policies/check', tags: ['Policies'] })
      .input(PolicyCheckInput)
      .output(z.object({ items: z.array(PolicyDecision.extend({ senderId: Id, receiverId: Id })) })),
    files: door.route({ method: 'GET', path: '/policies/files', tags: ['Policies'] }).output(PolicyFiles),
    /** Takes the newest good reading of the files over. */
    apply: door.route({ method: 'POST', path: '/policies/files/apply', tags: ['Policies'] }).output(PolicyFiles),
    /** The rules in force as one YAML document. */
    export: door
      .route({ method: 'GET', path: '/policies/export', tags: ['Policies'] })
      .output(z.object({ text: z.string() })),
  },
  tally: {
    /** Everything of which a tally says something now. */
    list: door
      .route({ method: 'GET', path: '/tally', tags: ['Tally'] })
      .output(z.object({ items: z.array(TallyEntry) })),
    /** What sends states, with its last value. */
    sources: door
      .route({ method: 'GET', path: '/tally/sources', tags: ['Tally'] })
      .output(z.object({ items: z.array(EventSource) })),
    /** Waits for the next event that arrives, of whatever source; null when none came in time. */
    learn: door
      .route({ method: 'POST', path: '/tally/learn', tags: ['Tally'] })
      .input(z.strictObject({ waitMs: z.number().int().min(0).max(60_000).default(30_000) }))
      .output(z.object({ event: z.object({ source: EventSource, value: EventValue }).nullable() })),
  },
  tallyMappings: {
    list: door
      .route({ method: 'GET', path: '/tally-mappings', tags: ['Tally'] })
      .output(z.object({ items: z.array(TallyMapping) })),
    create: door
      .route({ method: 'POST', path: '/tally-mappings', successStatus: 201, tags: ['Tally'] })
      .input(TallyMappingInput)
      .output(TallyMapping),
    update: door
      .route({ method: 'PATCH', path: '/tally-mappings/{id}', tags: ['Tally'] })
      .input(TallyMappingPatch.extend({ id: Id }))
      .output(TallyMapping),
    remove: door
      .route({ method: 'DELETE', path: '/tally-mappings/{id}', tags: ['Tally'] })
      .input(byId)
      .output(done),
  },
  audit: {
    list: door
      .route({ method: 'GET', path: '/audit', tags: ['Audit'] })
      .input(
        AuditQuery.extend({
          limit: z.coerce.number<number | string>().int().min(1).max(500).default(100),
          cursor: z.string().max(200).optional(),
        }),
      )
      .output(pageOf(AuditRow)),
    /**
     * All that the query finds, oldest first: CSV (RFC 4180) or one JSON object in a line. Over REST a file of any length;
     * to windows as a text, of which `truncated` says when it is not all.
     */
    export: door
      .route({ method: 'GET', path: '/audit/export', tags: ['Audit'], spec: asFile })
      .input(AuditQuery.extend({ format: z.enum(['csv', 'jsonl']).default('jsonl') }))
      .output(z.object({ text: z.string(), rows: z.number().int(), truncated: z.boolean() })),
    verify: door.route({ method: 'GET', path: '/audit/verify', tags: ['Audit'] }).output(AuditChain),
  },
}
export type Contract = typeof contract
