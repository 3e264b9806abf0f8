import type { Id } from '../../../contract'
import { deviceIdOf } from '../../plant/deviceIds'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import { followBrokers } from '../followBrokers'
import type { RelayBroker, RelayBrokers } from '../relayBrokers'
import type { DeviceBook } from './createDeviceBook'
import { deviceTopics } from './deviceTopics'
import { type RegistryPorts, type RegistrySnapshot, registryOf, restOf } from './registryContent'
import { createRegistryText } from './registryText'

export type RegistryPublisher = {
  /** As it is now; null for a broker that is not followed. */
  readonly snapshot: (broker: string) => RegistrySnapshot | null
  readonly start: () => void
  /** Ends the publishing; what is retained stays. */
  readonly stop: () => void
}

export type RegistryParts = {
  readonly brokers: RelayBrokers
  readonly book: Pick<DeviceBook, 'all' | 'stateText' | 'onChange'>
  readonly ports: RegistryPorts
  readonly clock: Clock
  readonly logger: Logger
}

/** What changes within so many ms is published at once. */
const PAUSE_MS = 250
/** A large registry is published less often: so many bytes of it in a second. */
const BYTES_PER_S = 1_000_000

type Published = {
  readonly broker: RelayBroker
  readonly text: ReturnType<typeof createRegistryText>
  /** A device is otherwise than it was published, by more than a time. */
  hasNews: boolean
  /** Locks and modules as they were published; null: not, as far as is known. */
  rest: string | null
  /** Runs until the next may be published. */
  timer: NodeJS.Timeout | null
  /** Something changed during the pause. */
  isDue: boolean
  readonly end: () => void
}

/** Publishes the registry, retained: after each change, and when a broker comes back; never for the time alone. */
export function createRegistryPublisher(parts: RegistryParts): RegistryPublisher {
  const { brokers, book, ports, clock, logger } = parts
  const published = new Map<string, Published>()
  const ends: (() => void)[] = []

  function snapshot(name: string): RegistrySnapshot {
    return { ...registryOf(name, book.all(), ports), ts: timestamp(clock.now()) }
  }

  async function publish(own: Published): Promise<void> {
    const { name, link, prefix } = own.broker
    if (link.state().state !== 'live') return
    const rest = JSON.stringify(restOf(name, ports))
    if (!own.hasNews && own.rest === rest) return
    own.hasNews = false
    own.rest = rest
    const text = own.text(book.all(), timestamp(clock.now()))
    pause(own, Math.max(PAUSE_MS, (text.length / BYTES_PER_S) * 1000))
    try {
      await link.publish(deviceTopics(prefix).registry, text, { qos: 1, retain: true, queue: false })
    } catch (error) {
      // It is published anew when the broker is back.
      own.rest = null
      logger.warn('The registry could not be published', { broker: name, problem: String(error) })
    }
  }

  function pause(own: Published, ms: number): void {
    own.timer = setTimeout(() => {
      own.timer = null
      if (!own.isDue) return
      own.isDue = false
      void publish(own)
    }, ms)
  }

  /** At once where the last time is long ago; else when the pause after it is over. */
  function soon(own: Published): void {
    own.isDue = true
    if (own.timer === null) pause(own, 0)
  }

  function noteDevices(ids: readonly Id[]): void {
    for (const own of published.values()) {
      const prefix = deviceIdOf({ broker: own.broker.name, deviceId: '' })
      for (const id of ids) {
        if (!id.startsWith(prefix)) continue
        own.hasNews = true
        soon(own)
        break
      }
    }
  }

  function noteRest(): void {
    for (const own of published.values()) soon(own)
  }

  function follow(broker: RelayBroker): () => void {
    const own: Published = {
      broker,
      text: createRegistryText(broker.name, ports, book.stateText),
      hasNews: true,
      rest: null,
      timer: null,
      isDue: false,
      end: broker.link.onState(({ state }) => {
        // A broker that was away may have lost what it had retained.
        own.rest = null
        if (state === 'live') soon(own)
      }),
    }
    published.set(broker.name, own)
    soon(own)
    return () => {
      own.end()
      if (own.timer !== null) clearTimeout(own.timer)
      published.delete(broker.name)
    }
  }

  const following = followBrokers(brokers, follow)

  return {
    snapshot: (broker) => (brokers.list().some(({ name }) => name === broker) ? snapshot(broker) : null),
    start() {
      following.refresh()
      ends.push(brokers.onChange(following.refresh), ports.onChange(noteRest), book.onChange(noteDevices))
    },
    stop() {
      for (const end of ends.splice(0)) end()
      following.end()
    },
  }
}
