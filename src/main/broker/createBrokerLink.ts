import type { MqttClient, connect as connectMqtt } from 'mqtt'
import { isDeepStrictEqual } from 'node:util'
import type { Qos } from '../../contract'
import type { BrokerConnection, BrokerUse } from './brokerConnection'
import { brokerFault, endedAtOnce } from './brokerFault'
import {
  type BrokerLink,
  type BrokerMessage,
  type BrokerState,
  BrokerError,
  type Published,
  type PublishOptions,
} from './brokerLink'
import { type BrokerTiming, connectOptions, connectionWarning } from './connectOptions'
import { type Outgoing, createOutbox } from './outbox'
import { coversFilter, hasWildcard, isTopic, isTopicFilter, matchesFilter } from './topicFilter'

type Say = (message: string, context?: Readonly<Record<string, unknown>>) => void

export type BrokerLinkOptions = {
  readonly name: string
  readonly connection: BrokerConnection
  readonly use: BrokerUse
  /** Where the connection names none. */
  readonly clientId: string
  /** Epoch ms. */
  readonly clock: { readonly now: () => number }
  /** 0…1, for the pause before an attempt. */
  readonly random: () => number
  readonly logger: { readonly info: Say; readonly warn: Say }
  readonly timing: BrokerTiming
}

type Subscription = { readonly qos: Qos; readonly listeners: Set<(message: BrokerMessage) => void> }

/** A message that the broker has not confirmed. */
type Sending = {
  readonly message: Outgoing
  readonly mayWait: boolean
  readonly done: (published: Published) => void
  readonly fail: (error: BrokerError) => void
}

/** So many of those that waited are on their way at once. */
const FLUSHED_AT_ONCE = 20
/** A connection that held so long was a good one: the next pause is the first again, ms. */
const STEADY_MS = 5_000
/** How long a goodbye may take, ms. */
const GOODBYE_MS = 2_000

