import type { Id } from '../../contract'
import type { BrokerLinks } from '../broker/createBrokerLinks'
import type { BrokerLink } from '../broker/brokerLink'
import { readEventMessage } from './eventMessage'
import type { EventBook, HeardSource } from './eventBook'
import { type ConnectionStanding, type EventSocket, type EventSocketTiming, createEventSocket } from './eventSocket'
import type { EventWay } from './eventWay'

/** Where a followed source is heard. `isGone`: its device says so itself, or the broker does in its place. */
export type FollowedStanding = ConnectionStanding & { readonly address: string; readonly isGone: boolean }

/** Hears sources over as few connections as possible: a socket per address, a link per broker. */
export type EventFollower = {
  /** Hears these and no others, the first ones first when they are too many. */
  readonly follow: (ways: ReadonlyMap<Id, EventWay>) => void
  /** Null: it is not followed. */
  readonly standing: (sourceId: Id) => FollowedStanding | null
  /** Asks the server or broker of a source what holds now. */
  readonly askAgain: (sourceId: Id) => void
  readonly stop: () => void
}

/** How an IS-07 source is named among all sources of events. */
export const is07Id = (sourceId: Id): string => `is07:${sourceId}`

/** So many sockets and topics are followed at most. */
export const MOST_CONNECTIONS = 500
const ASK_AGAIN_MS = 2_000

type TopicSubscription = {
  readonly way: Extract<EventWay, { readonly transport: 'mqtt' }>
  readonly link: BrokerLink
  /** False: the broker says that the device is not connected (IS-07 v1.0 §Transport: MQTT 5). */
  active: boolean | null
  /** Asks the broker for what it has retained, at most every few seconds. */
  readonly askAgain: () => void
  /** False: its broker is reached by another link now. */
  readonly isCurrent: () => boolean
  readonly end: () => void
}

type OpenSocket = { readonly socket: EventSocket; readonly sources: ReadonlySet<Id> }

