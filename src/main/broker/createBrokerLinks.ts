import { brokerAddress } from './brokerAddress'
import type { BrokerLink } from './brokerLink'

/** A broker of the house: its name and its address. */
export type NamedBroker = { readonly name: string; readonly url: string }

/** The links there are. A broker is linked to once, whoever asks and however its address is written. */
export type BrokerLinks = {
  /** Those with a name, in the order in which they were given. */
  readonly named: () => readonly BrokerLink[]
  /** The link of this name; null where there is none. */
  readonly byName: (name: string) => BrokerLink | null
  /** The link to this address, opened when it is not there. Closed when its last user, and no name, holds it. */
  readonly lease: (url: string) => { readonly link: BrokerLink; readonly release: () => void }
  readonly start: () => void
  readonly stop: () => Promise<void>
}

/** Links to the brokers named, and to those that somebody needs. `open` makes a link that is not started. */
export function createBrokerLinks(parts: {
  readonly brokers: readonly NamedBroker[]
  readonly open: (broker: NamedBroker) => BrokerLink
}): BrokerLinks {
  const named = new Map(parts.brokers.map((broker) => [broker.name, parts.open(broker)]))
  const lent = new Map<string, { readonly link: BrokerLink; users: number }>()

  function nameless(url: string): { readonly link: BrokerLink; users: number } {
    const address = brokerAddress(url)
    const known = lent.get(address)
    if (known !== undefined) return known
    const opened = { link: parts.open({ name: new URL(address).host, url }), users: 0 }
    lent.set(address, opened)
    opened.link.start()
    return opened
  }

  return {
    named: () => [...named.values()],
    byName: (name) => named.get(name) ?? null,
    lease(url) {
      const address = brokerAddress(url)
      const house = [...named.values()].find((link) => link.address === address)
      if (house !== undefined) return { link: house, release: () => undefined }
      const entry = nameless(url)
      entry.users += 1
      let released = false
      return {
        link: entry.link,
        release() {
          if (released) return
          released = true
          entry.users -= 1
          if (entry.users > 0) return
          lent.delete(address)
          void entry.link.stop()
        },
      }
    },
    start() {
      for (const link of named.values()) link.start()
    },
    async stop() {
      const all = [...named.values(), ...[...lent.values()].map(({ link }) => link)]
      lent.clear()
      await Promise.all(all.map((link) => link.stop()))
    },
  }
}
