import { type IClientOptions, type MqttClient, connect } from 'mqtt'
import {
  type BrokerLink,
  type BrokerMessage,
  type BrokerState,
  type BrokerWill,
  BrokerError,
  type Qos,
} from './brokerLink'
import { brokerAddress } from './brokerAddress'
import { hasWildcard, isTopicFilter, matchesFilter } from './topicFilter'

type Say = (message: string, context?: Readonly<Record<string, unknown>>) => void

export type BrokerLinkOptions = {
  readonly name: string
  /** `mqtt://host[:port]` or `mqtts://…`. */
  readonly url: string
  readonly clientId: string
  readonly will: BrokerWill | null
  /** Epoch ms. */
  readonly clock: { readonly now: () => number }
  /** 0…1, for the pause before an attempt. */
  readonly random: () => number
  readonly logger: { readonly info: Say; readonly warn: Say }
  readonly timing: BrokerTiming
}

/** Times in ms, `keepAliveS` in s. */
export type BrokerTiming = {
  readonly connectMs: number
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  readonly keepAliveS: number
}

/** A broker that falls silent is noticed within 15 s (MQTT 3.1.1 §3.1.2.10: one and a half times the interval). */
export const BROKER_TIMING: BrokerTiming = {
  connectMs: 10_000,
  firstPauseMs: 1_000,
  longestPauseMs: 15_000,
  keepAliveS: 10,
}

type Subscription = { readonly qos: Qos; readonly listeners: Set<(message: BrokerMessage) => void> }

/** A link that comes back by itself: a fresh session for each attempt, every filter subscribed to anew. */
export function createBrokerLink(options: BrokerLinkOptions): BrokerLink {
  const { name, url, clock, logger, timing } = options
  const address = brokerAddress(url)
  const subscriptions = new Map<string, Subscription>()
  /** Those of them that name more than one topic. */
  const wide = new Map<string, Subscription>()
  const listeners = new Set<(state: BrokerState) => void>()
  let state: BrokerState = { state: 'connecting', since: clock.now(), problem: `${address} has not answered yet.` }
  let client: MqttClient | null = null
  let timer: NodeJS.Timeout | null = null
  let failures = 0
  let isOver = false

  function become(next: BrokerState['state'], problem: string | null): void {
    if (state.state === next && state.problem === problem) return
    const since = state.state === next ? state.since : clock.now()
    state = { state: next, since, problem }
    for (const listener of listeners) listener(state)
  }

  function open(): void {
    timer = null
    let reason: string | null = null
    const own = connect(url, connectOptions(options))
    client = own
    own.on('connect', () => {
      failures = 0
      logger.info('The broker is connected', { broker: name, address })
      become('live', null)
      for (const [filter, { qos }] of subscriptions) ask(own, filter, qos)
    })
    own.on('message', (topic, payload, packet) => {
      deliver({ topic, payload, retained: packet.retain })
    })
    own.on('error', (error) => {
      reason = error.message
      own.end(true)
    })
    own.once('close', () => {
      if (client !== own) return
      client = null
      own.end(true)
      lost(reason)
    })
  }

  function lost(reason: string | null): void {
    if (isOver) return
    const words = reason === null ? 'the connection was closed' : reason.slice(0, 200)
    if (state.state !== 'lost') logger.warn('The broker is not connected', { broker: name, address, reason: words })
    become('lost', `The broker ${address} is not connected: ${words}.`)
    const whole = Math.min(timing.longestPauseMs, timing.firstPauseMs * 2 ** Math.min(20, failures))
    failures += 1
    timer = setTimeout(open, whole * (0.8 + 0.2 * options.random()))
  }

  function ask(to: MqttClient, filter: string, qos: Qos): void {
    to.subscribe(filter, { qos }, (error, granted) => {
      const isRefused = granted?.some((one) => one.qos >= 128) ?? false
      if (isOver || (error === null && !isRefused)) return
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

  return {
    name,
    address,
    state: () => state,
    onState(listener) {
      const own = (next: BrokerState) => {
        listener(next)
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    subscribe(filter, qos, listener) {
      if (!isTopicFilter(filter)) throw new RangeError(`“${filter.slice(0, 80)}” is no MQTT topic filter.`)
      const own = (message: BrokerMessage) => {
        listener(message)
      }
      const known = subscriptions.get(filter)
      const subscription = known ?? { qos, listeners: new Set() }
      subscription.listeners.add(own)
      subscriptions.set(filter, subscription)
      if (hasWildcard(filter)) wide.set(filter, subscription)
      if (client?.connected === true) ask(client, filter, subscription.qos)
      return () => {
        subscription.listeners.delete(own)
        if (subscription.listeners.size > 0 || subscriptions.get(filter) !== subscription) return
        subscriptions.delete(filter)
        wide.delete(filter)
        if (client?.connected === true) client.unsubscribe(filter)
      }
    },
    refresh(filter) {
      const known = subscriptions.get(filter)
      if (known !== undefined && client?.connected === true) ask(client, filter, known.qos)
    },
    async publish(topic, payload, { qos, retain }) {
      if (client?.connected !== true) throw new BrokerError(state.problem ?? `The broker ${address} is not connected.`)
      await client.publishAsync(topic, payload, { qos, retain }).catch((error: unknown) => {
        const words = error instanceof Error ? error.message : String(error)
        throw new BrokerError(`The broker ${address} did not take what was published: ${words}`, { cause: error })
      })
    },
    start() {
      if (client === null && timer === null && !isOver) open()
    },
    async stop() {
      isOver = true
      if (timer !== null) clearTimeout(timer)
      timer = null
      const last = client
      client = null
      subscriptions.clear()
      wide.clear()
      listeners.clear()
      if (last !== null) await ended(last)
    },
  }
}

function connectOptions({ clientId, will, timing }: BrokerLinkOptions): IClientOptions {
  return {
    clientId,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: timing.connectMs,
    keepalive: timing.keepAliveS,
    ...(will === null
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain } }),
  }
}

/** A goodbye where there is somebody to say it to, else at once. */
async function ended(client: MqttClient): Promise<void> {
  await client.endAsync(!client.connected).catch(() => undefined)
}
