import type { RelayBroker, RelayBrokers } from './relayBrokers'

/** Something that goes on with each broker. */
export type Following = {
  /** Begins with brokers that are new, and ends with those that are gone or are spoken to otherwise. */
  readonly refresh: () => void
  readonly end: () => void
}

/** `begin`: begins with a broker and returns its end. Whoever commands may change without it beginning anew. */
export function followBrokers(brokers: RelayBrokers, begin: (broker: RelayBroker) => () => void): Following {
  const followed = new Map<string, { readonly broker: RelayBroker; readonly end: () => void }>()
  return {
    refresh() {
      const wanted = new Map(brokers.list().map((broker) => [broker.name, broker]))
      for (const [name, { broker, end }] of followed) {
        const next = wanted.get(name)
        if (next?.link === broker.link && next.prefix === broker.prefix) continue
        end()
        followed.delete(name)
      }
      for (const [name, broker] of wanted) {
        if (!followed.has(name)) followed.set(name, { broker, end: begin(broker) })
      }
    },
    end() {
      for (const { end } of followed.values()) end()
      followed.clear()
    },
  }
}
