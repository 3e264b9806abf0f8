import { mkdtemp, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Action,
  DEFAULT_SETTINGS,
  type Id,
  type PolicyDecision,
  type Role,
  type Run,
  type Settings,
} from '../../../src/contract'
import { type Lab, type LabOptions, startLab } from '../../../src/lab/lab'
import { createIs05Driver } from '../../../src/main/drivers/is05/is05Driver'
import { createExecution } from '../../../src/main/execution/createExecution'
import type { Asker, Execution, StartRequest } from '../../../src/main/execution/execution'
import { createHolds } from '../../../src/main/execution/holds/createHolds'
import { createHoldDriver } from '../../../src/main/execution/holds/holdDriver'
import type { Holds } from '../../../src/main/execution/holds/holds'
import { createWindowBook } from '../../../src/main/execution/windows/createWindowBook'
import type { WindowBook } from '../../../src/main/execution/windows/windowBook'
import { type NmosHttp, createNmosHttp } from '../../../src/main/nmos/http'
import { openQueryApi } from '../../../src/main/nmos/queryApi'
import { readResource } from '../../../src/main/nmos/readResource'
import { RESOURCE_KINDS, type Resource } from '../../../src/main/nmos/resources'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { nothing } from '../../support/noPolicies'

export type RequestOfNode = {
  readonly node: string
  readonly method: string
  readonly path: string
  readonly status: number
}

export type Ruling = (senderId: Id | null, receiverId: Id) => PolicyDecision

/** The lab, a real store and a real plant with the engine's execution on top. */
export type Stage = {
  readonly lab: Lab
  readonly http: NmosHttp
  readonly plant: Plant
  readonly store: Store
  readonly execution: Execution
  readonly holds: Holds
  readonly windows: WindowBook
  /** What the policies say of a pair (`senderId` null: of a disconnect); null: there are none. */
  readonly rule: (ruling: Ruling | null) => void
  /** Lays these over the settings. */
  readonly set: (part: { readonly [P in keyof Settings]?: Partial<Settings[P]> }) => void
  /** Runs that were queued for a change window, with its start. */
  readonly queued: (readonly [Id, string])[]
  /** What `noteOwn` was told. */
  readonly own: (readonly [Id, Id | null])[]
  /** Another execution over the same journal: the engine after a restart. */
  readonly again: () => Execution
  /** Lists the registry anew. */
  readonly refresh: () => Promise<void>
  readonly fate: (verb: string, body: object) => Promise<void>
  /** Requests that nodes got since the last `forget`. */
  readonly requests: (query?: string) => Promise<readonly RequestOfNode[]>
  readonly forget: () => Promise<void>
  readonly active: (side: 'senders' | 'receivers', id: Id) => Promise<Record<string, unknown>>
  readonly stop: () => Promise<void>
}

export const FAST = { requestMs: () => 1500, verifyMs: 1500, fileMs: 3000 }

