import type { TopicValue } from '../../../contract'
import type { BrokerLink } from '../../broker/brokerLink'
import { HouseError } from '../../execution/houseError'
import type { Clock } from '../../telemetry/clock'
import { type TopicBook, createTopicBook } from './topicBook'

/** What is asked for. `broker` null: all of them; `q`: part of a topic, or of what came on it; empty: all. */
export type TopicQuery = { readonly broker: string | null; readonly q: string; readonly limit: number }

/** `total`: how many were found; `dropped`: topics that others took the place of, of the brokers asked for. */
export type FoundTopics = {
  readonly items: readonly TopicValue[]
  readonly total: number
  readonly dropped: number
  /** Since when it is listened, epoch ms. */
  readonly since: number
}

/** What goes over the brokers of the house, for people. Nothing is listened to while nobody asks. */
export type Inspector = {
  /** The first question begins the listening; what is retained comes within a moment. @throws HouseError `unknown` */
  readonly topics: (query: TopicQuery) => FoundTopics
  readonly stop: () => void
}

export type InspectorParts = {
  readonly links: { readonly named: () => readonly BrokerLink[] }
  readonly clock: Clock
}

/** So many topics of a broker are remembered. */
export const MOST_TOPICS = 5_000
/** The listening ends so long after the last question, ms. */
export const LISTENS_MS = 60_000
/** All that the broker lets us hear; its own `$SYS` is not among it (MQTT 3.1.1 §4.7.2). */
const EVERYTHING = '#'

type Listening = {
  readonly link: BrokerLink
  readonly book: TopicBook
  readonly since: number
  timer: NodeJS.Timeout
  readonly end: () => void
}

export function createInspector({ links, clock }: InspectorParts): Inspector {
  const listenings = new Map<string, Listening>()

  function listen(link: BrokerLink): Listening {
    const known = listenings.get(link.name)
    if (known?.link === link) {
      clearTimeout(known.timer)
      known.timer = endLater(known)
      return known
    }
    known?.end()
    const book = createTopicBook(link.name, MOST_TOPICS)
    const unlisten = link.subscribe(EVERYTHING, 0, ({ topic, payload, retained }) => {
      book.hear(topic, payload, retained, clock.now())
    })
    const made: Listening = {
      link,
      book,
      since: clock.now(),
      timer: setTimeout(() => undefined, 0),
      end() {
        clearTimeout(made.timer)
        unlisten()
        listenings.delete(link.name)
      },
    }
    clearTimeout(made.timer)
    made.timer = endLater(made)
    listenings.set(link.name, made)
    return made
  }

  function endLater(listening: Listening): NodeJS.Timeout {
    return setTimeout(listening.end, LISTENS_MS)
  }

  return {
    topics({ broker, q, limit }) {
      const wanted = links.named().filter(({ name }) => broker === null || name === broker)
      if (broker !== null && wanted.length === 0) throw new HouseError('unknown', `There is no broker “${broker}”.`)
      const now = clock.now()
      const heard = wanted.map(listen)
      const found = heard.flatMap(({ book }) => book.find(q, now))
      return {
        items: found.slice(0, limit),
        total: found.length,
        dropped: heard.reduce((sum, { book }) => sum + book.dropped(), 0),
        since: heard.reduce((first, { since }) => Math.min(first, since), now),
      }
    },
    stop() {
      for (const { end } of [...listenings.values()]) end()
    },
  }
}
