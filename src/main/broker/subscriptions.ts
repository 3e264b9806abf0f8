import type { MqttClient } from 'mqtt'
import type { Qos } from '../../contract'
import type { BrokerMessage } from './brokerLink'
import type { LinkParts } from './linkParts'
import { hasWildcard, isTopicFilter, matchesFilter } from './topicFilter'

/** The topic filters that somebody hears on a link, over all its connections. */
export type Subscriptions = {
  /** As the link's. @throws RangeError for a filter that is none */
  readonly subscribe: (filter: string, qos: Qos, listener: (message: BrokerMessage) => void) => () => void
  /** Asks for one again that is subscribed to. */
  readonly refresh: (filter: string) => void
  /** A fresh connection is asked for all that is wanted, and told what a kept session need not keep. */
  readonly begin: (client: MqttClient) => void
  /** Asks for all again, with the qualities that the rules want now. */
  readonly renew: (client: MqttClient) => void
  /** To everybody whose filter matches. */
  readonly deliver: (message: BrokerMessage) => void
  readonly clear: () => void
}

type Subscription = { readonly qos: Qos; readonly listeners: Set<(message: BrokerMessage) => void> }

export function createSubscriptions({ name, connection, connected, qosOf, logger }: LinkParts): Subscriptions {
  const subscriptions = new Map<string, Subscription>()
  /** Those of them that name more than one topic. */
  const wide = new Map<string, Subscription>()
  /** Filters that nobody wants any more and a kept session may still have. */
  const unwanted = new Set<string>()

  function ask(client: MqttClient, filter: string, qos: Qos): void {
    client.subscribe(filter, { qos: qosOf(filter, qos) }, (error, granted) => {
      const isRefused = granted?.some((one) => one.qos >= 128) ?? false
      if (!subscriptions.has(filter) || (error === null && !isRefused)) return
      const { address } = connection()
      logger.warn('The broker refuses a topic', { broker: name, address, filter, reason: error?.message ?? 'refused' })
    })
  }

  function renew(client: MqttClient): void {
    for (const [filter, { qos }] of subscriptions) ask(client, filter, qos)
  }

  function leave(filter: string): void {
    subscriptions.delete(filter)
    wide.delete(filter)
    const client = connected()
    if (client !== null) client.unsubscribe(filter)
    else if (connection().keepSession) unwanted.add(filter)
  }

  return {
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
      const client = connected()
      if (client !== null) ask(client, filter, subscription.qos)
      return () => {
        subscription.listeners.delete(own)
        if (subscription.listeners.size === 0 && subscriptions.get(filter) === subscription) leave(filter)
      }
    },
    refresh(filter) {
      const known = subscriptions.get(filter)
      const client = connected()
      if (known !== undefined && client !== null) ask(client, filter, known.qos)
    },
    begin(client) {
      for (const filter of unwanted) client.unsubscribe(filter)
      unwanted.clear()
      renew(client)
    },
    renew,
    deliver(message) {
      const exact = subscriptions.get(message.topic)
      if (exact !== undefined) for (const listener of exact.listeners) listener(message)
      for (const [filter, { listeners }] of wide) {
        if (matchesFilter(filter, message.topic)) for (const listener of listeners) listener(message)
      }
    },
    clear() {
      subscriptions.clear()
      wide.clear()
    },
  }
}
