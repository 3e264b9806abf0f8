import type { EventValue, Id, Registry, Run, TriggerEventKind } from '../../../contract'
import type { Watch } from './eventIndex'
import type { Occurrence } from './occurrence'
import { payloadValue } from './payloadValue'
import { createPlantReader } from './plantOccurrences'
import { type TopicWatch, createTopicWatch } from './topicWatch'
import type { TriggerParts } from './triggerParts'

/** Runs of which the last state is remembered. */
const MOST_RUNS = 2_000

/** Turns what the parts of the house say into what triggers hear. Nothing of before `ready` is news. */
export function listenToHouse(
  parts: Pick<TriggerParts, 'plant' | 'discovery' | 'tally' | 'links' | 'gate'>,
  listener: {
    readonly wants: (kind: TriggerEventKind) => boolean
    readonly hear: (occurrence: Occurrence) => void
    readonly hearTopic: (watches: readonly Watch[], occurrence: Occurrence) => void
    readonly hearRun: (run: Run) => void
  },
): { readonly topics: TopicWatch; readonly ready: () => void; readonly stop: () => void } {
  const { plant, discovery, tally, links, gate } = parts
  const { wants, hear } = listener
  let isReady = false
  const reader = createPlantReader(() => isReady)
  const registries = new Map<Id, 'lost' | 'live'>()
  const wereLive = new Set<Id>()
  const runs = new Map<Id, Run['state']>()
  const values = new Map<string, EventValue>()

  function hearRegistry({ id, label, status }: Registry): void {
    const becomes = standingOf(status.state)
    if (becomes === null || registries.get(id) === becomes) return
    registries.set(id, becomes)
    const wasLive = wereLive.has(id)
    if (becomes === 'live') wereLive.add(id)
    if (!isReady || !wants('registry')) return
    hear({ kind: 'registry', id, label, state: status.state, problem: status.problem, becomes, wasLive })
  }

  function hearRun(run: Run): void {
    listener.hearRun(run)
    const before = runs.get(run.id)
    if (before === run.state) return
    runs.delete(run.id)
    runs.set(run.id, run.state)
    if (runs.size > MOST_RUNS) for (const oldest of [...runs.keys()].slice(0, MOST_RUNS / 10)) runs.delete(oldest)
    const isStep = run.source?.kind === 'playbook' && run.playbook === undefined
    if (isReady && !isStep && wants('run')) hear({ kind: 'run', run })
  }

  const topics = createTopicWatch(links, (watches, { broker, message }) => {
    const payload = payloadValue(message.payload)
    if (payload === undefined) return
    listener.hearTopic(watches, { kind: 'mqtt', broker, topic: message.topic, payload, retained: message.retained })
  })
  const ends = [
    plant.subscribe((diff) => {
      reader.read(diff, wants, (occurrence) => {
        if (isReady) hear(occurrence)
      })
    }),
    discovery.onRegistry((change) => {
      if ('registry' in change) hearRegistry(change.registry)
      else registries.delete(change.removed)
    }),
    discovery.onForeignChange(({ receiverId, from, to }) => {
      const entry = plant.get(receiverId)
      if (isReady && entry !== undefined && wants('foreign-change')) hear({ kind: 'foreign-change', entry, from, to })
    }),
    tally.onEvent(({ id, label, eventType, value, isNews }) => {
      if (!wants('is07')) return
      const previous = values.get(id) ?? null
      values.set(id, value)
      if (isReady && isNews) hear({ kind: 'is07', source: id, label, type: eventType, value, previous })
    }),
    gate.onRun(hearRun),
    topics.stop,
  ]

  return {
    topics,
    ready() {
      isReady = true
      registries.clear()
      for (const registry of discovery.list()) hearAtStart(registry)
    },
    stop() {
      for (const end of ends) end()
    },
  }

  /** A registry that is live is nothing new; one that is lost is. */
  function hearAtStart(registry: Registry): void {
    if (standingOf(registry.status.state) === 'live') {
      registries.set(registry.id, 'live')
      wereLive.add(registry.id)
    } else hearRegistry(registry)
  }
}

/** Null: it is being asked, or nobody asks it. */
function standingOf(state: Registry['status']['state']): 'lost' | 'live' | null {
  switch (state) {
    case 'stale':
      return 'lost'
    case 'live':
    case 'polling':
      return 'live'
    case 'connecting':
    case 'syncing':
    case 'off':
      return null
  }
}
