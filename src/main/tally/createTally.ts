import type { EventSource, EventValue, Id, Settings } from '../../contract'
import type { BrokerLinks } from '../broker/createBrokerLinks'
import type { NmosHttp } from '../nmos/http'
import { taiToUtcMs, type TaiTime } from '../nmos/tai'
import type { Plant } from '../plant/plant'
import { createKeptDocuments } from '../store/keptDocuments'
import type { DocumentRepository, StoredTallyMapping } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { type HeardSource, createEventBook } from './eventBook'
import { createEventFollower, is07Id } from './eventFollower'
import { type EventOffer, createEventSenders } from './eventSenders'
import { EVENT_SOCKET_TIMING, type EventSocketTiming } from './eventSocket'
import type { EventWay } from './eventWay'
import { createMappingBook } from './mappingBook'
import { is07SourceOf } from './mappingRules'
import { type SourceWord, createMappingStates } from './mappingStates'
import { type SourceStanding, is07Standing, topicStanding } from './sourceStanding'
import { nameOf } from './upstream'
import type { HeardEvent, TallyBook } from './tally'
import { createTallyMarks } from './tallyMarks'
import { type PlainTopic, createTopicFollower, topicOf } from './topicFollower'

export type TallyParts = {
  readonly plant: Plant
  readonly http: NmosHttp
  /** Started and stopped by who made them. */
  readonly links: BrokerLinks
  readonly repository: DocumentRepository<StoredTallyMapping>
  readonly settings: {
    readonly get: () => Pick<Settings, 'tally'>
    readonly onChange: (listener: () => void) => () => void
  }
  readonly clock: Clock
  readonly ids: () => Id
  readonly random: () => number
  readonly logger: Logger
  readonly timing?: EventSocketTiming | undefined
}

/** What came within so many ms is put on the plant at once. */
const BURST_MS = 20
/** Who listens is told at most every so many ms. */
const TELL_MS = 500
/** How often it is looked who has fallen silent, ms. */
const LOOK_MS = 500

type Learner = (found: { readonly source: EventSource; readonly value: EventValue } | null) => void

