import type { Id, RelayModule, RelayModulePatch } from '../../../contract'
import type { Asker } from '../../execution/execution'
import type { ModulePorts } from '../devices/modulePorts'
import type { ModuleCommands } from '../line/createDeviceLine'
import type { ModuleRequest, ModuleRoute } from '../module'

/** Says something to people, in the name of `by`: an event, and an alarm in every window where it is more than information. */
export type Notify = (
  severity: 'info' | 'warning' | 'alarm',
  text: string,
  target: Id | null,
  /** `module ndi`. */
  by: string,
) => void

/** A route of a module that fits a request. */
export type RouteMatch =
  | {
      readonly kind: 'found'
      readonly role: NonNullable<ModuleRoute['role']>
      /** Never rejects: what the module throws disables it, and is answered with 500. */
      readonly answer: (request: Omit<ModuleRequest, 'params'>) => Promise<RouteAnswer>
    }
  /** `methods`: those that the path answers to; empty: there is no such path. */
  | { readonly kind: 'none'; readonly methods: readonly string[] }
  | { readonly kind: 'not-running'; readonly problem: string }
  | { readonly kind: 'unknown' }

/** `json`: the body, as it goes out. */
export type RouteAnswer =
  | { readonly ok: true; readonly status: number; readonly json: string }
  | { readonly ok: false; readonly status: 500 | 504; readonly text: string }

/**
 * The kinds of MQTT devices. What a module throws or rejects disables it and is reported; the relay goes on. What it gives
 * is looked at before anybody gets it, and what others are given here throws in no place but `addressing.request` and the
 * two of `commands().route`, which have nothing to give instead.
 */
export type ModuleHost = Omit<ModuleCommands, 'onChange'> &
  Omit<ModulePorts, 'onChange'> & {
    /** By name; also those that could not be loaded. */
    readonly list: () => readonly RelayModule[]
    readonly get: (name: string) => RelayModule | null
    /** Names of those that are running. */
    readonly running: () => readonly string[]
    /**
     * Saves whether it is enabled and its settings; it follows before this is fulfilled.
     * @throws HouseError for an unknown one, or settings that do not fit; StoreError
     */
    readonly update: (asker: Asker, name: string, patch: RelayModulePatch) => Promise<RelayModule>
    /** The route at `/api/<module><path>`. */
    readonly route: (module: string, method: string, path: string) => RouteMatch
    /** Told when a module came, went, failed, was configured, or says that its ports or sources changed; what comes in a burst is told once. */
    readonly onChange: (listener: () => void) => () => void
    /** Fulfilled when all that is enabled has started. Never rejects. */
    readonly start: () => Promise<void>
    readonly stop: () => Promise<void>
  }