export async function startStage(wishes: Partial<LabOptions>): Promise<Stage> {
  const lab = await startLab(wishes)
  const http = createNmosHttp({})
  const clock = systemClock
  const plant = createPlant({ clock, logger: silentLogger })
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-execution-'))
  const store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger: silentLogger })
  const own: (readonly [Id, Id | null])[] = []
  const queued: (readonly [Id, string])[] = []
  const holds = createHolds({ repository: store.holds, plant, clock, logger: silentLogger })
  const windows = createWindowBook({ repository: store.windows, clock, ids: randomUUID })
  await holds.start()
  await windows.start()
  let isRuled = false
  let ruling: Ruling = () => nothing
  let settings: Settings = {
    ...DEFAULT_SETTINGS,
    execution: { ...DEFAULT_SETTINGS.execution, changeMs: 8000, requestMs: FAST.requestMs() },
  }
  const executions: Execution[] = []

  const again = (): Execution => {
    const execution = createExecution({
      drivers: [
        createIs05Driver({ http, plant, clock, logger: silentLogger, timeouts: FAST }),
        createHoldDriver({ holds, clock }),
      ],
      plant,
      journal: store.runs,
      audit: store.audit,
      clock,
      ids: randomUUID,
      logger: silentLogger,
      settings: { get: () => settings },
      holds,
      windows,
      policies: {
        hasAny: () => isRuled,
        decide: (sender, receiver) => ruling(sender.id, receiver.id),
        decideDisconnect: (receiver) => ruling(null, receiver.id),
        decideAll: (from) =>
          'senderId' in from
            ? new Map([...plant.all('receiver')].map(({ id }) => [id, ruling(from.senderId, id)]))
            : new Map([...plant.all('sender')].map(({ id }) => [id, ruling(id, from.receiverId)])),
      },
      queueForWindow: (_, run, at) => {
        queued.push([run.id, at])
        return Promise.resolve()
      },
      noteOwn: (receiverId, senderId) => {
        own.push([receiverId, senderId])
      },
    })
    executions.push(execution)
    return execution
  }

  const refresh = async (): Promise<void> => {
    const api = await openQueryApi(http, lab.registry.url)
    const pen = plant.witnessed({ id: 'registry', kind: 'registry', label: 'Lab' })
    const resources: Resource[] = []
    for (const kind of RESOURCE_KINDS) {
      await api.list(kind, {
        limit: 100,
        onPage: (page) => {
          for (const json of page) {
            const read = readResource(kind, json)
            if (read.ok) resources.push(read.resource)
          }
        },
      })
    }
    pen.put(resources)
  }

  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${lab.control.url}${path}`, {
      ...init,
      headers: { 'Content-Type': 'application/json' },
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }

  await refresh()
  return {
    lab,
    http,
    plant,
    store,
    execution: again(),
    holds,
    windows,
    queued,
    rule: (next) => {
      isRuled = next !== null
      ruling = next ?? (() => nothing)
    },
    set: (part) => {
      settings = Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [name, { ...value, ...part[name as keyof Settings] }]),
      ) as unknown as Settings
    },
    own,
    again,
    refresh,
    fate: async (verb, body) => {
      await call('POST', `/${verb}`, body)
    },
    requests: async (query = '') => (await call('GET', `/requests?${query}`)) as readonly RequestOfNode[],
    forget: async () => {
      await call('DELETE', '/requests')
    },
    active: async (side, id) => {
      const node = lab.nodes.find(({ store: resources }) => resources[side].has(id))
      if (node === undefined) throw new Error(`the lab has no ${id}`)
      for (const version of ['v1.2', 'v1.1']) {
        const response = await fetch(`${node.url}/x-nmos/connection/${version}/single/${side}/${id}/active`)
        if (response.ok) return (await response.json()) as Record<string, unknown>
      }
      throw new Error(`${id} has no /active`)
    },
    stop: async () => {
      for (const execution of executions) await execution.stop(5000)
      holds.stop()
      windows.stop()
      http.close()
      await store.close().catch(() => undefined)
      await lab.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export function asker(role: Role = 'operator'): Asker {
  return { actor: { id: `actor-${role}`, name: `Ada (${role})`, role }, origin: 'api' }
}

/** Somebody else than `asker` of the same role. */
export function other(role: Role = 'operator'): Asker {
  return { actor: { id: `other-${role}`, name: `Bob (${role})`, role }, origin: 'api' }
}

/** A request with the defaults of the contract. */
export function input(actions: readonly Action[], more: Partial<StartRequest> = {}): StartRequest {
  return {
    actions: [...actions],
    dryRun: false,
    confirm: [],
    onRefused: 'refuse',
    onFailure: 'continue-on-error',
    activation: { mode: 'activate_immediate' },
    change: false,
    ifClosed: 'refuse',
    waitMs: 20_000,
    ...more,
  }
}

export function states(run: Run): readonly string[] {
  return run.changes.map(({ state }) => state)
}
