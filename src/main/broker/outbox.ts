import type { BrokerQueue, Qos } from '../../contract'

/** A message on its way to the broker. */
export type Outgoing = {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: Qos
  readonly retain: boolean
}

/** What waits for a broker that is away: bounded, in order. */
export type Outbox = {
  /** `refused`: it is full, and its policy leaves the answer to who asks. */
  readonly add: (message: Outgoing) => 'queued' | 'dropped' | 'refused'
  /** Puts what was taken back to the front, in this order; a newer retained message on its topic replaces it. */
  readonly putBack: (messages: readonly Outgoing[]) => void
  /** The oldest, out of the box; undefined: it is empty. */
  readonly take: () => Outgoing | undefined
  readonly size: () => number
  /** How many the bounds have cost so far. */
  readonly dropped: () => number
  /** Takes effect at once: what no longer fits goes. */
  readonly setRules: (rules: BrokerQueue) => void
}

const bytesOf = ({ topic, payload }: Outgoing): number => Buffer.byteLength(topic) + payload.byteLength

/** Of a retained message only the last on its topic is kept: nobody could ever have seen those before it later. */
export function createOutbox(rules: BrokerQueue): Outbox {
  let bounds = rules
  /** By a number that counts up, so that the oldest is first. */
  let messages = new Map<number, Outgoing>()
  /** Where the retained message of a topic is. */
  const retained = new Map<string, number>()
  let bytes = 0
  let next = 0
  let dropped = 0

  function remove(number: number, message: Outgoing): void {
    messages.delete(number)
    bytes -= bytesOf(message)
    if (message.retain && retained.get(message.topic) === number) retained.delete(message.topic)
  }

  function append(message: Outgoing): void {
    const number = next
    next += 1
    messages.set(number, message)
    bytes += bytesOf(message)
    if (message.retain) retained.set(message.topic, number)
  }

  function forgetEarlier({ topic, retain }: Outgoing): void {
    const number = retain ? retained.get(topic) : undefined
    const earlier = number === undefined ? undefined : messages.get(number)
    if (number !== undefined && earlier !== undefined) remove(number, earlier)
  }

  const isFull = (more: number, moreBytes: number): boolean =>
    messages.size + more > bounds.limit || bytes + moreBytes > bounds.bytes

  /** Takes away what is too much: the oldest, or the newest where the policy keeps what was there first. */
  function trim(): void {
    while (messages.size > 0 && isFull(0, 0)) {
      const entries = [...messages]
      const over = bounds.policy === 'drop-oldest' ? entries : entries.reverse()
      for (const [number, message] of over) {
        if (!isFull(0, 0)) break
        remove(number, message)
        dropped += 1
      }
    }
  }

  return {
    add(message) {
      forgetEarlier(message)
      const size = bytesOf(message)
      const isTooBig = bounds.limit === 0 || size > bounds.bytes
      if (!isTooBig && bounds.policy === 'drop-oldest') {
        for (const [number, oldest] of messages) {
          if (!isFull(1, size)) break
          remove(number, oldest)
          dropped += 1
        }
      }
      if (isTooBig || isFull(1, size)) {
        dropped += bounds.policy === 'refuse' ? 0 : 1
        return bounds.policy === 'refuse' ? 'refused' : 'dropped'
      }
      append(message)
      return 'queued'
    },
    putBack(taken) {
      const waiting = [...messages.values()]
      messages = new Map()
      retained.clear()
      bytes = 0
      for (const message of [...taken, ...waiting]) {
        forgetEarlier(message)
        append(message)
      }
      trim()
    },
    take() {
      const first = messages.entries().next()
      if (first.done === true) return undefined
      const [number, message] = first.value
      remove(number, message)
      return message
    },
    size: () => messages.size,
    dropped: () => dropped,
    setRules(next) {
      bounds = next
      trim()
    },
  }
}
