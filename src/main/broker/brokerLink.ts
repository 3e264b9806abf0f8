import type { Qos } from '../../contract'
import type { BrokerConnection, BrokerUse } from './brokerConnection'

/** What came on a topic. `retained`: the broker had kept it; it is what was last said, not news. */
export type BrokerMessage = { readonly topic: string; readonly payload: Buffer; readonly retained: boolean }

/** Where a link stands. `since`: epoch ms. `problem` says why it is not live, as a sentence; null while it is. */
export type BrokerState = {
  readonly state: 'connecting' | 'live' | 'lost'
  readonly since: number
  readonly problem: string | null
}

/** What waits for the broker, and what a full queue has cost since the link was made. */
export type Backlog = { readonly queued: number; readonly dropped: number }

/** `sent`: the broker has it. `queued`: it waits for the broker. `dropped`: the queue was full, and says so in its count. */
export type Published = 'sent' | 'queued' | 'dropped'

export type PublishOptions = {
  /** A rule of the broker may say otherwise. */
  readonly qos: Qos
  readonly retain: boolean
  /**
   * Whether it may wait for a broker that is away, and be said again when the connection broke before it was confirmed.
   * Left out: what is retained may, what is not may not. A command never may: nobody would notice that it came late.
   */
  readonly queue?: boolean
}

/** One link to a broker, under a name. It means nothing by what it carries. It stays the same over changed settings. */
export type BrokerLink = {
  readonly name: string
  /** Without credentials: fit for people and logs. */
  readonly address: string
  /** What the house uses it for, as the settings are now. */
  readonly use: () => BrokerUse
  readonly state: () => BrokerState
  readonly onState: (listener: (state: BrokerState) => void) => () => void
  readonly backlog: () => Backlog
  /** Told with every message that begins or ends to wait; it is for who listens to make fewer of it. */
  readonly onBacklog: (listener: () => void) => () => void
  /** What is not safe about the connection although it works, as a sentence; null: nothing. */
  readonly warning: () => string | null
  /**
   * Hears a topic filter (`+` and `#` as in MQTT) until the disposer is called, over every reconnection. What the broker
   * has retained comes first, after each reconnection again. @throws RangeError for a filter that is none
   */
  readonly subscribe: (filter: string, qos: Qos, listener: (message: BrokerMessage) => void) => () => void
  /** Asks the broker for what it has retained on a filter that is subscribed to. */
  readonly refresh: (filter: string) => void
  /**
   * Fulfilled when the broker has it (QoS 1, 2), it is on its way (0), or it waits. @throws BrokerError when the broker is
   * away and it may not wait, or the queue refuses it; RangeError for a topic that is none
   */
  readonly publish: (topic: string, payload: string | Buffer, options: PublishOptions) => Promise<Published>
  /** Goes on with these settings; those who listen and what waits stay. */
  readonly reconfigure: (connection: BrokerConnection, use: BrokerUse) => void
  readonly start: () => void
  /** Says goodbye, so that the will stays unsaid. What waits is lost, which the log says. */
  readonly stop: () => Promise<void>
}

/** The broker is not there, or did not take what was published. The message is a sentence. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError'
}
