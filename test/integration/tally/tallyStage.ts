import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventSource, type Id, type Tally, TallyMappingInput, type TallyTopic } from '../../../src/contract'
import { type Lab, startLab } from '../../../src/lab/lab'
import type { BrokerLinks, NamedBroker } from '../../../src/main/broker/createBrokerLinks'
import { type PlantDiscovery, createDiscovery } from '../../../src/main/discovery/createDiscovery'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { createTally } from '../../../src/main/tally/createTally'
import type { TallyAsker, TallyBook } from '../../../src/main/tally/tally'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { brokerLinks } from '../../support/brokerLinks'
import { until } from '../../support/until'

/** A source that is not heard for so long is stale, ms. */
export const STALE_MS = 1_000

export const engineer: TallyAsker = { actor: { id: 'eva', name: 'Eva', role: 'engineer' }, origin: 'window' }

/** Tally over the lab plant: real sockets, a real broker, a real store. */
export type TallyStage = {
  readonly lab: Lab
  readonly plant: Plant
  readonly store: Store
  readonly links: BrokerLinks
  readonly tally: () => TallyBook
  /** Ends tally and starts it again, as after a restart of Signalbox. */
  readonly restart: () => Promise<void>
  readonly listenTo: (topics: readonly TallyTopic[]) => void
  /** Plays fate in the lab. */
  readonly fate: (verb: string, body: object) => Promise<void>
  /** PATCHes `master_enable` of a sender, as another controller would. */
  readonly switchSender: (sender: string, on: boolean) => Promise<void>
  /** The source of the sender with this label. */
  readonly source: (sender: string) => EventSource
  /** Makes a mapping of this sender's source. */
  readonly map: (sender: string, wish: object) => Promise<Id>
  readonly sourceIs: (sender: string, check: (source: EventSource) => boolean) => Promise<EventSource>
  /** The mark of a receiver or sender. */
  readonly mark: (id: Id) => Tally | null
  readonly markIs: (id: Id, check: (tally: Tally | null) => boolean) => Promise<Tally | null>
  readonly stop: () => Promise<void>
}

export async function tallyStage(wishes: {
  readonly brokers: (lab: Lab) => readonly NamedBroker[]
}): Promise<TallyStage> {
  const lab = await startLab({})
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-tally-'))
  const store = await openStore({ path: join(folder, 'signalbox.db'), clock: systemClock, logger: silentLogger })
  const http = createNmosHttp({})
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const links = brokerLinks(wishes.brokers(lab))
  links.start()
  const discovery: PlantDiscovery = createDiscovery({
    plant,
    http,
    registries: store.registries,
    fixed: [
      {
        label: 'Lab',
        kind: 'registry',
        queryUrl: lab.registry.queryUrl,
        dnsServer: null,
        role: 'lab',
        site: null,
        priority: 0,
        enabled: true,
      },
    ],
    clock: systemClock,
    random: Math.random,
    ids: randomUUID,
    logger: silentLogger,
  })
  let topics: TallyTopic[] = []
  const listeners = new Set<() => void>()
  const make = (): TallyBook =>
    createTally({
      plant,
      http,
      links,
      repository: store.tallyMappings,
      settings: {
        get: () => ({ tally: { recallSkipsOnAir: true, staleMs: STALE_MS, topics } }),
        onChange(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      clock: systemClock,
      ids: randomUUID,
      random: () => 0.1,
      logger: silentLogger,
      timing: { healthMs: 200, silentMs: 600 },
    })
  let tally = make()
  await discovery.start()
  await tally.start()

  const source = (sender: string): EventSource => {
    const found = tally.sources().find(({ label }) => label === sender)
    if (found === undefined) throw new Error(`There is no source “${sender}”`)
    return found
  }
  const sourceIs: TallyStage['sourceIs'] = async (sender, check) => {
    const found = await until(
      () => tally.sources().find(({ label }) => label === sender) ?? null,
      (one) => one !== null && check(one),
      20_000,
    )
    return found ?? source(sender)
  }
  const mark = (id: Id): Tally | null => plant.get(id)?.marks.tally ?? null
  await sourceIs('TX 1 ON AIR', ({ value }) => value === true)

  return {
    lab,
    plant,
    store,
    links,
    tally: () => tally,
    async restart() {
      tally.stop()
      // A plant that begins afresh has no marks.
      for (const { target } of tally.entries()) plant.setMarks(target, { tally: null })
      tally = make()
      await tally.start()
    },
    listenTo(wanted) {
      topics = [...wanted]
      for (const listener of listeners) listener()
    },
    async fate(verb, body) {
      const answer = await fetch(`${lab.control.url}/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(await answer.text())
    },
    async switchSender(name, on) {
      const id = lab.plant.sender(name)
      const node = lab.nodes.find(({ blueprint }) => blueprint.label === lab.plant.entry(id)?.node)
      const answer = await fetch(`${node?.url ?? ''}/x-nmos/connection/v1.1/single/senders/${id}/staged`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ master_enable: on, activation: { mode: 'activate_immediate' } }),
      })
      if (!answer.ok) throw new Error(await answer.text())
    },
    source,
    async map(sender, wish) {
      const mapping = await tally.create(engineer, TallyMappingInput.parse({ source: source(sender).id, ...wish }))
      return mapping.id
    },
    sourceIs,
    mark,
    markIs: (id, check) => until(() => mark(id), check, 20_000),
    async stop() {
      tally.stop()
      await discovery.stop()
      await links.stop()
      http.close()
      await store.close()
      await lab.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
