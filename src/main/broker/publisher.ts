import type { MqttClient } from 'mqtt'
import { type Backlog, BrokerError, type BrokerLink, type Published } from './brokerLink'
import type { LinkParts } from './linkParts'
import { type Outgoing, createOutbox } from './outbox'
import { isTopic } from './topicFilter'

/** What goes to the broker, and what waits for it while it is away. */
export type Publisher = {
  /** As the link's. */
  readonly publish: BrokerLink['publish']
  /** Sends what waits, in order, a few at once. */
  readonly flush: () => void
  /** The connection is gone: what was not confirmed waits again where it may; who published the rest is told. */
  readonly interrupt: () => void
  /** The bounds of the queue are others now. */
  readonly rulesChanged: () => void
  readonly backlog: () => Backlog
  readonly onBacklog: (listener: () => void) => () => void
  /** Nobody is told any more. */
  readonly stop: () => void
}

/** A message that the broker has not confirmed. */
type Sending = {
  readonly message: Outgoing
  readonly mayWait: boolean
  readonly done: (published: Published) => void
  readonly fail: (error: BrokerError) => void
}

/** So many of those that waited are on their way at once. */
const FLUSHED_AT_ONCE = 20

/** `problem`: why there is no connection, where there is none. */
export function createPublisher(
  { name, connection, connected, qosOf, logger }: LinkParts,
  problem: () => string | null,
): Publisher {
  const outbox = createOutbox(connection().queue)
  const listeners = new Set<() => void>()
  const sending = new Set<Sending>()
  let flushing = 0
  let saidDropped = 0

  function tellBacklog(): void {
    for (const listener of listeners) listener()
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

  function send(client: MqttClient, entry: Sending): void {
    const { topic, payload, qos, retain } = entry.message
    sending.add(entry)
    client.publish(topic, payload, { qos, retain }, (error) => {
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
      const words = `The broker ${connection().address} did not take what was published: ${error.message}`
      entry.fail(new BrokerError(words, { cause: error }))
    })
  }

  function flush(): void {
    for (let client = connected(); client !== null && flushing < FLUSHED_AT_ONCE; client = connected()) {
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
    if (added !== 'refused') return added
    const waiting = `${String(outbox.size())} messages wait for it already`
    throw new BrokerError(`The broker ${connection().address} is not connected, and ${waiting}: no more are taken.`)
  }

  return {
    async publish(topic, payload, { qos, retain, queue = retain }) {
      if (!isTopic(topic)) throw new RangeError(`“${topic.slice(0, 80)}” is no MQTT topic.`)
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
      const message: Outgoing = { topic, payload: bytes, qos: qosOf(topic, qos), retain }
      const mayWait = queue && connection().queue.limit > 0
      const client = connected()
      if (client === null && !mayWait) {
        throw new BrokerError(problem() ?? `The broker ${connection().address} is not connected.`)
      }
      // What waits goes first: it was said before.
      if (client === null || (mayWait && outbox.size() > 0)) return enqueue(message)
      return new Promise((done, fail) => {
        send(client, { message, mayWait, done, fail })
      })
    },
    flush,
    interrupt() {
      const cut = [...sending]
      sending.clear()
      flushing = 0
      outbox.putBack(cut.filter(({ mayWait }) => mayWait).map(({ message }) => message))
      const words = `The connection to the broker ${connection().address} broke before it confirmed; it may have arrived or not.`
      for (const { mayWait, done, fail } of cut) {
        if (mayWait) done('queued')
        else fail(new BrokerError(words))
      }
      noteDropped()
      if (cut.length > 0) tellBacklog()
    },
    rulesChanged() {
      outbox.setRules(connection().queue)
      noteDropped()
      tellBacklog()
    },
    backlog: () => ({ queued: outbox.size(), dropped: outbox.dropped() }),
    onBacklog(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    stop() {
      listeners.clear()
    },
  }
}
