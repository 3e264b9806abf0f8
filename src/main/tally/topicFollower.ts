import type { TallyTopic } from '../../contract'
import type { BrokerLink } from '../broker/brokerLink'
import type { BrokerLinks } from '../broker/createBrokerLinks'
import { hasWildcard, isTopicFilter } from '../broker/topicFilter'
import type { Logger } from '../telemetry/logger'
import type { EventBook } from './eventBook'
import { topicValue } from './topicValue'

/** A plain topic as a source of events. */
export type PlainTopic = { readonly id: string; readonly broker: string; readonly topic: string }

/** Hears plain MQTT topics by the names of their brokers. */
export type TopicFollower = {
  /** Hears these filters and no others. */
  readonly follow: (filters: readonly TallyTopic[]) => void
  /** Every topic that something came on, or that was asked for by its whole name. */
  readonly topics: () => Iterable<PlainTopic>
  readonly stop: () => void
}

const PREFIX = 'mqtt:'
/** The contract's limit of an `EventSource.id`. */
const LONGEST_ID = 500
/** A filter on a busy broker may hear anything; the list stays one that can be read. */
const MOST_TOPICS = 5_000

/** `mqtt:<broker>/<topic>`. */
export function topicId({ broker, topic }: TallyTopic): string {
  return `${PREFIX}${broker}/${topic}`
}

/** The broker and topic of an id; null when it is none of a plain topic. */
export function topicOf(id: string): TallyTopic | null {
  const slash = id.indexOf('/')
  if (!id.startsWith(PREFIX) || slash < PREFIX.length + 1 || slash === id.length - 1) return null
  return { broker: id.slice(PREFIX.length, slash), topic: id.slice(slash + 1) }
}

export function createTopicFollower(parts: {
  readonly book: EventBook
  readonly links: BrokerLinks
  readonly logger: Logger
  readonly onStanding: () => void
}): TopicFollower {
  const { book, links, logger } = parts
  const followed = new Map<string, { readonly link: BrokerLink; readonly end: () => void }>()
  const known = new Map<string, PlainTopic>()
  let saidFull = false

  function note(broker: string, topic: string): PlainTopic | null {
    const id = topicId({ broker, topic })
    const before = known.get(id)
    if (before !== undefined) return before
    if (id.length > LONGEST_ID) return null
    if (known.size >= MOST_TOPICS) {
      if (!saidFull) logger.warn('More topics have tallies than are listened to; name fewer in the settings', { id })
      saidFull = true
      return null
    }
    const made = { id, broker, topic }
    known.set(id, made)
    return made
  }

  function subscribe({ broker, topic: filter }: TallyTopic): void {
    const link = links.byName(broker)
    if (link === null || !isTopicFilter(filter)) return
    const ends = [
      link.onState(parts.onStanding),
      link.subscribe(filter, 1, ({ topic, payload }) => {
        const value = topicValue(payload)
        const source = value === null ? null : note(broker, topic)
        if (value !== null && source !== null) book.receiveValue(source.id, value)
      }),
    ]
    followed.set(topicId({ broker, topic: filter }), {
      link,
      end() {
        for (const end of ends) end()
      },
    })
  }

  return {
    follow(filters) {
      const wanted = new Map(filters.map((filter) => [topicId(filter), filter]))
      for (const [id, { link, end }] of followed) {
        const filter = wanted.get(id)
        if (filter !== undefined && links.byName(filter.broker) === link) continue
        end()
        followed.delete(id)
      }
      for (const [id, filter] of wanted) {
        if (!hasWildcard(filter.topic)) note(filter.broker, filter.topic)
        if (!followed.has(id)) subscribe(filter)
      }
    },
    topics: () => known.values(),
    stop() {
      for (const { end } of followed.values()) end()
      followed.clear()
    },
  }
}
