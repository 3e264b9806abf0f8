import { randomUUID } from 'node:crypto'
import type { Action, Change, Decision, Id, Run } from '../../src/contract'
import { IS05_TIMEOUTS, createIs05Driver } from '../../src/main/drivers/is05/is05Driver'
import { planActions } from '../../src/main/execution/plan'
import { planDiffText } from '../../src/main/execution/planDiff'
import { createNmosHttp } from '../../src/main/nmos/http'
import { createPlant } from '../../src/main/plant/createPlant'
import type { Plant, PlantEntry } from '../../src/main/plant/plant'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { startLabProcess } from '../support/labProcess'
import { type Bench, compared, inTurn, timed } from './figure'
import { labResources } from './labResources'

const runs = 40
const routes = 1000
const ports = 10_000
const actor = { id: 'bench', name: 'bench', role: 'admin' } as const

type Connect = Extract<Action, { readonly type: 'route.connect' }>

/** A plan of a thousand routes, and its diff in writing, against looking up and copying what it is made of. */
export const planDiff: Bench = {
  name: 'plan.diff',
  bar: '≤ 10',
  async run() {
    const clock = systemClock
    const logger = silentLogger
    const http = createNmosHttp({})
    const plant = createPlant({ clock, logger })
    const lab = await startLabProcess(['--senders', String(ports), '--receivers', String(ports)])
    const resources = await labResources(http, lab.registry).finally(lab.stop)
    plant.witnessed({ id: 'bench', kind: 'registry', label: 'Bench' }).put(resources)
    const drivers = [createIs05Driver({ http, plant, clock, logger, timeouts: IS05_TIMEOUTS })]
    const actions = routesOn(plant)
    const { signal } = new AbortController()
    const nothingRefused = new Map<number, Decision>()

    async function ours(): Promise<number> {
      let text = ''
      const ms = await timed(async () => {
        const plan = await planActions(
          { drivers, plant, actor, skipDone: false, idFor: () => randomUUID() },
          actions,
          nothingRefused,
          signal,
        )
        text = planDiffText(planned(actions, plan.changes))
      })
      if (text.split('\n').filter((line) => line.startsWith('+ ')).length < routes) throw new Error(text.slice(0, 500))
      return ms
    }

    const entries = new Map(resources.flatMap(({ id }) => [...entryAt(plant, id)]))
    async function baseline(): Promise<number> {
      const copies: object[] = []
      const ms = await timed(() => {
        for (const action of actions) copies.push(...copiesFor(entries, action))
        return Promise.resolve()
      })
      if (copies.length !== 3 * routes) throw new Error(`There are ${String(copies.length)} copies`)
      return ms
    }

    const found = await inTurn(runs, ours, baseline)
    http.close()
    const note =
      `${String(routes)} routes planned and written as a diff on a plant of ${String(resources.length)} resources; ` +
      'baseline: sender, receiver and device of each looked up in a Map and copied'
    return compared(found, 'ms', note)
  },
}

/** Receivers in their order, each on another sender than now. */
function routesOn(plant: Plant): readonly Connect[] {
  const senders = [...plant.all('sender')]
  return [...plant.all('receiver')].slice(0, routes).flatMap(({ id }, index) => {
    const sender = senders[(index * 7) % senders.length]
    return sender === undefined ? [] : [{ type: 'route.connect', senderId: sender.id, receiverId: id }]
  })
}

function* entryAt(plant: Plant, id: Id): Generator<readonly [Id, PlantEntry]> {
  const entry = plant.get(id)
  if (entry !== undefined) yield [id, entry]
}

function copiesFor(entries: ReadonlyMap<Id, PlantEntry>, { senderId, receiverId }: Connect): readonly object[] {
  const sender = entries.get(senderId)
  const receiver = entries.get(receiverId)
  const device = receiver?.kind === 'receiver' ? entries.get(deviceOf(receiver)) : undefined
  return [{ ...sender }, { ...receiver }, { ...device }]
}

function deviceOf({ resource }: PlantEntry): Id {
  return 'device_id' in resource && resource.device_id !== null ? resource.device_id : ''
}

/** A run in state `planned` of these changes. */
function planned(actions: readonly Action[], changes: readonly Change[]): Run {
  return {
    id: 'bench',
    number: 1,
    actor,
    origin: 'api',
    state: 'planned',
    actions: [...actions],
    changes: [...changes],
    decisions: [],
    warnings: [],
    disturbs: [],
    onFailure: 'continue-on-error',
    activation: { mode: 'activate_immediate' },
    change: false,
    source: null,
    approval: null,
    question: null,
    compensation: null,
    spreadMs: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    finishedAt: null,
  }
}
