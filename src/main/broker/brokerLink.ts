/** MQTT 3.1.1 §4.3: at most once, at least once, exactly once. */
export type Qos = 0 | 1 | 2

/** What came on a topic. `retained`: the broker had kept it; it is what was last said, not news. */
export type BrokerMessage = { readonly topic: string; readonly payload: Buffer; readonly retained: boolean }

/** Said by the broker to everyone when the link breaks without a goodbye (MQTT 3.1.1 §3.1.2.5). */
export type BrokerWill = {
  readonly topic: string
  readonly payload: string
  readonly qos: Qos
  readonly retain: boolean
}

/** Where a link stands. `since`: epoch ms. `problem` says why it is not live, as a sentence; null while it is. */
export type BrokerState = {
  readonly state: 'connecting' | 'live' | 'lost'
  readonly since: number
  readonly problem: string | null
}

/** One link to a broker, under a name. It means nothing by what it carries. */
export type BrokerLink = {
  readonly name: string
  /** Without credentials: fit for people and logs. */
  readonly address: string
  readonly state: () => BrokerState
  readonly onState: (listener: (state: BrokerState) => void) => () => void
  /**
   * Hears a topic filter (`+` and `#` as in MQTT) until the disposer is called, over every reconnection. What the broker
   * has retained comes first, after each reconnection again. @throws RangeError for a filter that is none
   */
  readonly subscribe: (filter: string, qos: Qos, listener: (message: BrokerMessage) => void) => () => void
  /** Asks the broker for what it has retained on a filter that is subscribed to. */
  readonly refresh: (filter: string) => void
  /** Fulfilled when the broker has it (QoS 1, 2) or it is on its way (0). Nothing is kept for later. @throws BrokerError */
  readonly publish: (
    topic: string,
    payload: string | Buffer,
    options: { readonly qos: Qos; readonly retain: boolean },
  ) => Promise<void>
  readonly start: () => void
  /** Says goodbye, so that the will stays unsaid. */
  readonly stop: () => Promise<void>
}

/** The broker is not there, or did not take what was published. The message is a sentence. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError'
}
