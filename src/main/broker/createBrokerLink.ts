import type { MqttClient, connect as connectMqtt } from 'mqtt'
import { isDeepStrictEqual } from 'node:util'
import type { BrokerConnection, BrokerUse } from './brokerConnection'
import { brokerFault, endedAtOnce } from './brokerFault'
import type { BrokerLink, BrokerState } from './brokerLink'
import { type BrokerTiming, connectOptions, connectionWarning } from './connectOptions'
import type { LinkLogger, LinkParts } from './linkParts'
import { createPublisher } from './publisher'
import { createSubscriptions } from './subscriptions'
import { coversFilter } from './topicFilter'

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
  readonly logger: LinkLogger
  readonly timing: BrokerTiming
}

/** A connection that held so long was a good one: the next pause is the first again, ms. */
const STEADY_MS = 5_000
/** How long a goodbye may take, ms. */
const GOODBYE_MS = 2_000

/** A link that comes back by itself: every filter is subscribed to anew, then what waited is sent, in order. */
export function createBrokerLink(options: BrokerLinkOptions): BrokerLink {
  const { name, clock, logger, timing } = options
  let { connection, use } = options
  const listeners = new Set<(state: BrokerState) => void>()
  let state: BrokerState = { state: 'connecting', since: clock.now(), problem: unanswered() }
  let client: MqttClient | null = null
  /** The attempt that the library is being loaded for. */
  let opening: object | null = null
  let timer: NodeJS.Timeout | null = null
  let failures = 0
  let liveAt: number | null = null
  let hasStarted = false
  let isOver = false

  const parts: LinkParts = {
    name,
    connection: () => connection,
    connected: () => (client?.connected === true ? client : null),
    qosOf: (filter, asked) => connection.qos.find((rule) => coversFilter(rule.filter, filter))?.qos ?? asked,
    logger,
  }
  const subscriptions = createSubscriptions(parts)
  const publisher = createPublisher(parts, () => state.problem)

  function unanswered(): string {
    return `${connection.address} has not answered yet.`
  }

  function become(next: BrokerState['state'], problem: string | null): void {
    if (state.state === next && state.problem === problem) return
    const since = state.state === next ? state.since : clock.now()
    state = { state: next, since, problem }
    for (const listener of listeners) listener(state)
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
      if (client === own) subscriptions.deliver({ topic, payload, retained: packet.retain })
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
    subscriptions.begin(own)
    become('live', null)
    publisher.flush()
  }

  function lost(reason: string | null): void {
    const heldMs = liveAt === null ? null : clock.now() - liveAt
    liveAt = null
    publisher.interrupt()
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

  /** Leaves the connection there is, with a goodbye. */
  async function leave(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    opening = null
    const last = client
    client = null
    if (last !== null) await ended(last)
    liveAt = null
    publisher.interrupt()
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
    backlog: publisher.backlog,
    onBacklog: publisher.onBacklog,
    warning: () => connectionWarning(connection),
    subscribe: subscriptions.subscribe,
    refresh: subscriptions.refresh,
    publish: publisher.publish,
    reconfigure(next, nextUse) {
      const before = connection
      connection = next
      use = nextUse
      publisher.rulesChanged()
      if (!hasStarted || isOver) return
      if (isDeepStrictEqual(sessionOf(before), sessionOf(next))) {
        const own = parts.connected()
        if (own !== null && !isDeepStrictEqual(before.qos, next.qos)) subscriptions.renew(own)
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
      listeners.clear()
      publisher.stop()
      await leave()
      const { queued } = publisher.backlog()
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