/** Sources of events → what they say → marks on the plant. */
export function createTally(parts: TallyParts): TallyBook {
  const { plant, links, clock, logger, random } = parts
  const now = clock.now
  const kept = createKeptDocuments(parts.repository)
  const dirty = new Set<string>()
  const listeners = new Set<() => void>()
  const learners = new Set<Learner>()
  const hearers = new Set<(event: HeardEvent) => void>()
  const states = createMappingStates({ now, wordOf, labelOf })
  const marks = createTallyMarks(plant, states)
  /** How each source stood when it was last looked. */
  const standings = new Map<string, EventSource['state']>()
  let followDue = false
  let lookDue = false
  let burst: NodeJS.Timeout | null = null
  let telling: NodeJS.Timeout | null = null
  const ends: (() => void)[] = []

  const book = createEventBook({
    now,
    onChange(source, isNews) {
      dirty.add(source.id)
      soon()
      if (isNews && learners.size > 0) answerLearners(source)
      if (hearers.size > 0) tellHearers(source, isNews)
    },
    onLate(source) {
      const sourceId = is07SourceOf(source.id)
      if (sourceId !== null) follower.askAgain(sourceId)
      tellSoon()
    },
  })
  const follower = createEventFollower({
    book,
    links,
    now,
    random,
    timing: parts.timing ?? EVENT_SOCKET_TIMING,
    onStanding: lookSoon,
  })
  const topics = createTopicFollower({ book, links, logger, onStanding: lookSoon })
  const senders = createEventSenders({
    plant,
    http: parts.http,
    logger,
    random,
    isNeeded: (sourceId) => states.hasSource(is07Id(sourceId)),
  })
  let offers: ReadonlyMap<Id, EventOffer> = new Map()
  const mappingBook = createMappingBook({
    kept,
    plant,
    ids: parts.ids,
    stateOf: states.state,
  })

  function standingOf(id: string): SourceStanding {
    const { staleMs } = parts.settings.get().tally
    const sourceId = is07SourceOf(id)
    if (sourceId !== null) {
      return is07Standing({
        offer: offers.get(sourceId),
        followed: follower.standing(sourceId),
        heard: book.get(id),
        dueSince: book.expectedSince(id),
        staleMs,
        now: now(),
      })
    }
    const name = topicOf(id)?.broker ?? ''
    const link = links.byName(name)
    const broker = link === null ? null : { address: link.address, state: link.state() }
    return topicStanding({ name, broker, staleMs, now: now() })
  }

  /** What was live when it was last looked is so until its connection says otherwise. */
  function wordOf(id: string): SourceWord {
    const heard = book.get(id)
    const value = heard?.value ?? null
    if (standings.get(id) === 'live' && heard?.goodbye === null) return { value, stale: false }
    const { state } = standingOf(id)
    standings.set(id, state)
    return { value, stale: state === 'stale' || state === 'off' }
  }

  function labelOf(id: string): string {
    const sourceId = is07SourceOf(id)
    if (sourceId === null) return topicOf(id)?.topic ?? id
    const sender = plant.entry('sender', offers.get(sourceId)?.senderId ?? '')
    return nameOf(sender ?? plant.entry('source', sourceId), sourceId)
  }

  /** Sources that mappings speak by come first: they are heard even where there are too many. */
  function followAll(): void {
    offers = senders.offers()
    const ways = new Map<Id, EventWay>()
    const note = (sourceId: Id): void => {
      const way = offers.get(sourceId)?.way ?? null
      if (way !== null) ways.set(sourceId, way)
    }
    const mapped = [...states.sourceIds()]
    for (const id of mapped) note(is07SourceOf(id) ?? '')
    for (const sourceId of offers.keys()) note(sourceId)
    follower.follow(ways)
    const own = mapped.flatMap((id) => topicOf(id) ?? [])
    topics.follow([...parts.settings.get().tally.topics, ...own])
    followDue = false
    lookDue = true
  }

  function soon(): void {
    burst ??= setTimeout(settle, BURST_MS)
  }

  function lookSoon(): void {
    lookDue = true
    soon()
  }

  function followSoon(): void {
    followDue = true
    soon()
  }

  /** Brings the plant up to what was said since the last time. */
  function settle(): void {
    if (burst !== null) clearTimeout(burst)
    burst = null
    if (followDue) followAll()
    if (lookDue) look()
    const hasNews = dirty.size > 0
    for (const id of dirty) states.hear(id)
    dirty.clear()
    if (marks.settle() || hasNews) tellSoon()
  }

  /** Whose standing changed has something to say. */
  function look(): void {
    lookDue = false
    for (const ids of [sourceIds(), states.sourceIds()]) {
      for (const id of ids) {
        const { state } = standingOf(id)
        if (standings.get(id) === state) continue
        standings.set(id, state)
        dirty.add(id)
      }
    }
    if (dirty.size > 0) soon()
  }

  function tellSoon(): void {
    telling ??= setTimeout(() => {
      telling = null
      for (const listener of listeners) listener()
    }, TELL_MS)
  }

  function* sourceIds(): Generator<string> {
    for (const sourceId of offers.keys()) yield is07Id(sourceId)
    for (const { id } of topics.topics()) yield id
  }

  function sourceView(id: string, plain: PlainTopic | null): EventSource {
    const heard = book.get(id)
    const offer = plain === null ? offers.get(is07SourceOf(id) ?? '') : undefined
    const resource = plant.entry('source', offer?.sourceId ?? '')?.resource
    return {
      id,
      kind: plain === null ? 'is07' : 'mqtt',
      label: labelOf(id),
      eventType: heard?.eventType ?? resource?.event_type ?? null,
      transport: offer?.transport ?? 'mqtt',
      ...standingOf(id),
      value: heard?.value ?? null,
      at: timeOf(heard?.createdAt ?? null),
      heardAt: heard?.heardAt == null ? null : timestamp(heard.heardAt),
      events: heard?.events ?? 0,
    }
  }

  function viewOf(id: string): EventSource {
    const topic = topicOf(id)
    return sourceView(id, topic === null ? null : { id, ...topic })
  }

  function answerLearners({ id, value }: HeardSource): void {
    if (value === null) return
    const found = { source: viewOf(id), value }
    for (const answer of [...learners]) answer(found)
  }

  function tellHearers({ id, eventType, value }: HeardSource, isNews: boolean): void {
    if (value === null) return
    const event: HeardEvent = { id, label: labelOf(id), eventType, value, isNews }
    for (const hear of [...hearers]) hear(event)
  }

  return {
    ...mappingBook,
    entries() {
      if (burst !== null) settle()
      return marks.entries()
    },
    sources: () =>
      [...sourceIds()]
        .map(viewOf)
        .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }) || a.id.localeCompare(b.id)),
    learn: (waitMs) =>
      new Promise((resolve) => {
        const answer: Learner = (found) => {
          clearTimeout(timer)
          learners.delete(answer)
          resolve(found)
        }
        const timer = setTimeout(() => {
          answer(null)
        }, waitMs)
        learners.add(answer)
      }),
    onEvent(listener) {
      const own = (event: HeardEvent) => {
        listener(event)
      }
      hearers.add(own)
      return () => hearers.delete(own)
    },
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      await kept.start()
      states.set(kept.all())
      ends.push(
        kept.onChange(() => {
          states.set(kept.all())
          followAll()
          settle()
          tellSoon()
        }),
        parts.settings.onChange(followSoon),
        senders.onChange(followSoon),
        links.onChange(followSoon),
        plant.subscribe((diff) => {
          if (marks.isMoved(diff)) soon()
        }),
      )
      const ticker = setInterval(look, LOOK_MS)
      ends.push(() => {
        clearInterval(ticker)
      })
      senders.start()
      followSoon()
    },
    stop() {
      for (const end of ends.splice(0)) end()
      senders.stop()
      follower.stop()
      topics.stop()
      if (burst !== null) clearTimeout(burst)
      if (telling !== null) clearTimeout(telling)
      for (const answer of [...learners]) answer(null)
      listeners.clear()
      hearers.clear()
    },
  }
}

/** A source's own time as UTC; null where it is none that a calendar has. */
function timeOf(time: TaiTime | null): string | null {
  if (time === null) return null
  const ms = taiToUtcMs(time)
  return Math.abs(ms) <= 8.64e15 ? timestamp(ms) : null
}
