import type { Role } from '../../contract'
import type { BrokerLink } from '../broker/brokerLink'
import type { BrokerLinks } from '../broker/createBrokerLinks'

/** A broker whose devices are part of the plant. */
export type RelayBroker = {
  readonly name: string
  /** Before every topic of devices, no slash at its end: `/lab`. */
  readonly prefix: string
  /** What those may do who command over it. */
  readonly role: Role
  readonly link: BrokerLink
}

/** The brokers that the relay works on. */
export type RelayBrokers = {
  readonly list: () => readonly RelayBroker[]
  /** Told when one came or went, or is used otherwise. */
  readonly onChange: (listener: () => void) => () => void
}

/** Those of the house's brokers that are used for devices, as their settings are now. */
export function createRelayBrokers(links: Pick<BrokerLinks, 'named' | 'onChange'>): RelayBrokers {
  return {
    list: () =>
      links.named().flatMap((link) => {
        const { relay, role, topicPrefix } = link.use()
        return relay ? [{ name: link.name, prefix: topicPrefix, role, link }] : []
      }),
    onChange: links.onChange,
  }
}