export function createEventFollower(parts: {
  readonly book: EventBook
  readonly links: BrokerLinks
  readonly now: () => number
  readonly random: () => number
  readonly timing: EventSocketTiming
  readonly onStanding: () => void
}): EventFollower {
  const { book, links, now } = parts
  const sockets = new Map<string, OpenSocket>()
  const topics = new Map<Id, TopicSubscription>()
  const socketOf = new Map<Id, OpenSocket>()
  /** The names of the sources of sockets, so that none is put together for each message. */
  const names = new Map<Id, string>()

  function openSocket(uri: string): EventSocket {
    const socket = createEventSocket({
      uri,
      now,
      random: parts.random,
      timing: parts.timing,
      onStanding: parts.onStanding,
      onAsked(sources) {
        book.expectAll([...sources].map(is07Id))
      },
      onMessage(text) {
        const message = readEventMessage(text)
        if (message.type === 'health' || message.type === 'connection_status') return
        const wanted = sockets.get(uri)?.sources ?? new Set<Id>()
        if (message.sourceId !== null) {
          const name = names.get(message.sourceId)
          if (name !== undefined && wanted.has(message.sourceId)) book.receive(name, message, false)
          return
        }
        // Nobody knows whose it was.
        for (const id of wanted) book.receive(is07Id(id), message, false)
      },
      isOwed: () => [...(sockets.get(uri)?.sources ?? [])].some((id) => book.expectedSince(is07Id(id)) !== null),
    })
    return socket
  }

  function subscribe(sourceId: Id, way: TopicSubscription['way']): void {
    const name = is07Id(sourceId)
    const { link, isCurrent, release } = links.lease(way.broker)
    const ends = [release, link.onState(parts.onStanding)]
    let later: NodeJS.Timeout | null = null
    let askedAt = Number.NEGATIVE_INFINITY
    const subscription: TopicSubscription = {
      way,
      link,
      isCurrent,
      active: null,
      askAgain() {
        if (later !== null) return
        const ask = () => {
          later = null
          askedAt = now()
          link.refresh(way.topic)
        }
        later = setTimeout(ask, Math.max(0, askedAt + ASK_AGAIN_MS - now()))
      },
      end() {
        if (later !== null) clearTimeout(later)
        for (const end of ends.reverse()) end()
      },
    }
    topics.set(sourceId, subscription)
    ends.push(
      link.subscribe(way.topic, 2, ({ payload, retained }) => {
        if (payload.length === 0) return
        const message = readEventMessage(payload.toString('utf8'))
        const isForeign = 'sourceId' in message && message.sourceId !== null && message.sourceId !== sourceId
        book.receive(
          name,
          isForeign ? { type: 'fault', sourceId, fault: 'it speaks of another source than its topic' } : message,
          retained,
        )
      }),
    )
    if (way.statusTopic === null) return
    ends.push(
      link.subscribe(way.statusTopic, 1, ({ payload }) => {
        const message = readEventMessage(payload.toString('utf8'))
        if (message.type !== 'connection_status' || subscription.active === message.active) return
        subscription.active = message.active
        parts.onStanding()
      }),
    )
  }

  function followTopics(wanted: ReadonlyMap<Id, TopicSubscription['way']>): void {
    for (const [id, { way, isCurrent, end }] of topics) {
      const next = wanted.get(id)
      if (next !== undefined && isSameTopic(next, way) && isCurrent()) continue
      topics.delete(id)
      end()
    }
    for (const [id, way] of wanted) if (!topics.has(id)) subscribe(id, way)
  }

  function followSockets(wanted: ReadonlyMap<string, ReadonlySet<Id>>): void {
    socketOf.clear()
    names.clear()
    for (const [uri, { socket }] of sockets) {
      if (wanted.has(uri)) continue
      socket.stop()
      sockets.delete(uri)
    }
    for (const [uri, sources] of wanted) {
      const open = { socket: sockets.get(uri)?.socket ?? openSocket(uri), sources }
      sockets.set(uri, open)
      open.socket.want(sources)
      for (const id of sources) {
        socketOf.set(id, open)
        names.set(id, is07Id(id))
      }
    }
  }

  return {
    follow(ways) {
      const addresses = new Map<string, Set<Id>>()
      const subscriptions = new Map<Id, TopicSubscription['way']>()
      for (const [id, way] of ways) {
        const hasRoom = addresses.size + subscriptions.size < MOST_CONNECTIONS
        if (way.transport === 'mqtt') {
          if (hasRoom) subscriptions.set(id, way)
          continue
        }
        const known = addresses.get(way.uri)
        if (known !== undefined) known.add(id)
        else if (hasRoom) addresses.set(way.uri, new Set([id]))
      }
      followTopics(subscriptions)
      followSockets(addresses)
    },
    standing(sourceId) {
      const open = socketOf.get(sourceId)
      if (open !== undefined) return { ...open.socket.standing(), address: open.socket.address, isGone: false }
      const topic = topics.get(sourceId)
      return topic === undefined ? null : topicStanding(topic, now(), book.get(is07Id(sourceId)))
    },
    askAgain(sourceId) {
      socketOf.get(sourceId)?.socket.askAgain()
      topics.get(sourceId)?.askAgain()
    },
    stop() {
      for (const { socket } of sockets.values()) socket.stop()
      for (const { end } of topics.values()) end()
      sockets.clear()
      socketOf.clear()
      topics.clear()
    },
  }
}

function topicStanding(
  { link, active }: TopicSubscription,
  now: number,
  heard: HeardSource | undefined,
): FollowedStanding {
  const { state, since, problem } = link.state()
  const isLive = state === 'live'
  const heardAt = isLive ? now : (heard?.heardAt ?? null) === null ? null : since
  const isGone = isLive && active === false
  const gone = 'Its device is not connected to the broker, says the broker.'
  const isOpen = isLive && !isGone
  return { isOpen, hasSpoken: isOpen, heardAt, problem: isGone ? gone : problem, address: link.address, isGone }
}

function isSameTopic(a: TopicSubscription['way'], b: TopicSubscription['way']): boolean {
  return a.broker === b.broker && a.topic === b.topic && a.statusTopic === b.statusTopic
}
