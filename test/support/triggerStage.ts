import type { Id, Run } from '../../src/contract'
import type { BrokerLink, BrokerMessage } from '../../src/main/broker/brokerLink'
import { matchesFilter } from '../../src/main/broker/topicFilter'
import { createTriggers } from '../../src/main/automation/triggers/createTriggers'
import type { TriggerParts } from '../../src/main/automation/triggers/triggerParts'
import type { Triggers } from '../../src/main/automation/triggers/triggers'
import { createPlant } from '../../src/main/plant/createPlant'
import type { Plant } from '../../src/main/plant/plant'
import type { DocumentRepository, NewAuditRow } from '../../src/main/store/repositories'
import type { Clock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'

/** Triggers over a plant in memory: nothing is sent, and what they ask for is noted. */
export type TriggerBox = {
  readonly triggers: Triggers
  readonly plant: Plant
  readonly notices: string[]
  readonly audit: NewAuditRow[]
  /** Somebody says something on the broker `house`. */
  readonly say: (topic: string, payload: string) => void
  readonly tellRun: (run: Run) => void
  /** The start is over. */
  readonly ready: () => Promise<void>
}

/** `parts`: in place of those that do nothing. */
export async function triggerBox(clock: Clock, parts: Partial<TriggerParts> = {}): Promise<TriggerBox> {
  const plant = createPlant({ clock, logger: silentLogger })
  const notices: string[] = []
  const audit: NewAuditRow[] = []
  const subscriptions = new Set<readonly [string, (message: BrokerMessage) => void]>()
  const hearers = new Set<(run: Run) => void>()
  let count = 0
  let fulfil: () => void = () => undefined
  const isReady = new Promise<void>((resolve) => {
    fulfil = resolve
  })
  const link = {
    name: 'house',
    subscribe(filter: string, _qos: number, listener: (message: BrokerMessage) => void) {
      const one = [filter, listener] as const
      subscriptions.add(one)
      return () => subscriptions.delete(one)
    },
  } as unknown as BrokerLink
  const none = (): Promise<never> => Promise.reject(new Error('Nothing of this is here.'))
  const triggers = createTriggers({
    plant,
    clock,
    mqttDevices: () => [],
    store: { triggers: shelf(), triggerHolds: shelf(), triggerHistories: shelf() },
    audit: {
      append(rows) {
        audit.push(...rows)
        return Promise.resolve()
      },
    },
    runs: { list: () => Promise.resolve({ items: [], nextCursor: null }) },
    runNow: () => Promise.resolve(null),
    gate: {
      cancel: none,
      compensate: none,
      onRun(listener) {
        hearers.add(listener)
        return () => hearers.delete(listener)
      },
    },
    execution: { start: none, takeBack: none },
    salvos: { get: () => null, fire: none },
    playbooks: { get: () => null, runs: { start: none } },
    runJob: none,
    links: {
      named: () => [link],
      byName: (name) => (name === 'house' ? link : null),
      onChange: () => () => undefined,
    },
    tally: { onEvent: () => () => undefined },
    discovery: {
      list: () => [],
      onRegistry: () => () => undefined,
      onForeignChange: () => () => undefined,
    },
    actorNow: (actor) => Promise.resolve(actor),
    notify: ({ severity, text }) => notices.push(`${severity}: ${text}`),
    shipped: null,
    ids: () => `id-${String((count += 1))}` satisfies Id,
    logger: silentLogger,
    ...parts,
  })
  await triggers.start(isReady)
  return {
    triggers,
    plant,
    notices,
    audit,
    say(topic, text) {
      const payload = Buffer.from(text)
      for (const [filter, listener] of [...subscriptions]) {
        if (matchesFilter(filter, topic)) listener({ topic, payload, retained: false })
      }
    },
    tellRun(run) {
      for (const hear of hearers) hear(run)
    },
    async ready() {
      fulfil()
      await isReady
    },
  }
}

/** Documents that are kept as long as the test. */
function shelf<T extends { readonly id: Id }>(): DocumentRepository<T> {
  const kept = new Map<Id, T>()
  return {
    all: () => Promise.resolve([...kept.values()]),
    get: (id) => Promise.resolve(kept.get(id) ?? null),
    put(document) {
      kept.set(document.id, document)
      return Promise.resolve()
    },
    remove: (id) => Promise.resolve(kept.delete(id)),
  }
}
