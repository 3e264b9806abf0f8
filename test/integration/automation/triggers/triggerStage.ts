import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Id,
  type Run,
  RunInput,
  type Trigger,
  TriggerInput,
  type TriggerMode,
  type TriggerRecord,
} from '../../../../src/contract'
import { type Lab, type LabOptions, startLab } from '../../../../src/lab/lab'
import { type House, createHouse } from '../../../../src/main/createHouse'
import { createDiscovery } from '../../../../src/main/discovery/createDiscovery'
import type { Asker } from '../../../../src/main/execution/execution'
import { createNmosHttp } from '../../../../src/main/nmos/http'
import { createPlant } from '../../../../src/main/plant/createPlant'
import type { Plant } from '../../../../src/main/plant/plant'
import { openStore } from '../../../../src/main/store/openStore'
import type { Store } from '../../../../src/main/store/repositories'
import type { Clock } from '../../../../src/main/telemetry/clock'
import { silentLogger } from '../../../../src/main/telemetry/logger'
import { brokerLinks } from '../../../support/brokerLinks'
import { PLAYBOOKS } from '../../../support/playbookFolder'
import { until } from '../../../support/until'
import { QUICK } from '../../discovery/watch'
import { person } from '../../execution/houseStage'

export const WAIT_MS = 30_000
export const eve = person('Eve', 'engineer')
export const ada = person('Ada')

export type Wish = { readonly [K in keyof TriggerInput]?: unknown }

