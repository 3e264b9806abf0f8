import type { Action, Change } from '../../../src/contract'
import { type Lab, startLab } from '../../../src/lab/lab'
import type { Driver, PlannedChange, Sendable, Sending, StepResult } from '../../../src/main/drivers/driver'
import { createIs05Driver } from '../../../src/main/drivers/is05/is05Driver'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { openQueryApi } from '../../../src/main/nmos/queryApi'
import { readResource } from '../../../src/main/nmos/readResource'
import { RESOURCE_KINDS, type Resource } from '../../../src/main/nmos/resources'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { ask, endpointUrl, get } from '../lab/nodeClient'

type EndPoint = {
  readonly sender_id?: string | null
  readonly master_enable: boolean
  readonly activation: { readonly mode: string | null; readonly activation_time: string | null }
  readonly transport_params: readonly Readonly<Record<string, unknown>>[]
}

/** The lab with a plant that knows it and the driver on top; nothing of execution. */
export type DriverStage = {
  readonly lab: Lab
  readonly plant: Plant
  readonly driver: Driver
  /** What has to be done for an action, as changes that are being applied. */
  readonly changes: (action: Action) => Promise<readonly Change[]>
  /** The one change of an action. */
  readonly change: (action: Action) => Promise<Change>
  readonly connect: (senderName: string, receiverName: string) => Promise<Change>
  /** @throws where it cannot be done */
  readonly request: (change: Change) => Promise<Sendable>
  /** Prepared and sent alone. */
  readonly send: (change: Change, sending: Sending) => Promise<StepResult>
  /** Prepared, and sent in one request. */
  readonly sendTogether: (changes: readonly Change[], sending: Sending) => Promise<readonly StepResult[] | null>
  readonly staged: (id: string) => Promise<EndPoint>
  readonly active: (id: string) => Promise<EndPoint>
  /** What somebody else does, by a PATCH of the device. */
  readonly foreign: (id: string, patch: object) => Promise<void>
  readonly fate: (verb: string, body: object) => Promise<void>
  /** Requests that change something since the last call, `METHOD last/words`. */
  readonly writes: () => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

export const asChange = (planned: PlannedChange): Change => ({
  ...planned,
  id: `change of ${planned.target.label}`,
  action: 0,
  needs: [],
  state: 'applying',
  startedAt: null,
  finishedAt: null,
})

export async function startDriverStage(): Promise<DriverStage> {
  const lab = await startLab({})
  const http = createNmosHttp({})
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  plant.witnessed({ id: 'registry', kind: 'registry', label: 'Lab' }).put(await everything(lab))
  const timeouts = { requestMs: () => 1500, verifyMs: 1000, fileMs: 2000 }
  const driver = createIs05Driver({ http, plant, clock: systemClock, logger: silentLogger, timeouts })
  const { signal } = new AbortController()

  const changes = async (action: Action) => (await driver.plan(action, plant, signal)).changes.map(asChange)
  const change = async (action: Action): Promise<Change> => {
    const [only, ...more] = await changes(action)
    if (only === undefined || more.length > 0) throw new Error(`There is not one change for ${action.type}`)
    return only
  }
  const request = async (of: Change): Promise<Sendable> => {
    const prepared = await driver.prepare(of, signal)
    if (!prepared.ok) throw new Error(prepared.error.text)
    return prepared.request
  }
  const state = async (id: string, part: string) => (await get(`${endpointUrl(lab, id)}/${part}`)).body as EndPoint

  return {
    lab,
    plant,
    driver,
    changes,
    change,
    connect: (senderName, receiverName) =>
      change({
        type: 'route.connect',
        senderId: lab.plant.sender(senderName),
        receiverId: lab.plant.receiver(receiverName),
      }),
    request,
    send: async (of, sending) => (await request(of)).send(sending, signal),
    sendTogether: async (all, sending) => driver.sendTogether(await Promise.all(all.map(request)), sending, signal),
    staged: (id) => state(id, 'staged'),
    active: (id) => state(id, 'active'),
    async foreign(id, patch) {
      const { status, body } = await ask('PATCH', `${endpointUrl(lab, id)}/staged`, patch)
      if (status >= 300) throw new Error(JSON.stringify(body))
    },
    async fate(verb, body) {
      const { status, body: said } = await ask('POST', `${lab.control.url}/${verb}`, body)
      if (status !== 200) throw new Error(JSON.stringify(said))
    },
    async writes() {
      const seen = (await get(`${lab.control.url}/requests?not=GET`)).body as { method: string; path: string }[]
      await ask('DELETE', `${lab.control.url}/requests`)
      return seen.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`)
    },
    async stop() {
      http.close()
      await lab.stop()
    },
  }
}

async function everything(lab: Lab): Promise<readonly Resource[]> {
  const http = createNmosHttp({})
  const api = await openQueryApi(http, lab.registry.url)
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
  http.close()
  return resources
}