/** A link that comes back by itself: every filter is subscribed to anew, then what waited is sent, in order. */
export function createBrokerLink(options: BrokerLinkOptions): BrokerLink {
  const { name, clock, logger, timing } = options
  let { connection, use } = options
  const outbox = createOutbox(connection.queue)
  const subscriptions = new Map<string, Subscription>()
  /** Those of them that name more than one topic. */
  const wide = new Map<string, Subscription>()
  /** Filters that nobody wants any more and a kept session may still have. */
  const unwanted = new Set<string>()
  const listeners = new Set<(state: BrokerState) => void>()
  const backlogListeners = new Set<() => void>()
  const sending = new Set<Sending>()
  let state: BrokerState = { state: 'connecting', since: clock.now(), problem: unanswered() }
  let client: MqttClient | null = null
  /** The attempt that the library is being loaded for. */
  let opening: object | null = null
  let timer: NodeJS.Timeout | null = null
  let failures = 0
  let liveAt: number | null = null
  let flushing = 0
  let saidDropped = 0
  let hasStarted = false
  let isOver = false

  function unanswered(): string {
    return `${connection.address} has not answered yet.`
  }

  function become(next: BrokerState['state'], problem: string | null): void {
    if (state.state === next && state.problem === problem) return
    const since = state.state === next ? state.since : clock.now()
    state = { state: next, since, problem }
    for (const listener of listeners) listener(state)
  }

  function tellBacklog(): void {
    for (const listener of backlogListeners) listener()
  }

  function open(): void {
    timer = null
    if (connection.fault !== null) {
      become('lost', connection.fault)
      return
    }
    const mine = {}
    opening = mine
    // Loaded with the first connection: where there is no broker, nobody waits for it.
    void import('mqtt').then(({ connect }) => {
      if (opening !== mine) return
      opening = null
      openWith(connect)
    })
  }

  function openWith(connect: typeof connectMqtt): void {
    let reason: string | null = null
    let own: MqttClient
    try {
      own = connect(connection.address, connectOptions(connection, options))
    } catch (error) {
      // A certificate or key that OpenSSL does not take.
      lost(brokerFault(error))
      return
    }
    client = own
    const fail = (error: Error): void => {
      reason ??= brokerFault(error)
    }
    // Most errors of the socket do not become errors of the client.
    own.stream.on('error', fail)
    own.on('connect', () => {
      if (client === own) live(own)
    })
    own.on('message', (topic, payload, packet) => {
      if (client === own) deliver({ topic, payload, retained: packet.retain })
    })
    own.on('error', (error) => {
      fail(error)
      own.end(true)
    })
    own.once('close', () => {
      if (client !== own) return
      client = null
      own.end(true)
      lost(reason)
    })
  }

  function live(own: MqttClient): void {
    liveAt = clock.now()
    logger.info('The broker is connected', { broker: name, address: connection.address })
    const warning = connectionWarning(connection)
    if (warning !== null) logger.warn(warning, { broker: name, address: connection.address })
    for (const filter of unwanted) own.unsubscribe(filter)
    unwanted.clear()
    for (const [filter, { qos }] of subscriptions) ask(own, filter, qos)
    become('live', null)
    flush()
  }

  function lost(reason: string | null): void {
    const heldMs = liveAt === null ? null : clock.now() - liveAt
    liveAt = null
    interrupt()
    if (isOver) return
    const words = heldMs === null ? endedAtOnce(reason) : (reason ?? closedWords(heldMs))
    const { address } = connection
    if (state.state !== 'lost') logger.warn('The broker is not connected', { broker: name, address, reason: words })
    become('lost', `The broker ${address} is not connected: ${words}.`)
    if (heldMs !== null && heldMs > STEADY_MS) failures = 0
    const whole = Math.min(timing.longestPauseMs, timing.firstPauseMs * 2 ** Math.min(20, failures))
    failures += 1
    timer = setTimeout(open, whole * (0.8 + 0.2 * options.random()))
  }

  function closedWords(heldMs: number): string {
    const isBrief = heldMs < STEADY_MS && (connection.keepSession || connection.clientId !== null)
    return isBrief
      ? 'the connection was closed; does another client use the same client id?'
      : 'the connection was closed'
  }

  /** What was not confirmed waits again where it may; who published the rest is told. */
  function interrupt(): void {
    const cut = [...sending]
    sending.clear()
    flushing = 0
    outbox.putBack(cut.filter(({ mayWait }) => mayWait).map(({ message }) => message))
    for (const { mayWait, done, fail } of cut) {
      if (mayWait) done('queued')
      else {
        fail(
          new BrokerError(
            `The connection to the broker ${connection.address} broke before it confirmed; it may have arrived or not.`,
          ),
        )
      }
    }
    noteDropped()
    if (cut.length > 0) tellBacklog()
  }

  function noteDropped(): void {
    const dropped = outbox.dropped()
    if (dropped === saidDropped) return
    // Once for each tenfold, not for each message.
    if (saidDropped === 0 || dropped >= saidDropped * 10) {
      logger.warn('The queue for the broker is full; messages are lost', { broker: name, dropped })
      saidDropped = dropped
    }
  }

  function qosOf(filter: string, asked: Qos): Qos {
    return connection.qos.find((rule) => coversFilter(rule.filter, filter))?.qos ?? asked
  }

  function ask(to: MqttClient, filter: string, qos: Qos): void {
    to.subscribe(filter, { qos: qosOf(filter, qos) }, (error, granted) => {
      const isRefused = granted?.some((one) => one.qos >= 128) ?? false
      if (isOver || (error === null && !isRefused)) return
      const { address } = connection
      logger.warn('The broker refuses a topic', { broker: name, address, filter, reason: error?.message ?? 'refused' })
    })
  }

  function deliver(message: BrokerMessage): void {
    const exact = subscriptions.get(message.topic)
    if (exact !== undefined) for (const listener of exact.listeners) listener(message)
    for (const [filter, { listeners: hearing }] of wide) {
      if (matchesFilter(filter, message.topic)) for (const listener of hearing) listener(message)
    }
  }

  function send(own: MqttClient, entry: Sending): void {
    const { topic, payload, qos, retain } = entry.message
    sending.add(entry)
    own.publish(topic, payload, { qos, retain }, (error) => {
      // What was interrupted has been settled.
      if (!sending.delete(entry)) return
      if (error === undefined || error === null) {
        entry.done('sent')
        return
      }
      if (entry.mayWait) {
        outbox.putBack([entry.message])
        entry.done('queued')
        tellBacklog()
        return
      }
      const words = `The broker ${connection.address} did not take what was published: ${error.message}`
      entry.fail(new BrokerError(words, { cause: error }))
    })
  }

  /** Sends what waits, a few at once. */
  function flush(): void {
    while (client?.connected === true && flushing < FLUSHED_AT_ONCE) {
      const message = outbox.take()
      if (message === undefined) return
      flushing += 1
      send(client, {
        message,
        mayWait: true,
        done(published) {
          // What was not sent waits for the next connection.
          if (published !== 'sent') return
          flushing = Math.max(0, flushing - 1)
          tellBacklog()
          flush()
        },
        fail: () => undefined,
      })
    }
  }

  function enqueue(message: Outgoing): Published {
    const added = outbox.add(message)
    noteDropped()
    tellBacklog()
    if (added === 'refused') {
      throw new BrokerError(
        `The broker ${connection.address} is not connected, and ${String(outbox.size())} messages wait for it already: no more are taken.`,
      )
    }
    return added
  }

  async function publish(
    topic: string,
    payload: string | Buffer,
    { qos, retain, queue = retain }: PublishOptions,
  ): Promise<Published> {
    if (!isTopic(topic)) throw new RangeError(`“${topic.slice(0, 80)}” is no MQTT topic.`)
    const message: Outgoing = {
      topic,
      payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
      qos: qosOf(topic, qos),
      retain,
    }
    const mayWait = queue && connection.queue.limit > 0
    const own = client?.connected === true ? client : null
    if (own === null && !mayWait) {
      throw new BrokerError(state.problem ?? `The broker ${connection.address} is not connected.`)
    }
    // What waits goes first: it was said before.
    if (own === null || (mayWait && outbox.size() > 0)) return enqueue(message)
    return new Promise((done, fail) => {
      send(own, { message, mayWait, done, fail })
    })
  }

  /** Leaves the connection there is, with a goodbye. */
  async function leave(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    opening = null
    const last = client
    client = null
    if (last !== null) await ended(last)
    liveAt = null
    interrupt()
  }

  return {
    name,
    get address() {
      return connection.address
    },
    use: () => use,
    state: () => state,
    onState(listener) {
      const own = (next: BrokerState) => {
        listener(next)
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    backlog: () => ({ queued: outbox.size(), dropped: outbox.dropped() }),
    onBacklog(listener) {
      const own = () => {
        listener()
      }
      backlogListeners.add(own)
      return () => backlogListeners.delete(own)
    },
    warning: () => connectionWarning(connection),
    subscribe(filter, qos, listener) {
      if (!isTopicFilter(filter)) throw new RangeError(`“${filter.slice(0, 80)}” is no MQTT topic filter.`)
      const own = (message: BrokerMessage) => {
        listener(message)
      }
      const subscription = subscriptions.get(filter) ?? { qos, listeners: new Set() }
      subscription.listeners.add(own)
      subscriptions.set(filter, subscription)
      unwanted.delete(filter)
      if (hasWildcard(filter)) wide.set(filter, subscription)
      if (client?.connected === true) ask(client, filter, subscription.qos)
      return () => {
        subscription.listeners.delete(own)
        if (subscription.listeners.size > 0 || subscriptions.get(filter) !== subscription) return
        subscriptions.delete(filter)
        wide.delete(filter)
        if (client?.connected === true) client.unsubscribe(filter)
        else if (connection.keepSession) unwanted.add(filter)
      }
    },
    refresh(filter) {
      const known = subscriptions.get(filter)
      if (known !== undefined && client?.connected === true) ask(client, filter, known.qos)
    },
    publish,
    reconfigure(next, nextUse) {
      const before = connection
      connection = next
      use = nextUse
      outbox.setRules(next.queue)
      noteDropped()
      tellBacklog()
      if (!hasStarted || isOver) return
      if (isDeepStrictEqual(sessionOf(before), sessionOf(next))) {
        const own = client
        if (own?.connected === true && !isDeepStrictEqual(before.qos, next.qos)) {
          for (const [filter, { qos }] of subscriptions) ask(own, filter, qos)
        }
        return
      }
      failures = 0
      become('connecting', unanswered())
      void leave().then(() => {
        // Of several changes in a row the last one opens.
        if (!isOver && client === null && timer === null && opening === null) open()
      })
    },
    start() {
      if (hasStarted || isOver) return
      hasStarted = true
      open()
    },
    async stop() {
      if (isOver) return
      isOver = true
      subscriptions.clear()
      wide.clear()
      listeners.clear()
      backlogListeners.clear()
      await leave()
      const queued = outbox.size()
      if (queued > 0) logger.warn('Messages that waited for the broker are lost', { broker: name, queued })
      state = { state: 'lost', since: clock.now(), problem: `The broker “${name}” is not in use any more.` }
    },
  }
}

/** What a connection is made with: when it changes, a new one is. */
function sessionOf({ qos: _qos, queue: _queue, ...session }: BrokerConnection) {
  return session
}

/** A goodbye where there is somebody to say it to, else at once. */
async function ended(client: MqttClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      client.end(true)
      resolve()
    }, GOODBYE_MS)
  })
  await Promise.race([client.endAsync(!client.connected).catch(() => undefined), late])
  clearTimeout(timer)
}
