import type { TriggerEvent } from '../../../contract'
import type { BrokerLink, BrokerMessage } from '../../broker/brokerLink'
import type { BrokerLinks } from '../../broker/createBrokerLinks'
import type { Watch } from './eventIndex'

/** Hears the topics that triggers wait for, on the brokers as they come and go. */
export type TopicWatch = {
  /** Hears what these wait for and nothing else. */
  readonly follow: (watches: readonly Watch[]) => void
  readonly stop: () => void
}

type MqttEvent = Extract<TriggerEvent, { kind: 'mqtt' }>
type Heard = { readonly broker: string; readonly message: BrokerMessage }

/** At least once: a fall is not to be missed. */
const QOS = 1

export function createTopicWatch(
  links: Pick<BrokerLinks, 'named' | 'onChange'>,
  hear: (watches: readonly Watch[], heard: Heard) => void,
): TopicWatch {
  /** By broker and filter: one subscription, however many wait for it. */
  const followed = new Map<string, { readonly link: BrokerLink; watches: readonly Watch[]; readonly end: () => void }>()
  let wanted: readonly Watch[] = []
  const unsubscribe = links.onChange(settle)

  function settle(): void {
    const needed = new Map<string, { readonly link: BrokerLink; readonly topic: string; readonly watches: Watch[] }>()
    for (const watch of wanted) {
      const event = watch.event as MqttEvent
      for (const link of links.named()) {
        if (event.broker !== null && event.broker !== link.name) continue
        const name = `${link.name} ${event.topic}`
        const entry = needed.get(name) ?? { link, topic: event.topic, watches: [] }
        entry.watches.push(watch)
        needed.set(name, entry)
      }
    }
    for (const [name, entry] of followed) {
      const need = needed.get(name)
      if (need?.link === entry.link) entry.watches = need.watches
      else {
        entry.end()
        followed.delete(name)
      }
    }
    for (const [name, { link, topic, watches }] of needed) {
      if (followed.has(name)) continue
      const entry = {
        link,
        watches: watches as readonly Watch[],
        end: link.subscribe(topic, QOS, (message) => {
          hear(entry.watches, { broker: link.name, message })
        }),
      }
      followed.set(name, entry)
    }
  }

  return {
    follow(watches) {
      wanted = watches.filter(({ event }) => event.kind === 'mqtt')
      settle()
    },
    stop() {
      unsubscribe()
      wanted = []
      for (const { end } of followed.values()) end()
      followed.clear()
    },
  }
}
