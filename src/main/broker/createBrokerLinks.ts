import { brokerAddress } from './brokerAddress'
import { type BrokerConnection, type BrokerUse, PLAIN_USE, plainConnection } from './brokerConnection'
import type { BrokerLink } from './brokerLink'

/** A broker given from outside: its name and its address, which may carry credentials. */
export type NamedBroker = { readonly name: string; readonly url: string }

/** What somebody holds of a link by its address. */
export type BrokerLease = {
  readonly link: BrokerLink
  /** False: this address is reached by another link now, which asking again gives. */
  readonly isCurrent: () => boolean
  readonly release: () => void
}

/** The links there are. A broker is linked to once, whoever asks and however its address is written. */
export type BrokerLinks = {
  /** Those with a name, in the order in which they came. */
  readonly named: () => readonly BrokerLink[]
  /** The link of this name; null where there is none. It stays the same until it is dropped, whatever its settings. */
  readonly byName: (name: string) => BrokerLink | null
  /** The link to this address, opened when it is not there. Closed when its last user, and no name, holds it. */
  readonly lease: (url: string) => BrokerLease
  /** Told when a name came or went, or its address or use changed. */
  readonly onChange: (listener: () => void) => () => void
  /** Gives a name these settings: a new link, or those of the one there is. */
  readonly put: (name: string, connection: BrokerConnection, use: BrokerUse) => BrokerLink
  /** Closes the link of this name. */
  readonly drop: (name: string) => Promise<void>
  readonly start: () => void
  readonly stop: () => Promise<void>
}

type Lent = { readonly link: BrokerLink; users: number }

/** Links to the brokers named, and to those that somebody needs. `open` makes a link that is not started. */
export function createBrokerLinks(parts: {
  readonly brokers: readonly NamedBroker[]
  readonly open: (name: string, connection: BrokerConnection, use: BrokerUse) => BrokerLink
}): BrokerLinks {
  const named = new Map<string, BrokerLink>()
  const lent = new Map<string, Lent>()
  const listeners = new Set<() => void>()
  let hasStarted = false
  for (const { name, url } of parts.brokers) named.set(name, parts.open(name, plainConnection(url), PLAIN_USE))

  function tell(): void {
    for (const listener of [...listeners]) listener()
  }

  function nameless(url: string): Lent {
    const address = brokerAddress(url)
    const known = lent.get(address)
    if (known !== undefined) return known
    const link = parts.open(new URL(address).host, plainConnection(url), { ...PLAIN_USE, relay: false })
    const opened = { link, users: 0 }
    lent.set(address, opened)
    link.start()
    return opened
  }

  const houseLink = (address: string): BrokerLink | null =>
    [...named.values()].find((link) => link.address === address) ?? null

  return {
    named: () => [...named.values()],
    byName: (name) => named.get(name) ?? null,
    lease(url) {
      const address = brokerAddress(url)
      const house = houseLink(address)
      if (house !== null)
        return { link: house, isCurrent: () => houseLink(address) === house, release: () => undefined }
      const entry = nameless(url)
      entry.users += 1
      let released = false
      return {
        link: entry.link,
        isCurrent: () => houseLink(address) === null,
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
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    put(name, connection, use) {
      const known = named.get(name)
      const link = known ?? parts.open(name, connection, use)
      if (known === undefined) {
        named.set(name, link)
        if (hasStarted) link.start()
      } else known.reconfigure(connection, use)
      tell()
      return link
    },
    async drop(name) {
      const link = named.get(name)
      if (link === undefined) return
      named.delete(name)
      tell()
      await link.stop()
    },
    start() {
      hasStarted = true
      for (const link of named.values()) link.start()
    },
    async stop() {
      listeners.clear()
      const all = [...named.values(), ...[...lent.values()].map(({ link }) => link)]
      lent.clear()
      await Promise.all(all.map((link) => link.stop()))
    },
  }
}