/** A house with triggers over the whole lab: its nodes, which are missed soon, and its devices on MQTT. */
export type TriggerStage = {
  readonly lab: Lab
  readonly house: () => House
  readonly plant: () => Plant
  readonly store: () => Store
  /** What people were told: `severity: text`. */
  readonly notices: string[]
  readonly sender: (name: string) => Id
  readonly receiver: (name: string) => Id
  /** The sender a receiver is on in the plant; null for none. */
  readonly routeOf: (receiver: string) => Id | null
  /** Takes by hand; null disconnects. */
  readonly route: (from: string | null, to: string, by?: Asker) => Promise<Run>
  /** Makes a trigger and puts it into this mode. */
  readonly trigger: (wish: Wish, mode?: TriggerMode) => Promise<Trigger>
  readonly now: (id: Id) => Trigger
  /** Oldest first: `outcome key` or `outcome reason key`. */
  readonly story: (id: Id) => readonly string[]
  readonly records: (id: Id) => readonly TriggerRecord[]
  readonly seen: (look: () => boolean) => Promise<void>
  /** Somebody says something on the lab's broker. */
  readonly say: (topic: string, message: object | string, retain?: boolean) => Promise<void>
  /** Has the lab do something. */
  readonly fate: (verb: string, body: object) => Promise<unknown>
  /** A processor's configuration, as it has it itself. */
  readonly processor: (id: string) => {
    readonly model: string
    readonly fps: number
    readonly rooms: readonly number[]
  }
  readonly end: () => Promise<void>
  readonly begin: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startTriggers(
  wishes: { readonly clock: Clock; readonly playbooks: boolean } & Partial<LabOptions>,
): Promise<TriggerStage> {
  const { clock, playbooks, ...rest } = wishes
  const lab = await startLab({
    expirySeconds: 2,
    heartbeatMs: 500,
    devices: { restartMs: 20, heartbeatMs: 500 },
    ...rest,
  })
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-triggers-'))
  const notices: string[] = []
  const teller = brokerLinks([{ name: 'teller', url: lab.broker.url }])
  teller.start()
  let parts: Awaited<ReturnType<typeof startParts>> | null = null

  async function startParts() {
    const http = createNmosHttp({})
    const store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger: silentLogger })
    const plant = createPlant({ clock, logger: silentLogger })
    const links = brokerLinks([{ name: 'lab', url: lab.broker.url }])
    const base = { plant, http, clock, ids: randomUUID, random: Math.random, logger: silentLogger }
    const source = { label: 'Lab', kind: 'registry', queryUrl: lab.registry.queryUrl, dnsServer: null } as const
    const discovery = createDiscovery({
      ...base,
      registries: store.registries,
      fixed: [{ ...source, role: 'lab', site: null, priority: 0, enabled: true }],
      options: QUICK,
    })
    const house = await createHouse({
      ...{ ...base, store, discovery, links },
      notify: (severity, text) => notices.push(`${severity}: ${text}`),
      playbookFolders: { shipped: playbooks ? PLAYBOOKS : null, own: join(folder, 'playbooks') },
      timeouts: { requestMs: () => 1500, verifyMs: 1500, fileMs: 3000 },
    })
    await discovery.start()
    await house.start()
    links.start()
    await until(
      () => discovery.list().map(({ status }) => status.state),
      (states) => states.every((state) => state === 'live'),
      WAIT_MS,
    )
    await until(
      () => links.byName('lab')?.state().state,
      (state) => state === 'live',
      WAIT_MS,
    )
    return {
      ...{ store, plant, house, links },
      async stop() {
        await discovery.stop()
        await house.stop(5000)
        await links.stop()
        http.close()
        await store.close()
      },
    }
  }

  const running = () => {
    if (parts === null) throw new Error('the house has ended')
    return parts
  }

  const stage: TriggerStage = {
    lab,
    notices,
    house: () => running().house,
    plant: () => running().plant,
    store: () => running().store,
    sender: (name) => lab.plant.sender(name),
    receiver: (name) => lab.plant.receiver(name),
    routeOf(name) {
      const connection = running().plant.entry('receiver', lab.plant.receiver(name))?.connection
      return connection?.active === true ? connection.senderId : null
    },
    async route(from, to, by = ada) {
      const receiverId = stage.receiver(to)
      const run = await running().house.execution.start(
        by,
        RunInput.parse({
          actions: [
            from === null
              ? { type: 'route.disconnect', receiverId }
              : { type: 'route.connect', senderId: stage.sender(from), receiverId },
          ],
          waitMs: 20_000,
        }),
      )
      if (run.state !== 'succeeded') throw new Error(`${to}: ${JSON.stringify(run.changes)}`)
      return run
    },
    async trigger(wish, mode = 'armed') {
      const { triggers } = running().house
      const made = await triggers.create(eve, TriggerInput.parse({ label: 'A trigger', action: NOTIFY, ...wish }))
      return mode === 'off' ? made : triggers.setMode(eve, made.id, mode)
    },
    now(id) {
      const found = running().house.triggers.get(id)
      if (found === null) throw new Error(`there is no trigger ${id}`)
      return found
    },
    records: (id) => [...running().house.triggers.history(id, 200)].reverse(),
    story: (id) => stage.records(id).map(inShort),
    async seen(look) {
      await until(look, (isSo) => isSo, WAIT_MS)
    },
    async say(topic, message, retain = false) {
      const text = typeof message === 'string' ? message : JSON.stringify(message)
      const link = teller.byName('teller')
      await until(
        () => link?.state().state,
        (state) => state === 'live',
        WAIT_MS,
      )
      await link?.publish(topic, text, { qos: 1, retain })
    },
    async fate(verb, body) {
      const answer = await fetch(`${lab.control.url}/${verb}`, { method: 'POST', body: JSON.stringify(body) })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${verb}: ${String(answer.status)} ${text}`)
      return text === '' ? null : (JSON.parse(text) as unknown)
    },
    processor(id) {
      const device = lab.mqtt.device(id)
      if (device?.kind !== 'nvr') throw new Error(`the lab has no camera processor ${id}`)
      const { model_id, max_fps, streams } = device.config()
      return { model: model_id, fps: max_fps, rooms: streams.map(({ source_id }) => source_id) }
    },
    async end() {
      await parts?.stop()
      parts = null
    },
    async begin() {
      parts = await startParts()
    },
    async stop() {
      await parts?.stop()
      await teller.stop()
      await lab.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await stage.begin()
  return stage
}

export const NOTIFY = { kind: 'notify', severity: 'info', text: 'It fired for ${key}.' } as const

function inShort({ outcome, reason, key, count }: TriggerRecord): string {
  const why = reason === null ? '' : ` ${reason}`
  const times = count === 1 ? '' : ` ×${String(count)}`
  return `${outcome}${why} ${key ?? '-'}${times}`
}
