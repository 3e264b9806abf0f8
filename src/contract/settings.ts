import { z } from 'zod'
import { PolicyDefault } from './policies'
import { Role, Scope } from './primitives'
import { OnFailure } from './runs'
import { TallyTopic } from './tally'

const scopes = z.array(Scope).max(100)

/** What the house has decided about execution. */
export const Settings = z.strictObject({
  execution: z.strictObject({
    /** Nodes at work at once in a run. */
    parallel: z.number().int().min(1).max(200),
    /** Changes that may be begun on one node in a second; null: as many as it answers. */
    perNodeRate: z.number().min(0.1).max(1000).nullable(),
    /** One request to a device, ms. */
    requestMs: z.number().int().min(100).max(60_000),
    /** A change, from its first request to verified, ms. */
    changeMs: z.number().int().min(500).max(300_000),
    /** Several changes of a device in one request, where it offers that (IS-05 §Behaviour – Salvo). */
    bulk: z.boolean(),
    /** How far ahead `together` puts the moment, ms. */
    togetherMs: z.number().int().min(50).max(10_000),
  }),
  /** What a failed change means, by who asked. */
  onFailure: z.strictObject({
    window: OnFailure,
    api: OnFailure,
    mqtt: OnFailure,
    schedule: OnFailure,
    trigger: OnFailure,
    engine: OnFailure,
  }),
  /** Which runs want a second person. */
  approval: z.strictObject({
    /** More routes than this; null: no limit. */
    routes: z.number().int().min(0).max(100_000).nullable(),
    /** Whatever touches these. */
    scopes,
    role: Role.exclude(['viewer']),
  }),
  /** Whatever touches these is a change: it runs inside an approved change window only. */
  changeControl: z.strictObject({ scopes }),
  audit: z.strictObject({
    /** Rows older than so many days are removed; null: none ever. */
    retentionDays: z.number().int().min(1).max(36_500).nullable(),
    /** Dry runs that nobody approved are forgotten after so many days. */
    plansDays: z.number().int().min(1).max(36_500),
  }),
  policy: z.strictObject({
    /** A folder with YAML files of rules; null: none. */
    folder: z.string().max(1000).nullable(),
    /** Files that changed and are in order take effect by themselves; else somebody applies them. */
    autoApply: z.boolean(),
    defaults: z.array(PolicyDefault).max(200),
  }),
  tally: z.strictObject({
    /** Salvos, snapshots and playbooks leave out destinations that are on air; else those refuse the whole. */
    recallSkipsOnAir: z.boolean(),
    /** A source that is not heard for so long is stale, ms. */
    staleMs: z.number().int().min(1_000).max(600_000),
    topics: z.array(TallyTopic).max(1000),
  }),
  /** Devices on MQTT. */
  relay: z.strictObject({
    /** How long a device may take to answer a command, ms. */
    commandMs: z.number().int().min(100).max(120_000),
    /** Commands of one actor of a broker in a second; more are refused. */
    actorRate: z.number().min(0.1).max(100_000),
    /** A device that says nothing for so long is offline, s; null: only its will says so. */
    silentS: z.number().int().min(5).max(86_400).nullable(),
    /** A folder with modules of the house, beside those that ship; null: none. */
    folder: z.string().max(1000).nullable(),
    /** By the name of the module. */
    modules: z.record(
      z.string().max(50),
      z.strictObject({ enabled: z.boolean(), settings: z.record(z.string(), z.unknown()) }),
    ),
  }),
  playbooks: z.strictObject({
    /** A folder with playbooks of the house, beside those that ship; null: none. */
    folder: z.string().max(1000).nullable(),
    /** Hosts that `http.request` may ask: `host`, `host:port` or `*.domain`. */
    allowedHosts: z.array(z.string().min(1).max(255)).max(200),
    /** Items of a `forEach` at work at once. */
    parallel: z.number().int().min(1).max(100),
  }),
  /** What happens when a node or a registry comes back and its routing is not as it was last known good. */
  recovery: z.strictObject({
    /** How long nothing may have changed before the routing of a scope is taken as good, s. */
    quietS: z.number().int().min(1).max(86_400),
    scopes: z.array(z.strictObject({ scope: Scope, mode: z.enum(['show', 'reapply']) })).max(100),
  }),
  /** Signalbox is the one controller here: somebody else's change is an alarm. */
  soleController: z.strictObject({ scopes }),
})
export type Settings = z.infer<typeof Settings>

export const DEFAULT_SETTINGS: Settings = {
  execution: { parallel: 10, perNodeRate: null, requestMs: 5_000, changeMs: 30_000, bulk: true, togetherMs: 500 },
  onFailure: {
    window: 'continue-on-error',
    api: 'continue-on-error',
    mqtt: 'continue-on-error',
    schedule: 'continue-on-error',
    trigger: 'auto-rollback',
    engine: 'continue-on-error',
  },
  approval: { routes: null, scopes: [], role: 'engineer' },
  changeControl: { scopes: [] },
  audit: { retentionDays: null, plansDays: 7 },
  policy: { folder: null, autoApply: true, defaults: [] },
  tally: { recallSkipsOnAir: true, staleMs: 12_000, topics: [] },
  relay: { commandMs: 5_000, actorRate: 20, silentS: 30, folder: null, modules: {} },
  playbooks: { folder: null, allowedHosts: [], parallel: 10 },
  recovery: { quietS: 60, scopes: [] },
  soleController: { scopes: [] },
}

/** Whole parts are replaced; what is not named stays as it is. */
export const SettingsPatch = z
  .strictObject({
    execution: Settings.shape.execution.partial(),
    onFailure: Settings.shape.onFailure.partial(),
    approval: Settings.shape.approval.partial(),
    changeControl: Settings.shape.changeControl.partial(),
    audit: Settings.shape.audit.partial(),
    policy: Settings.shape.policy.partial(),
    tally: Settings.shape.tally.partial(),
    relay: Settings.shape.relay.partial(),
    playbooks: Settings.shape.playbooks.partial(),
    recovery: Settings.shape.recovery.partial(),
    soleController: Settings.shape.soleController.partial(),
  })
  .partial()
export type SettingsPatch = z.infer<typeof SettingsPatch>
